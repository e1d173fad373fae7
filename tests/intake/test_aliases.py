"""Sites, weapons and the other coded fields by every name they have, however it is spelt."""

from __future__ import annotations

import csv
import unicodedata

import pytest

from components.domain.directory import DATA_DIRECTORY
from tests.intake.fixtures import codes, read_rows, reference

with (DATA_DIRECTORY / "sites.csv").open(encoding="utf-8-sig", newline="") as _file:
    _SITES = list(csv.DictReader(_file))

SITE_NAMES = [
    (row["site_id"], name.strip())
    for row in _SITES
    for column in ("site_id", "short_name_en", "short_name_ar", "name_en", "name_ar", "aliases_en", "aliases_ar")
    for name in row[column].split("|")
    if name.strip()
]
CODE_NAMES = [
    (item.name, category.value, name)
    for item in reference().fields
    for category in item.categories
    for name in (category.value, category.label_en, category.label_ar, *category.aliases)
]
_VOWELS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
_TATWEEL = "\u0640"


def _site(written: str) -> str | None:
    report = read_rows({"site_id": written})
    if report.rejected:
        assert codes(report) == ["site_unknown"]
        return None
    return str(report.records[0]["site_id"])


def _code(field: str, written: str) -> str | None:
    report = read_rows({field: written})
    return str(report.records[0][field]) if report.accepted else None


def _spellings(name: str) -> set[str]:
    """One name as different hands write it."""
    hamza = name.translate(str.maketrans("أإآؤئ", "اااوي"))
    return {
        name,
        name.upper(),
        name.lower(),
        f"  {name}\t",
        name.replace(" ", "  "),
        name.replace(" ", "-"),
        name.replace("-", " "),
        name.replace(" ", "\u00a0"),
        name.replace("-", "\u2011"),
        name.replace("ة", "ه"),
        name.replace("ى", "ي"),
        hamza,
        hamza.replace("ة", "ه"),
        "".join(
            sign + _VOWELS[at % len(_VOWELS)] if "\u0621" <= sign <= "\u064a" else sign for at, sign in enumerate(name)
        ),
        "".join(sign + _TATWEEL if sign in "بتثسشصضعغفقكلمنهي" else sign for sign in name),
        unicodedata.normalize("NFD", name),
    }


@pytest.mark.parametrize(("site", "name"), SITE_NAMES)
def test_a_site_is_known_by_every_name_in_every_spelling(site: str, name: str) -> None:
    assert {written: _site(written) for written in _spellings(name)} == dict.fromkeys(_spellings(name), site)


@pytest.mark.parametrize(("field", "code", "name"), CODE_NAMES)
def test_a_code_is_known_by_every_name_in_every_spelling(field: str, code: str, name: str) -> None:
    assert {written: _code(field, written) for written in _spellings(name)} == dict.fromkeys(_spellings(name), code)


def test_no_name_means_two_codes_of_a_field_or_two_sites() -> None:
    vocabularies = reference().vocabularies
    assert [(f, c, n) for f, c, n in CODE_NAMES if vocabularies[f].find(n) != c] == []
    assert [(site, name) for site, name in SITE_NAMES if reference().find_site(name) != site] == []


@pytest.mark.parametrize("written", ["Al-Udeid", "قاعدة لا نعرفها", "asad2", "Ain", "ain-al-asad|harir", "قاعدة"])
def test_an_unknown_site_is_rejected_with_the_known_ones(written: str) -> None:
    (problem,) = read_rows({"site_id": written}).problems
    assert (problem.code, problem.column, problem.value) == ("site_unknown", "site_id", written)
    assert all(site in problem.message("en") for site in reference().sites)


@pytest.mark.parametrize("written", ["catapult", "منجنيق", "rocket, drone", "rocketdrone", "صا روخ"])
def test_an_unknown_weapon_is_rejected_with_the_known_ones(written: str) -> None:
    (problem,) = read_rows({"weapon": written}).problems
    assert (problem.code, problem.column, problem.value) == ("weapon_unknown", "weapon", written)
    assert "ballistic_missile" in problem.message("ar")


@pytest.mark.parametrize("field", ["outcome", "verification", "date_precision"])
def test_an_unknown_code_is_rejected_and_an_empty_one_has_its_default(field: str) -> None:
    default = {"outcome": "unknown", "verification": "media", "date_precision": "day"}[field]
    (problem,) = read_rows({field: "perhaps"}).problems
    assert (problem.code, problem.column) == ("code_unknown", field)
    assert _code(field, "") == default
