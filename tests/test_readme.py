"""README says what is true: every dependency with a reason, every setting and every link parameter."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

from components.domain.links import PARAMETERS
from components.export.formats import BY_CODE
from components.intake.limits import PREFIX, Limits

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> set[str]:
    """The names in the first column of the table under a heading."""
    section = README.split(heading, 1)[1].split("\n#", 1)[0]
    cells = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
    return {name.strip("` ") for cell in cells for name in cell.split(",")}


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[<>=\[]", item)[0] for items in lists for item in items}
    assert first_cells("### Dependencies") - {"package", "---"} == names


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    loose = [item for items in lists for item in items if "==" not in item and not (">=" in item and ",<" in item)]
    assert loose == []


def test_every_link_parameter_is_explained() -> None:
    assert first_cells("## Using a link") - {"parameter", "---"} == {*PARAMETERS} - {"embed_options"}


def test_every_export_is_explained() -> None:
    assert first_cells("## Taking a view away") - {"format", "---"} == set(BY_CODE)


def test_every_setting_is_explained() -> None:
    sources = [*(ROOT / "components").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").glob("*")]
    used = {name for path in sources for name in re.findall(r"MARSAD_[A-Z_]+", path.read_text(encoding="utf-8"))}
    explained = first_cells("| setting | meaning |")
    assert {name for name in used if not name.endswith("_")} <= explained
    assert {f"{PREFIX}{item.name.upper()}" for item in fields(Limits)} <= explained


def test_the_pictures_are_there() -> None:
    for name in re.findall(r"\]\((docs/[^)]+\.png)\)", README):
        assert (ROOT / name).stat().st_size > 20_000
