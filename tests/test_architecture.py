"""Imports run one way, and the lower floors know neither Streamlit nor Folium."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "domain": set(),
    "theme": set(),
    "i18n": {"domain"},
    "intake": {"domain", "i18n"},
    "store": {"domain"},
    "markup": {"domain", "i18n", "theme"},
    "incident_layer": {"domain", "i18n", "theme"},
    "export": {"domain", "i18n", "theme", "incident_layer", "markup"},
    "charts": {"domain", "i18n", "theme"},
    "mapping": {"domain", "i18n", "theme", "incident_layer"},
    "web": {"domain", "i18n", "theme", "charts", "incident_layer", "markup", "mapping", "export", "intake", "store"},
    "views": {"domain", "i18n", "theme", "charts", "incident_layer", "markup", "mapping", "export", "intake", "store"},
    "dashboard": {"domain", "i18n", "views"},
    "app": {"web"},
}
DRAWS = {"views", "dashboard", "app", "web"}  # web reads the path of Streamlit's own page
BRIDGE = "components/mapping/show.py"  # the one thin function around streamlit-folium


def modules() -> list[tuple[str, Path]]:
    found = [("app", ROOT / "app.py"), ("dashboard", ROOT / "components" / "dashboard.py")]
    found += [
        (path.relative_to(ROOT / "components").parts[0], path) for path in (ROOT / "components").glob("*/**/*.py")
    ]
    return found


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize(("part", "path"), modules(), ids=lambda value: str(value).removeprefix(str(ROOT)))
def test_imports_run_downward(part: str, path: Path) -> None:
    parts = {name.split(".")[1] for name in imported(path) if name.startswith("components.")}
    assert parts - {part} <= MAY_IMPORT[part], path


@pytest.mark.parametrize(("part", "path"), modules(), ids=lambda value: str(value).removeprefix(str(ROOT)))
def test_only_the_pages_draw_widgets(part: str, path: Path) -> None:
    packages = {name.split(".")[0] for name in imported(path)}
    if part not in DRAWS and str(path.relative_to(ROOT)) != BRIDGE:
        assert not packages & {"streamlit", "streamlit_folium"}
    if part != "mapping":
        assert "folium" not in packages


def test_every_part_is_known() -> None:
    assert {part for part, _ in modules()} == set(MAY_IMPORT)
