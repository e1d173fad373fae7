"""Synthetic incidents in the shape of the real tables, the same ones in every run. None of them ever happened."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from components.domain.directory import DATA_DIRECTORY

SEED = 20260731
FIRST_DAY = np.datetime64("2019-12-01")
DAYS = int((np.datetime64("2026-04-01") - FIRST_DAY).astype(int))
SOUTH, NORTH, WEST, EAST = 2910, 3730, 3880, 4860
"""Own places lie in this box around Iraq (hundredths of a degree WGS 84), inside the descriptor's own limits."""

# About the mix of the researched incidents: value -> weight.
WEAPONS = {"drone": 60, "rocket": 28, "unknown": 6, "ballistic_missile": 2, "mixed": 2, "mortar": 1, "small_arms": 1}
OUTCOMES = {"unknown": 31, "intercepted": 27, "impact": 16, "mixed": 13, "fell_short": 13}
VERIFICATIONS = {"official": 57, "media": 29, "claimed_only": 11, "disputed": 3}
PRECISIONS = {"day": 95, "approximate": 5}
GROUPS = {"": 50, "A": 35, "B": 10, "C": 5}
HURT = {0: 55, 1: 8, 2: 4, 6: 2, 25: 1}
NOTE = "Synthetic row of a benchmark. It never happened."
NOTE_AR = "صف مصطنع لقياس الأداء، لم يحدث قط."

_ABOUT_INCIDENTS = ("claims.csv", "stories/stories.csv", "stories/steps.csv")
"""Tables of what stands on the researched incidents."""

Texts = npt.NDArray[np.str_]


def synthetic_folder(folder: Path, count: int) -> pd.DataFrame:
    """Make `folder` a copy of the researched data with `count` synthetic incidents, no claims and no stories.

    Returns the incidents as written, with the columns of the descriptor.
    """
    shutil.copytree(DATA_DIRECTORY, folder)
    incidents = synthetic_incidents(count)
    incidents.to_csv(folder / "incidents.csv", index=False)
    for name in _ABOUT_INCIDENTS:
        table = folder / name
        header = table.read_text(encoding="utf-8-sig").splitlines()[0]
        table.write_text(header + "\n", encoding="utf-8")
    return incidents


def synthetic_incidents(count: int) -> pd.DataFrame:
    """`count` incidents: half at the known sites, half each at a place of its own, on days from 2019-12 to 2026-03."""
    rng = np.random.default_rng(SEED)
    number = np.arange(1, count + 1)
    days = FIRST_DAY + np.sort(rng.integers(0, DAYS, count))
    weapon = _draw(rng, WEAPONS, count)
    group = _draw(rng, GROUPS, count)
    cells = pd.DataFrame(
        {
            "incident_id": _numbered("synthetic-{}", number),
            "date": days.astype(str),
            "date_precision": _draw(rng, PRECISIONS, count),
            **_places(rng, number),
            "weapon": weapon,
            "munitions_count": _some(rng, rng.integers(1, 12, count)),
            "outcome": _draw(rng, OUTCOMES, count),
            **{name: _some(rng, _draw(rng, HURT, count)) for name in _hurt_columns()},
            "claimed_by": np.where(group == "", "", np.char.add("Synthetic group ", group)),
            "claimed_by_ar": np.where(group == "", "", np.char.add("مجموعة مصطنعة ", group)),
            "verification": _draw(rng, VERIFICATIONS, count),
            "summary_en": _summaries("Synthetic incident {} of a benchmark: {} reported.", number, weapon),
            "summary_ar": _summaries("حادثة مصطنعة رقم {} لقياس الأداء: {}.", number, weapon),
            "source_ids": _first_value("sources.csv", "source_id"),
            "notes": NOTE,
            "notes_ar": NOTE_AR,
        }
    )
    return cells.reindex(columns=_columns("incidents"), fill_value="")


def _places(rng: np.random.Generator, number: npt.NDArray[np.int_]) -> dict[str, Texts]:
    """Every second incident at one of the sites, the others at places of their own."""
    count = len(number)
    sites = pd.read_csv(DATA_DIRECTORY / "sites.csv")["site_id"].to_numpy(dtype=str)
    own = number % 2 == 0

    def only_own(values: Texts) -> Texts:
        return np.where(own, values, "")

    return {
        "site_id": np.where(own, "", sites[rng.integers(0, len(sites), count)]),
        "latitude": only_own(_degrees(rng.integers(SOUTH, NORTH, count))),
        "longitude": only_own(_degrees(rng.integers(WEST, EAST, count))),
        "place_en": only_own(_numbered("Synthetic place {}", number)),
        "place_ar": only_own(_numbered("مكان مصطنع {}", number)),
    }


def _draw(rng: np.random.Generator, weights: dict[str, int] | dict[int, int], count: int) -> Texts:
    share = np.array(list(weights.values()), dtype=float)
    return rng.choice(np.array([str(value) for value in weights]), size=count, p=share / share.sum())


def _some(rng: np.random.Generator, values: npt.NDArray[np.int_] | Texts) -> Texts:
    """The values as text, every third one or so left out as not reported."""
    return np.where(rng.random(len(values)) < 0.3, "", values.astype(str))


def _degrees(hundredths: npt.NDArray[np.int_]) -> Texts:
    return np.array([f"{value / 100:.2f}" for value in hundredths])


def _numbered(text: str, number: npt.NDArray[np.int_]) -> Texts:
    return np.array([text.format(value) for value in number])


def _summaries(text: str, number: npt.NDArray[np.int_], weapon: Texts) -> list[str]:
    return [text.format(value, name) for value, name in zip(number, weapon, strict=True)]


def _hurt_columns() -> list[str]:
    return [f"{who}_{what}" for who in ("us", "other") for what in ("killed", "injured")]


def _columns(table: str) -> list[str]:
    """The columns of a table in the descriptor's order."""
    package = json.loads((DATA_DIRECTORY / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(item for item in package["resources"] if item["name"] == table)
    return [field["name"] for field in resource["schema"]["fields"]]


def _first_value(table: str, column: str) -> str:
    return str(pd.read_csv(DATA_DIRECTORY / table, dtype=str)[column].iloc[0])
