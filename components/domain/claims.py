"""Where accounts differ: the range of a figure over all its claimants, and which fields are contested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from components.domain.masks import Mask

COUNT_FIELDS = ("munitions_count", "us_killed", "us_injured", "other_killed", "other_injured")
GROUPS = {
    "killed": ("us_killed", "other_killed"),
    "injured": ("us_injured", "other_injured"),
    "munitions": ("munitions_count",),
}


@dataclass(frozen=True)
class Spread:
    """A figure with its bounds. `best` is the figure of the party that counted at first hand; None = not reported."""

    low: int | None
    best: int | None
    high: int | None

    @property
    def contested(self) -> bool:
        return self.low != self.high

    @property
    def reported(self) -> bool:
        return self.low is not None


def numeric_spreads(incidents: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Low, best and high of every count field over the incident's own row and the claims on it.

    Returns one row per incident, in the order of `incidents`, with columns `<field>_low`, `<field>_best` and
    `<field>_high` (`Int64`, NA = no account gives a figure) for the fields of `COUNT_FIELDS`.
    """
    columns = {}
    for name in COUNT_FIELDS:
        given = claims[(claims["field"].astype(str) == name) & (claims["value"] != "")]
        values = pd.to_numeric(given["value"])
        bounds = values.groupby(given["incident_id"]).agg(["min", "max"]).reindex(incidents["incident_id"])
        best = incidents[name].reset_index(drop=True)
        low = pd.Series(bounds["min"].to_numpy(), dtype="Float64").astype("Int64")
        high = pd.Series(bounds["max"].to_numpy(), dtype="Float64").astype("Int64")
        columns[f"{name}_low"] = pd.concat([best, low], axis=1).min(axis=1).astype("Int64")
        columns[f"{name}_best"] = best
        columns[f"{name}_high"] = pd.concat([best, high], axis=1).max(axis=1).astype("Int64")
    return pd.DataFrame(columns)


def spread_of(spreads: pd.DataFrame, row: int, name: str) -> Spread:
    """The range of one count field of the incident at a row position."""
    return Spread(*(_number(spreads[f"{name}_{bound}"].iloc[row]) for bound in ("low", "best", "high")))


def total_spread(spreads: pd.DataFrame, mask: Mask, group: str) -> tuple[Spread, int]:
    """The sum of a group of count fields (a key of `GROUPS`) over the masked incidents, and how many report none.

    The bounds add the lowest and the highest account of each incident; `best` adds the rows' own figures. An incident
    counts as "not reported" when its own row gives no figure in any field of the group. With no account at all the
    spread is empty, not 0.
    """
    chosen = spreads[mask]
    fields = GROUPS[group]
    reported = chosen[[f"{name}_best" for name in fields]].notna().any(axis=1)
    totals = {}
    for bound in ("low", "best", "high"):
        cells = chosen[[f"{name}_{bound}" for name in fields]]
        totals[bound] = int(cells.sum().sum()) if cells.notna().any(axis=None) else None
    return Spread(**totals), int((~reported).sum())


def contested_fields(incidents: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """For each incident (index: its id) the tuple of fields in which a claim gives another value than the row.

    A claim without a value (only a note) contests nothing by itself; a row without a value is contested only when two
    claims differ from each other.
    """
    given = claims[claims["value"] != ""]
    fields = given["field"].astype(str)
    rows = incidents.set_index("incident_id")
    own = pd.Series(
        [_cell(rows.at[identifier, name]) for identifier, name in zip(given["incident_id"], fields, strict=True)],
        index=given.index,
        dtype="str",
    )
    accounts = pd.concat(
        [
            pd.DataFrame({"incident_id": given["incident_id"], "field": fields, "value": given["value"]}),
            pd.DataFrame({"incident_id": given["incident_id"], "field": fields, "value": own})[own != ""],
        ]
    )
    distinct = accounts.groupby(["incident_id", "field"])["value"].nunique()
    contested = distinct[distinct > 1].reset_index()
    return contested.groupby("incident_id")["field"].agg(tuple)


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(value)


def _number(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
