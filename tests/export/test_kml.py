"""KML and KMZ: sites by name, incidents by weapon and day, every text as text."""

from __future__ import annotations

import html
import io
import zipfile
from xml.etree import ElementTree as ET

import geopandas
import pytest

from components.domain.dataset import Dataset
from components.export.kml import colour, write_kml, write_kmz
from components.theme.symbols import WEAPON_SYMBOLS
from tests.export.extracts import HOSTILE, extract, hostile, made_up, record, with_published

KML = "{http://www.opengis.net/kml/2.2}"


def folders(data: bytes) -> dict[str, list[ET.Element]]:
    document = ET.fromstring(data).find(f"{KML}Document")
    assert document is not None
    return {
        str(item.findtext(f"{KML}name")): item.findall(f"{KML}Placemark") for item in document.findall(f"{KML}Folder")
    }


def values(placemark: ET.Element) -> dict[str, str | None]:
    simple = {item.attrib["name"]: item.text for item in placemark.iter(f"{KML}SimpleData")}
    return simple or {item.attrib["name"]: item.findtext(f"{KML}value") for item in placemark.iter(f"{KML}Data")}


def test_each_incident_is_a_placemark_with_its_day_weapon_and_cells(dataset: Dataset) -> None:
    made = extract(dataset, weapon=("drone", "rocket"))
    found = folders(write_kml(made))["Incidents"]
    assert [item.attrib["id"] for item in found] == list(made.incidents["incident_id"])
    for item, row in zip(found, made.incidents.itertuples(), strict=True):
        assert item.findtext(f"{KML}styleUrl") == f"#{row.weapon}"
        assert item.findtext(f"{KML}TimeStamp/{KML}when") == f"{row.date:%Y-%m-%d}"
        assert item.findtext(f"{KML}Point/{KML}coordinates") == f"{row.place_longitude},{row.place_latitude}"
        assert values(item)["verification"] == row.verification


def test_every_weapon_has_a_style_of_its_colour(dataset: Dataset) -> None:
    root = ET.fromstring(write_kml(extract(dataset)))
    styles = {item.attrib["id"]: item.findtext(f"{KML}IconStyle/{KML}color") for item in root.iter(f"{KML}Style")}
    assert {name: styles[name] for name in WEAPON_SYMBOLS} == {
        name: colour(symbol.light) for name, symbol in WEAPON_SYMBOLS.items()
    }
    assert colour("#d55e00") == "ff005ed5"


@pytest.mark.parametrize(("lang", "folder", "name"), [("en", "Sites", "Ain al-Asad"), ("ar", "المواقع", "عين الأسد")])
def test_the_sites_stand_there_by_name(lang: str, folder: str, name: str, dataset: Dataset) -> None:
    found = folders(write_kml(extract(dataset, lang)))[folder]
    assert len(found) == len(dataset.sites)
    assert name in {item.findtext(f"{KML}name") for item in found}


def test_an_incident_without_a_place_is_listed_and_not_pinned() -> None:
    (found,) = folders(write_kml(made_up(with_published([record(0, site_id="")]))))["Incidents"]
    assert found.find(f"{KML}Point") is None
    assert "rocket" in (found.findtext(f"{KML}name") or "").lower()


def test_the_file_says_what_it_is(dataset: Dataset) -> None:
    made = extract(dataset, weapon=("drone",))
    document = ET.fromstring(write_kml(made)).find(f"{KML}Document")
    assert document is not None
    said = values(document.findall(f"{KML}ExtendedData")[0])
    assert said["marsad_view"] == made.sentence
    assert said["marsad_parameters"] == "weapon=drone"
    assert (said["marsad_revision"], said["marsad_made"]) == (dataset.revision, "2026-11-28")
    assert said["marsad_licence"] == "CC BY 4.0"
    assert made.link in str(said["marsad_citation"])


def test_it_asks_no_other_server_for_anything(dataset: Dataset) -> None:
    root = ET.fromstring(write_kml(extract(dataset)))
    assert {item.tag.removeprefix(KML) for item in root.iter()}.isdisjoint({"href", "NetworkLink", "Link", "Icon"})


def test_kmz_is_the_kml_packed(dataset: Dataset) -> None:
    made = extract(dataset)
    with zipfile.ZipFile(io.BytesIO(write_kmz(made))) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == write_kml(made)


def test_geopandas_reads_it(dataset: Dataset) -> None:
    made = extract(dataset)
    frame = geopandas.read_file(io.BytesIO(write_kml(made)), layer="Incidents")
    assert list(frame["incident_id"]) == list(made.incidents["incident_id"])
    assert list(frame.geometry.x) == list(made.incidents["place_longitude"])


def test_R20_hostile_texts_stay_text_in_kml() -> None:
    found = folders(write_kml(made_up(hostile())))["Incidents"]
    assert [values(item)["summary_en"] for item in found] == HOSTILE
    for item, text in zip(found, HOSTILE, strict=True):
        said = item.findtext(f"{KML}description") or ""
        assert "<" not in said
        assert "$[" not in said
        assert html.unescape(said).split("\n")[0] == text
