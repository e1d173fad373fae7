"""The export layouts of ACLED, UCDP GED and GTD: recognised by their headers and carried over field by field.

Their rows keep the original event id and the data set's citation as their source. What has no counterpart here (totals
of dead that do not say whose, for one) is left out and said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from components.intake.reference import LINKS_FIELD

Row = Mapping[str, str]


@dataclass(frozen=True)
class Layout:
    """One data set's layout. `also` names columns that are read
    besides `columns`. `carry` turns a row (by its lower-case header) into cells by our field names."""

    name: str
    signature: frozenset[str]
    columns: Mapping[str, str]
    also: frozenset[str]
    publishable: bool
    citation: str
    carry: Callable[[Row], dict[str, str]]

    def source(self, event_id: str) -> str:
        return f"{self.citation} [{event_id}]"


def _acled(row: Row) -> dict[str, str]:
    return {
        "incident_id": _id("acled", row["event_id_cnty"]),
        "date": row["event_date"],
        "date_precision": {"1": "day", "2": "approximate", "3": "approximate"}.get(
            row.get("time_precision", "").strip(), ""
        ),
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "place_en": row.get("location", ""),
        "weapon": "unknown",
        "summary_en": row.get("notes", ""),
        "attributed_to": row.get("actor1", ""),
        LINKS_FIELD: row["event_id_cnty"].strip(),
    }


def _ucdp(row: Row) -> dict[str, str]:
    one_day = row["date_start"].strip()[:10] == row["date_end"].strip()[:10]
    summary = row.get("source_headline", "") or row.get("source_article", "")
    return {
        "incident_id": _id("ucdp-ged", row["id"]),
        "date": row["date_start"].strip().split(" ")[0],
        "date_precision": "day" if one_day else "approximate",
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "place_en": row.get("where_coordinates", ""),
        "weapon": "unknown",
        "summary_en": summary or f"{row.get('conflict_name', '')}: {row.get('dyad_name', '')}".strip(": "),
        "attributed_to": row.get("side_a", ""),
        LINKS_FIELD: row["id"].strip(),
    }


def _gtd(row: Row) -> dict[str, str]:
    parts = [row[name].strip() for name in ("iyear", "imonth", "iday")]
    whole = parts[2] not in ("", "0") and parts[1] not in ("", "0")
    date = "-".join(part.zfill(2) for part in parts) if whole else f"{parts[0]}-{parts[1].zfill(2)}"
    weapon = row.get("weaptype1_txt", "").strip().casefold()
    return {
        "incident_id": _id("gtd", row["eventid"]),
        "date": date,
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "place_en": row.get("city", ""),
        "weapon": "small_arms" if weapon == "firearms" else "unknown",
        "us_killed": _whole(row.get("nkillus", "")),
        "us_injured": _whole(row.get("nwoundus", "")),
        "claimed_by" if row.get("claimed", "").strip() == "1" else "attributed_to": row.get("gname", ""),
        "summary_en": row.get("summary", ""),
        LINKS_FIELD: row["eventid"].strip(),
    }


def _id(prefix: str, event: str) -> str:
    return f"{prefix}-{event.strip().lower()}" if event.strip() else ""


def _whole(text: str) -> str:
    """GTD writes -9 and -99 for "unknown", which here is an empty cell."""
    return "" if text.strip() in ("-9", "-99") else text


LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="acled",
        signature=frozenset({"event_id_cnty", "event_date", "event_type", "latitude", "longitude"}),
        columns={
            "date": "event_date",
            "summary_en": "notes",
            "place_en": "location",
            "attributed_to": "actor1",
            "incident_id": "event_id_cnty",
            LINKS_FIELD: "event_id_cnty",
            "weapon": "event_type",
        },
        also=frozenset({"time_precision"}),
        publishable=False,
        citation="Armed Conflict Location & Event Data (ACLED), acleddata.com",
        carry=_acled,
    ),
    Layout(
        name="ucdp-ged",
        signature=frozenset({"id", "type_of_violence", "date_start", "date_end", "latitude", "longitude"}),
        columns={
            "date": "date_start",
            "summary_en": "source_headline",
            "place_en": "where_coordinates",
            "attributed_to": "side_a",
            "incident_id": "id",
            LINKS_FIELD: "id",
            "weapon": "type_of_violence",
        },
        also=frozenset({"source_article", "conflict_name", "dyad_name"}),
        publishable=True,
        citation="UCDP Georeferenced Event Dataset (GED), Uppsala Conflict Data Program, CC BY 4.0",
        carry=_ucdp,
    ),
    Layout(
        name="gtd",
        signature=frozenset({"eventid", "iyear", "imonth", "iday", "latitude", "longitude"}),
        columns={
            "date": "iday",
            "summary_en": "summary",
            "place_en": "city",
            "us_killed": "nkillus",
            "us_injured": "nwoundus",
            "claimed_by": "gname",
            "incident_id": "eventid",
            LINKS_FIELD: "eventid",
            "weapon": "weaptype1_txt",
        },
        also=frozenset({"claimed"}),
        publishable=False,
        citation="Global Terrorism Database (GTD), START, University of Maryland",
        carry=_gtd,
    ),
)


def recognise(header: tuple[str, ...]) -> Layout | None:
    """The layout whose signature columns are all in the header."""
    names = {name.strip().lower() for name in header}
    return next((layout for layout in LAYOUTS if layout.signature <= names), None)
