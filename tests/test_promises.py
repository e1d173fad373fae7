"""docs/promises.md is true: every test that it names is there, and every numbered test stands in its promise's row."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| R(\d+) \|(.+)$", re.MULTILINE)
NUMBERED = re.compile(r"test((?:_R\d\d)+)_")


def numbered_tests() -> set[str]:
    return {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and NUMBERED.match(node.name)
    }


def test_every_test_that_the_page_names_is_there() -> None:
    assert set(re.findall(r"`(test_\w+)`", PAGE)) <= numbered_tests()


def test_every_numbered_test_stands_in_the_row_of_its_promise() -> None:
    rows = {int(number): set(re.findall(r"`(test_\w+)`", text)) for number, text in ROW.findall(PAGE)}
    for name in numbered_tests():
        found = NUMBERED.match(name)
        assert found
        numbers = [int(number) for number in re.findall(r"\d\d", found[1])]
        assert any(name in rows.get(number, set()) for number in numbers), name


def test_every_promise_has_a_test() -> None:
    for number, text in ROW.findall(PAGE):
        assert f"test_R{int(number):02d}_" in text, number
