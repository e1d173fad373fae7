"""Small files to read: good rows to vary, and for every problem code one file that has it."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from components.domain.directory import DATA_DIRECTORY
from components.intake.layouts import LAYOUTS
from components.intake.limits import MEBIBYTE, Limits
from components.intake.reader import Options, read
from components.intake.reference import Reference
from components.intake.report import Report
from tests.intake.workbook import xlsx

TODAY = date(2026, 7, 31)
REDACTED_ID = "2024-08-05-taken-back"
"""The day in Baghdad of every test that does not say another: later than all researched incidents."""

GOOD: Mapping[str, str] = {
    "incident_id": "",
    "date": "2018-05-14",
    "site_id": "harir",
    "weapon": "rocket",
    "verification": "media",
    "summary_en": "Two rockets were reported.",
    "source_urls": "https://example.org/report",
}
"""A row without any problem, on a day of which the researched data holds nothing. None of it ever happened."""

Row = Mapping[str, str]


@lru_cache(maxsize=1)
def reference() -> Reference:
    """The researched data of the repository, to compare with; text of one incident was taken back."""
    return replace(Reference.load(DATA_DIRECTORY), redacted=frozenset({REDACTED_ID}))


def options(encoding: str | None = None, sheet: str | None = None, mapping: Mapping[str, str] | None = None) -> Options:
    """What an editor confirmed, on `TODAY`."""
    return Options(encoding=encoding, sheet=sheet, mapping=mapping or {}, today=TODAY)


def read_bytes(data: bytes, chosen: Options | None = None, limits: Limits | None = None) -> Report:
    """Read a file on `TODAY` with the default limits."""
    return read(data, "upload", reference(), chosen or options(), limits or Limits())


def delimited(header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",", newline: str = "\n") -> str:
    """A table as text, quoted where it must be."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    writer.writerows([header, *rows])
    return out.getvalue()


def table(*rows: Row) -> bytes:
    """A UTF-8 CSV of rows, each a good one with the cells given; a column for every field that any of them names."""
    header = list(dict.fromkeys([*GOOD, *(name for row in rows for name in row)]))
    return delimited(header, [[{**GOOD, **row}.get(name, "") for name in header] for row in rows]).encode()


def read_rows(*rows: Row) -> Report:
    """Read good rows with the cells given."""
    return read_bytes(table(*rows))


def codes(report: Report, line: int | None = None) -> list[str]:
    """The codes of all problems, or of those at a line."""
    return [problem.code for problem in report.problems if line is None or problem.line == line]


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def encrypted(data: bytes) -> bytes:
    """A zip of one file whose headers say that it is encrypted."""
    archive = bytearray(packed({"table.csv": data}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        archive[archive.index(signature) + flags] |= 1
    return bytes(archive)


@dataclass(frozen=True)
class Fixture:
    """A file that has a problem, and where the report must place it.

    `via`: `read` in this process, `child` in a child process, `command` for a path that cannot be read.
    """

    data: bytes
    line: int = 0
    column: str = ""
    chosen: Options = field(default_factory=options)
    limits: Limits = field(default_factory=Limits)
    via: Literal["read", "child", "command"] = "read"
    name: str = "upload"


_BEFORE = {"date": "2018-01-02", "weapon": "drone", "summary_en": "A drone was reported.\nIt fell short."}
_AT = 4
"""The line of the row after the header and `_BEFORE`, whose summary takes two lines."""


_TABLE_HEAD = b"".join((DATA_DIRECTORY / "incidents.csv").read_bytes().splitlines(keepends=True)[:2])
"""The data's own header and first incident."""


def _row(column: str = "", **cells: str) -> Fixture:
    """A good row over two lines, then one with the cells given: whoever counts rows for lines is found out."""
    return Fixture(table(_BEFORE, cells), _AT, column)


def _layout(name: str) -> bytes:
    return delimited(*LAYOUT_FILES[name]).encode()


_LAYOUTS: Mapping[str, tuple[str, Sequence[Sequence[str]]]] = {
    "acled": (
        (
            "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
            "assoc_actor_1,inter1,actor2,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,"
            "longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
        ),
        [
            [
                "IRQ10001", "14 May 2018", "2018", "1", "Political violence", "Explosions/Remote violence",
                "Shelling/artillery/missile attack", "Unidentified Armed Group (Iraq)", "", "3",
                "Military Forces of the United States (2017-2021)", "", "368", "Middle East", "Iraq", "Al Anbar",
                "Heet", "Markaz Heet", "Baghdadi", "33.85", "42.55", "2", "Made-up Wire", "National",
                "On 14 May 2018, an invented event for a test.", "0", "", "1526342400",
            ],
            [
                "IRQ10002", "2018-05-15", "2018", "2", "Political violence", "Explosions/Remote violence",
                "Air/drone strike", "Unidentified Armed Group (Iraq)", "", "3", "", "", "368", "Middle East", "Iraq",
                "Erbil", "Erbil", "Erbil", "Erbil", "36.19", "44.01", "1", "Made-up Wire", "National",
                "On 15 May 2018, another invented event for a test.", "2", "", "1526428800",
            ],
        ],
    ),
    "ucdp-ged": (
        (
            "id,relid,year,active_year,code_status,type_of_violence,conflict_new_id,conflict_name,dyad_new_id,"
            "dyad_name,side_a,side_b,number_of_sources,source_article,source_office,source_date,source_headline,"
            "source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,"
            "priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,"
            "deaths_civilians,deaths_unknown,best,high,low"
        ),
        [
            [
                "412001", "IRQ-2018-1-524-1", "2018", "1", "Clear", "1", "259", "Iraq: Government", "524",
                "Government of Iraq - IS", "Government of Iraq", "IS", "1", "Made-up Wire, 2018-05-15, invented",
                "Made-up Wire", "2018-05-15", "An invented headline", "police", "1", "Hit town", "Hit", "Anbar", "Hit",
                "33.64", "42.83", "POINT (42.83 33.64)", "177566", "Iraq", "645", "Middle East", "1", "1",
                "2018-05-14 00:00:00.000", "2018-05-14 00:00:00.000", "0", "2", "0", "0", "2", "2", "2",
            ],
            [
                "412002", "IRQ-2018-1-524-2", "2018", "1", "Clear", "1", "259", "Iraq: Government", "524",
                "Government of Iraq - IS", "Government of Iraq", "IS", "1", "", "", "", "", "", "1", "Hit town", "Hit",
                "Anbar", "Hit", "33.64", "42.83", "POINT (42.83 33.64)", "177566", "Iraq", "645", "Middle East", "1",
                "2", "2018-06-01 00:00:00.000", "2018-06-03 00:00:00.000", "0", "1", "0", "0", "1", "1", "1",
            ],
        ],
    ),
    "gtd": (
        (
            "eventid,iyear,imonth,iday,approxdate,country_txt,region_txt,provstate,city,latitude,longitude,"
            "specificity,summary,attacktype1_txt,targtype1_txt,gname,claimed,weaptype1_txt,nkill,nkillus,nwound,"
            "nwoundus,dbsource"
        ),
        [
            [
                "201805140001", "2018", "5", "14", "", "Iraq", "Middle East & North Africa", "Al Anbar", "Hit", "33.64",
                "42.83", "1", "05/14/2018: An invented event for a test.", "Armed Assault", "Military",
                "A made-up group", "1", "Firearms", "1", "0", "3", "-99", "invented",
            ],
            [
                "201805150002", "2018", "5", "15", "", "Iraq", "Middle East & North Africa", "Erbil", "Erbil", "36.19",
                "44.01", "1", "05/15/2018: Another invented event.", "Bombing/Explosion", "Military",
                "Unknown", "0", "Explosives", "0", "", "0", "0", "invented",
            ],
            [
                "201806000003", "2018", "6", "0", "June 2018", "Iraq", "Middle East & North Africa", "Erbil", "Erbil",
                "36.19", "44.01", "1", "00/00/2018: An event without a day.", "Bombing/Explosion", "Military",
                "Unknown", "0", "Explosives", "0", "0", "0", "0", "invented",
            ],
        ],
    ),
}  # fmt: skip

LAYOUT_FILES: Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {
    name: (header.split(","), rows) for name, (header, rows) in _LAYOUTS.items()
}
"""Layout -> header and rows as the data set exports them; the events are invented."""

assert set(LAYOUT_FILES) == {layout.name for layout in LAYOUTS}

_TEXT = table({})
_HEADER = ",".join(GOOD)
_KNOWN_ID, _KNOWN = next(iter(reference().incidents.items()))
_LONE_SURROGATE = b"\xed\xa0\x80"

FIXTURES: Mapping[str, Fixture] = {
    # The file as a whole.
    "answer_too_large": Fixture(
        table(*({"summary_en": f"{number} " + "x" * 4_000} for number in range(400))),
        limits=Limits(answer_bytes=MEBIBYTE),
        via="child",
    ),
    "archive_broken": Fixture(gzip.compress(_TEXT)[:-12]),
    "archive_encrypted": Fixture(encrypted(_TEXT)),
    "archive_many": Fixture(packed({"one.csv": _TEXT, "two.csv": _TEXT})),
    "archive_nested": Fixture(packed({"inner.zip": packed({"table.csv": _TEXT})})),
    "archive_ratio": Fixture(gzip.compress(_TEXT + b"\n" * 50_000), limits=Limits(ratio_from_bytes=10_000)),
    "archive_too_large": Fixture(gzip.compress(_TEXT + b"\n" * MEBIBYTE), limits=Limits(unpacked_bytes=MEBIBYTE)),
    "encoding_unknown": Fixture(table({"summary_en": "قصف"}).decode().encode("cp1256")),
    "encoding_wrong": Fixture(table({}) + b"\xff\n", chosen=options(encoding="utf-8")),
    "file_binary": Fixture(bytes(range(1, 256)) * 8),
    "file_empty": Fixture(b""),
    "file_too_large": Fixture(_TEXT + b"\n" * MEBIBYTE, limits=Limits(file_bytes=MEBIBYTE)),
    "file_type": Fixture(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "file_unreadable": Fixture(b"", via="command"),
    "header_duplicate": Fixture(f"{_HEADER},Day\n".encode() + b",".join([b"x"] * 8), column=""),
    "header_missing": Fixture(b"date,site_id\n2018-05-14,harir\n"),
    "header_only": Fixture(f"{_HEADER}\n".encode()),
    "mapping_invalid": Fixture(_TEXT, chosen=options(mapping={"Column": "no_such_field"})),
    "nul_bytes": Fixture(table({"summary_en": "Two\x00rockets"})),
    "parser_stopped": Fixture(_TEXT, limits=Limits(memory_bytes=24 * MEBIBYTE), via="child"),
    "sheet_missing": Fixture(xlsx({"Sheet1": [["date"]]}), chosen=options(sheet="No such sheet")),
    "spreadsheet_broken": Fixture(
        packed({"xl/workbook.xml": b"<workbook", "_rels/.rels": b"<a/>", "xl/_rels/workbook.xml.rels": b"<a/>"})
    ),
    "spreadsheet_hostile": Fixture(
        xlsx({"Sheet1": [["date"]]}, {"xl/extra.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
    ),
    "spreadsheet_incomplete": Fixture(packed({"xl/workbook.xml": b"<workbook/>", "xl/other.xml": b"<a/>"})),
    "surrogates": Fixture(table({}) + _LONE_SURROGATE + b"\n"),
    "too_many_columns": Fixture(_TEXT, limits=Limits(columns=3)),
    "too_many_rows": Fixture(table({}, {}, {}), limits=Limits(rows=2)),
    "unclosed_quote": Fixture(_TEXT + b'x,2018-05-14,harir,rocket,media,"Never closed,https://example.org/\n'),
    # One row, which is rejected.
    "cell_too_long": _row("summary_en", summary_en="x" * 5_001),
    "code_unknown": _row("outcome", outcome="exploded"),
    "coordinate_incomplete": _row("latitude", site_id="", latitude="33.3", longitude=""),
    "coordinate_outside": _row("latitude", site_id="", latitude="51.5", longitude="0.12"),
    "coordinate_unreadable": _row("latitude", site_id="", latitude="north", longitude="44.4"),
    "coordinates_swapped": _row("latitude", site_id="", latitude="44.4", longitude="33.3"),
    "count_negative": _row("us_killed", us_killed="-1"),
    "count_range": _row("us_killed", us_killed="2-4"),
    "count_rough": _row("us_killed", us_killed="~5"),
    "count_unreadable": _row("us_killed", us_killed="1e3"),
    "date_ambiguous": _row("date", date="03/04/2018"),
    "date_future": _row("date", date=(TODAY + timedelta(days=1)).isoformat()),
    "date_hijri": _row("date", date="12 رمضان 1445"),
    "date_impossible": _row("date", date="2018-02-30"),
    "date_missing": _row("date", date=""),
    "date_too_early": _row("date", date="2002-12-31"),
    "date_unreadable": _row("date", date="last Tuesday"),
    "date_without_day": _row("date", date="May 2018"),
    "id_characters": _row("incident_id", incident_id="x\u202e1"),
    "id_conflict": Fixture(
        table({"incident_id": "x-1", **_BEFORE}, {"incident_id": "x-1", "weapon": "mortar"}), _AT, "incident_id"
    ),
    "links_none_left": _row("source_urls", source_urls="javascript:alert(1)"),
    "links_missing": _row("source_urls", source_urls=""),
    "row_too_long": Fixture(
        table(_BEFORE) + b"x,2018-05-14,harir,rocket,media,Text,https://example.org/,one more\n", 4
    ),
    "site_far": _row("site_id", site_id="harir", latitude="33.31", longitude="44.36"),
    "site_missing": _row("site_id", site_id=""),
    "site_near": _row("site_id", site_id="The old airfield", latitude="36.53", longitude="44.35"),
    "site_unknown": _row("site_id", site_id="The old airfield"),
    "summary_missing": _row("summary_en", summary_en=""),
    "time_unreadable": _row("time_local", time_local="dawn"),
    "weapon_missing": _row("weapon", weapon=""),
    "weapon_unknown": _row("weapon", weapon="catapult"),
    # One row, which is taken, or the file, with a warning.
    "bidi_in_text": _row("summary_en", summary_en="Two \u202etekcor\u202c attacks."),
    "change": Fixture(
        table(_BEFORE, {**_KNOWN, "source_urls": _KNOWN["source_ids"], "weapon": "mortar", "source_ids": ""}).replace(
            b",source_ids,", b",Column of one's own,"
        ),
        _AT,
    ),
    "change_erases": Fixture(
        table(_BEFORE, {**_KNOWN, "source_urls": _KNOWN["source_ids"], "outcome": "", "source_ids": ""}).replace(
            b",source_ids,", b",Column of one's own,"
        ),
        _AT,
    ),
    "column_like": Fixture(table({"US kiled": "1"}), column="US kiled"),
    "columns_ignored": Fixture(table({"Weather": "Clear"})),
    "coordinate_coarsened": Fixture(
        table({"site_id": "", "latitude": "33.30512", "longitude": "44.40512"}), column="latitude"
    ),
    "held_detail": _row("summary_en", summary_en="Two rockets fell beside the ammunition depot."),
    "held_name": _row("summary_en", summary_en="Two rockets hurt a contractor named John Public."),
    "held_recent": _row("date", date=TODAY.isoformat()),
    "held_redacted": _row(incident_id=REDACTED_ID),
    "layout_dropped": Fixture(_layout("gtd")),
    "link_invalid": _row("source_urls", source_urls="https://example.org/1 | ftp://example.org/2"),
    "near_duplicate": Fixture(
        table({"summary_en": "One.\nTwo lines."}, {"summary_en": "The same day, site and weapon."}), _AT
    ),
    "preview_only": Fixture(_layout("acled")),
    "verification_assumed": Fixture(table({}, {"verification": "", "weapon": "drone"}), column="verification"),
    "weapon_not_in_layout": Fixture(_layout("ucdp-ged")),
    # Said for completeness.
    "blank_rows": Fixture(table({}) + b"\n,,,,,,\n"),
    "credit_due": Fixture(_layout("ucdp-ged")),
    "name_differs": Fixture(_TEXT, name="upload.xlsx"),
    "row_unchanged": Fixture(_TABLE_HEAD, 2),
    "problems_cut": Fixture(table(*({"date": f"day {number}"} for number in range(5))), limits=Limits(problems=2)),
    "row_duplicate": Fixture(table({"summary_en": "One.\nTwo lines."}, {"summary_en": "One.\nTwo lines."}), _AT),
}
"""Code -> the smallest file that has it."""
