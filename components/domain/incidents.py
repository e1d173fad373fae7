"""What is derived from an incident's row, its sources and the claims on it, so that it cannot drift from them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.domain.schema import Schema
from components.domain.tables import records
from components.domain.text import fold, slug

GRADES = ("confirmed", "corroborated", "single_origin", "contested")
HURT_FIELDS = ("us_killed", "us_injured", "other_killed", "other_injured")
KILLED_FIELDS = ("us_killed", "other_killed")
INJURED_FIELDS = ("us_injured", "other_injured")
NO_CLAIM = "none"
_CORROBORATED_FROM = 2
_SEARCHED_TEXTS = (
    "incident_id",
    "summary_en",
    "summary_ar",
    "claimed_by",
    "claimed_by_ar",
    "attributed_to",
    "attributed_to_ar",
    "place_en",
    "place_ar",
    "notes",
    "notes_ar",
)


def enrich(
    incidents: pd.DataFrame, sites: pd.DataFrame, sources: pd.DataFrame, contested: pd.Series, schema: Schema
) -> pd.DataFrame:
    """The incidents with derived columns.

    - `claimed_by_code`: slug of the group's name, `none` where nobody claimed it
    - `contested_fields`: tuple of the fields in which accounts differ
    - `contested`: a field is contested, or one side denies the incident
    - `origins`: number of independent origins among its sources (five reprints of one report are one origin, and so is
      a group's own claim however many outlets repeat it)
    - `grade`: one of `GRADES`; see `grade`
    - `killed`, `injured`: `Int64` sums of the row's own figures, NA = not reported
    - `place_latitude`, `place_longitude`: degrees WGS 84, two decimals: the site's, else the row's own, NA = no place
    - `search_text`: every text of the row and its site's names, folded for search
    """
    out = incidents.copy()
    out["claimed_by_code"] = out["claimed_by"].map(
        {name: slug(name) or NO_CLAIM for name in out["claimed_by"].unique()}
    )
    fields = contested.reindex(out["incident_id"]).to_numpy()
    out["contested_fields"] = [value if isinstance(value, tuple) else () for value in fields]
    out["contested"] = (out["contested_fields"].map(len) > 0) | (out["verification"] == "disputed")
    out["origins"] = _origins(out, sources)
    out["grade"] = grade(out)
    for name, parts in (("killed", KILLED_FIELDS), ("injured", INJURED_FIELDS)):
        out[name] = out[list(parts)].sum(axis=1, min_count=1).astype("Int64")
    places = sites.set_index("site_id")
    for axis in ("latitude", "longitude"):
        own = out["site_id"].map(places[axis]).astype("Float64")
        out[f"place_{axis}"] = own.fillna(out[axis]).round(2)
    out["search_text"] = _search_text(out, sites, schema)
    return out


def grade(incidents: pd.DataFrame) -> pd.Series:
    """How well an incident is established, as an ordered category.

    `contested` where one side denies it; else `confirmed` where a government or military confirmed it; else
    `corroborated` where the press has it from two independent origins; else `single_origin`.
    """
    verification = incidents["verification"].astype(str)
    conditions = [
        verification == "disputed",
        verification == "official",
        (verification == "media") & (incidents["origins"] >= _CORROBORATED_FROM),
    ]
    chosen = np.select(conditions, ["contested", "confirmed", "corroborated"], default="single_origin")
    return pd.Series(pd.Categorical(chosen, categories=list(GRADES), ordered=True), index=incidents.index)


def _origins(incidents: pd.DataFrame, sources: pd.DataFrame) -> pd.Series:
    by_id = sources.set_index("source_id")["origin"]
    exploded = incidents["source_ids"].explode()
    origins = exploded.map(by_id).groupby(level=0).nunique().reindex(incidents.index, fill_value=0)
    return origins.mask(incidents["verification"].astype(str).eq("claimed_only"), origins.clip(upper=1))


def _search_text(incidents: pd.DataFrame, sites: pd.DataFrame, schema: Schema) -> pd.Series:
    name_columns = ["short_name_en", "short_name_ar", "name_en", "name_ar", "aliases_en", "aliases_ar"]
    name_columns += ["governorate_en", "governorate_ar"]
    names = {
        row["site_id"]: " ".join(
            " ".join(cell) if isinstance(cell, tuple) else cell for cell in (row[c] for c in name_columns)
        )
        for row in records(sites)
    }
    weapons = {
        category.value: f"{category.label_en} {category.label_ar}"
        for category in schema.field("incidents", "weapon").categories
    }
    joined = incidents["site_id"].map(names).fillna("").astype(str)
    joined = joined + " " + incidents["weapon"].astype(str).map(weapons).fillna("")
    for column in _SEARCHED_TEXTS:
        joined = joined + " " + incidents[column]
    return joined.map(fold)
