"""KML and KMZ for Google Earth: the sites by name, the incidents by weapon, on its time slider."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from html import escape as html_escape
from xml.sax.saxutils import escape

from components.domain.merge import LINKS, SOURCE_IDS
from components.domain.tables import records
from components.export.extract import Extract
from components.export.geojson import plain
from components.export.stamp import stamp
from components.export.table import derived_columns
from components.i18n.phrases import site_name
from components.theme.symbols import WEAPON_SYMBOLS

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LEFT_OUT = frozenset({"incident_id", "latitude", "longitude", "source_ids"})
_MADE = (1980, 1, 1, 0, 0, 0)  # the same bytes for the same content
SITE_STYLE, SCHEMA = "site", "incident-fields"


def write_kml(extract: Extract) -> bytes:
    """One document, UTF-8: folders of sites and of incidents. An incident without a place is listed, not pinned.

    Google Earth reads a description as HTML: here it is text, escaped once more for that.
    """
    t, said = extract.translator, stamp(extract)
    about = "\n".join((said.view, said.citation, t("export.revision", revision=said.revision)))
    stamped = [(f"marsad_{name}", value) for name, value in said.as_dict().items()]
    parts = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n',
        f"<name>{_xml(said.title)}</name>\n<description>{_shown(about)}</description>\n",
        *_styles(),
        f"<ExtendedData>{_data(stamped)}</ExtendedData>\n",
        _schema(extract),
        f"<Folder>\n<name>{_xml(t('export.sites'))}</name>\n",
        *_sites(extract),
        f"</Folder>\n<Folder>\n<name>{_xml(t('export.incidents'))}</name>\n",
        *_incidents(extract),
        "</Folder>\n</Document>\n</kml>\n",
    )
    return "".join(parts).encode("utf-8", "replace")


def write_kmz(extract: Extract) -> bytes:
    """The KML packed, as `doc.kml`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo("doc.kml", _MADE)
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, write_kml(extract))
    return out.getvalue()


def colour(css: str, opacity: int = 255) -> str:
    """KML's `aabbggrr` of a CSS colour `#rrggbb`."""
    red, green, blue = css[1:3], css[3:5], css[5:7]
    return f"{opacity:02x}{blue}{green}{red}"


def _styles() -> Iterator[str]:
    for weapon, symbol in WEAPON_SYMBOLS.items():
        yield _style(weapon, colour(symbol.light), scale=0.9, label=0)
    yield _style(SITE_STYLE, colour("#ffffff"), scale=1.1, label=1)


def _style(code: str, ink: str, scale: float, label: int) -> str:
    """The balloon shows name and description only: Google Earth would read the extended data as HTML."""
    return (
        f'<Style id="{code}"><IconStyle><color>{ink}</color><scale>{scale}</scale></IconStyle>'
        f"<LabelStyle><scale>{label}</scale></LabelStyle>"
        "<BalloonStyle><text>$[description]</text></BalloonStyle></Style>\n"
    )


def _sites(extract: Extract) -> Iterator[str]:
    """The sites at which the view has incidents, and all where it asks for none in particular."""
    asked = set(extract.view.filter.site)
    for row in records(extract.dataset.sites):
        if asked and row["site_id"] not in asked:
            continue
        name = site_name(extract.translator, extract.dataset, row["site_id"])
        whole = f"{row[f'name_{extract.translator.code}']}\n{row[f'governorate_{extract.translator.code}']}"
        yield (
            f'<Placemark id="site-{_attribute(row["site_id"])}"><name>{_xml(name)}</name>'
            f"<description>{_shown(whole)}</description><styleUrl>#{SITE_STYLE}</styleUrl>"
            f"<ExtendedData>{_data([('site_id', row['site_id'])])}</ExtendedData>"
            f"{_point(row['longitude'], row['latitude'])}"
            "</Placemark>\n"
        )


def _incidents(extract: Extract) -> Iterator[str]:
    incidents, t = extract.incidents, extract.translator
    names = [name for name, _ in _columns(extract)]
    columns = [plain(incidents[name]) for name in names if name != LINKS]
    weapons = {code: extract.dataset.schema.label("incidents", "weapon", code, t.code) for code in WEAPON_SYMBOLS}
    places = derived_columns(extract)["marsad_site"].where(incidents["site_id"] != "", incidents[f"place_{t.code}"])
    urls = {name: row["url"] or row["title"] or name for name, row in extract.dataset.source_rows.items()}
    summaries = incidents[f"summary_{t.code}"].where(incidents[f"summary_{t.code}"] != "", incidents["summary_en"])
    for identifier, day, weapon, place, summary, ids, x, y, cells in zip(
        incidents["incident_id"],
        plain(incidents["date"]),
        incidents["weapon"].astype("str"),
        places,
        summaries,
        incidents["source_ids"],
        plain(incidents["place_longitude"]),
        plain(incidents["place_latitude"]),
        zip(*columns, strict=True),
        strict=True,
    ):
        name = " · ".join(part for part in (day, weapons[weapon], place) if part)
        links = [urls[part] for part in ids]
        yield (
            f'<Placemark id="{_attribute(identifier)}"><name>{_xml(name)}</name>'
            f"<description>{_shown(chr(10).join((summary, *links)))}</description>"
            f"<TimeStamp><when>{day}</when></TimeStamp><styleUrl>#{weapon}</styleUrl>"
            f"{_values(names, (*cells, ' | '.join(links)))}{_point(x, y)}</Placemark>\n"
        )


def _columns(extract: Extract) -> list[tuple[str, str]]:
    """Name and title of what each incident carries."""
    lang, fields = extract.translator.code, extract.dataset.schema.resources["incidents"].by_name
    named = [(name, item.title(lang)) for name, item in fields.items() if name not in _LEFT_OUT]
    return [("incident_id", fields["incident_id"].title(lang)), *named, (LINKS, fields[SOURCE_IDS].title(lang))]


def _schema(extract: Extract) -> str:
    """The titles, once for all incidents. Every value is text: KML has no type for "not reported"."""
    fields = "".join(
        f'<SimpleField type="string" name="{name}"><displayName>{_xml(title)}</displayName></SimpleField>'
        for name, title in _columns(extract)
    )
    return f'<Schema name="incident" id="{SCHEMA}">{fields}</Schema>\n'


def _values(names: Iterable[str], cells: Iterable[object]) -> str:
    """What is reported of an incident."""
    given = "".join(
        f'<SimpleData name="{name}">{_xml(str(cell))}</SimpleData>'
        for name, cell in zip(names, cells, strict=True)
        if cell is not None
    )
    return f'<ExtendedData><SchemaData schemaUrl="#{SCHEMA}">{given}</SchemaData></ExtendedData>'


def _data(data: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<Data name="{name}"><value>{_xml(value)}</value></Data>' for name, value in data)


def _point(longitude: object, latitude: object) -> str:
    return "" if longitude is None else f"<Point><coordinates>{longitude},{latitude}</coordinates></Point>"


def _shown(text: str) -> str:
    """Text where Google Earth expects HTML and replaces `$[name]` by data."""
    return _xml(html_escape(text, quote=False).replace("$", "&#36;"))


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text)) if text else ""


def _attribute(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text), {'"': "&quot;"})
