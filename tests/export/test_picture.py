"""The picture of a view: what is on it, in both languages, modes and sizes."""

from __future__ import annotations

import itertools
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.domain.dataset import Dataset
from components.domain.filters import Filter
from components.domain.view import Camera, View
from components.export.extract import Extract
from components.export.picture import discs, marks, names
from components.export.picture.files import LOOKS, rasterise, write_png, write_svg
from components.export.picture.lettering import Lettering
from components.export.picture.sheet import PREVIEW, USUAL, draw
from components.i18n import translator
from components.theme.symbols import HURT_SCALES

SVG = "{http://www.w3.org/2000/svg}"
LAYER = Path(marks.__file__).parents[2] / "incident_layer"
HOSTILE = Path(__file__).parents[1] / "views" / "hostile_texts.txt"
MARKS = re.compile("[\u2066-\u2069]")
MADE = datetime(2026, 11, 28, tzinfo=UTC)
KNOWN = {"svg", "title", "desc", "rect", "path", "g", "text", "circle", "line", "tspan"}
LINK = "https://marsad.example.org/?lang=en&rev=0-abcdef12"


def extract_of(dataset: Dataset, lang: str = "en", camera: Camera | None = None, **filters: object) -> Extract:
    view = View(filter=Filter(**filters), lang=lang, camera=camera)  # type: ignore[arg-type]
    return Extract(dataset, view, translator(lang), MADE, LINK)


def parsed(document: str | bytes) -> ElementTree.Element:
    return ElementTree.fromstring(document)


def drawn_incidents(document: str) -> list[str]:
    return [node.attrib["data-incident"] for node in parsed(document).iter() if "data-incident" in node.attrib]


def texts(document: str) -> list[str]:
    return ["".join(node.itertext()) for node in parsed(document).iter(f"{SVG}text")]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("look", LOOKS)
def test_every_visible_incident_is_one_mark_and_no_hidden_one_is(dataset: Dataset, lang: str, look: str) -> None:
    extract = extract_of(dataset, lang, weapon=("drone",), start=date(2023, 10, 17))
    assert 0 < len(extract.incidents) < len(dataset.incidents)
    assert sorted(drawn_incidents(draw(extract, *LOOKS[look]))) == sorted(extract.incidents["incident_id"])


def test_what_a_filter_hides_leaves_the_others_where_they_were(dataset: Dataset) -> None:
    def spots(extract: Extract) -> dict[str, str]:
        nodes = [node for node in parsed(draw(extract)).iter(f"{SVG}path") if "data-incident" in node.attrib]
        named = {node.attrib["data-incident"]: node.attrib["d"] for node in nodes}
        return {name: data for name, data in named.items() if "ain-al-asad" in name}

    camera = Camera(33.8, 42.4, 8)
    everything, some = (spots(extract_of(dataset, camera=camera, weapon=codes)) for codes in ((), ("rocket",)))
    assert some
    assert some.items() <= everything.items()


def test_the_picture_says_what_it_shows_and_where_it_is_from(dataset: Dataset) -> None:
    extract = extract_of(dataset, end=date(2024, 8, 5), weapon=("rocket",))
    words = " ".join(texts(draw(extract))).replace("\u00a0", " ")
    assert extract.sentence in words
    for part in (dataset.revision, "CC BY 4.0", LINK, "Natural Earth", "5 Aug 2024", "no published figure"):
        assert part in words


def test_troop_counts_are_those_of_the_end_of_the_range(dataset: Dataset) -> None:
    assert "0 US · Jan 2026" in texts(draw(extract_of(dataset)))
    assert not any("Jan 2026" in line for line in texts(draw(extract_of(dataset, end=date(2020, 12, 31)))))


def test_a_highlight_dims_the_others(dataset: Dataset) -> None:
    extract = extract_of(dataset)
    chosen = str(dataset.incidents["incident_id"].iloc[3])
    document = draw(replace(extract, view=replace(extract.view, highlight=(chosen,))))
    groups = [node for node in parsed(document).iter(f"{SVG}g") if any("data-incident" in item.attrib for item in node)]
    bright = {item.attrib["data-incident"] for node in groups if "fill-opacity" not in node.attrib for item in node}
    assert bright == {chosen}
    assert len(drawn_incidents(document)) == len(dataset.incidents)


def test_the_selected_incident_is_ringed(dataset: Dataset) -> None:
    extract = extract_of(dataset)
    ringed = draw(replace(extract, view=replace(extract.view, incident="2024-08-05-ain-al-asad-1")))
    assert ringed.count("<circle") == draw(extract).count("<circle") + 2


def test_in_arabic_the_legend_stands_at_the_right(dataset: Dataset) -> None:
    def left(lang: str) -> float:
        inner = [node for node in parsed(draw(extract_of(dataset, lang))) if node.tag == f"{SVG}svg"]
        return float(inner[0].attrib["x"])

    assert left("en") == USUAL.map.x
    assert left("ar") == USUAL.width - USUAL.map.x - USUAL.map.width


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("look", LOOKS)
def test_the_png_has_the_size_of_its_sheet_and_is_not_blank(dataset: Dataset, lang: str, look: str) -> None:
    png = write_png(extract_of(dataset, lang), look)
    sheet, _ = LOOKS[look]
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (sheet.width, sheet.height)
    assert len(png) > 50_000


def test_a_picture_is_drawn_once_and_again_when_anything_of_it_changes(dataset: Dataset) -> None:
    extract = extract_of(dataset, q="harir")
    first = write_png(extract)
    assert write_png(replace(extract, translator=translator("en"))) is first
    assert write_png(replace(extract, dataset=replace(dataset, edition="another"))) is not first
    assert write_png(replace(extract, link=LINK + "&x=1")) != first


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_fonts_have_every_letter(dataset: Dataset, lang: str) -> None:
    lettering = Lettering(translator(lang).direction)
    for sheet in (USUAL, PREVIEW):
        lines = texts(draw(extract_of(dataset, lang, camera=Camera(33.4, 44.3, 9)), sheet))
        assert len(lines) > 10
        assert {line: lettering.missing(line) for line in lines if lettering.missing(line)} == {}
    assert lettering.missing("日本") == 2


def test_arabic_letters_are_joined(dataset: Dataset) -> None:
    """Letters that join are narrower than the same letters each by itself."""
    lettering = Lettering("rtl")
    assert lettering.width("مطار", 20) < sum(lettering.width(letter, 20) for letter in "مطار") * 0.95


def test_a_title_too_long_is_cut_inside_the_sheet(dataset: Dataset) -> None:
    lettering = Lettering("ltr")
    lines = lettering.wrap("incidents " * 200, 30, 1000, 2, 600)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(lettering.width(line, 30, 600) <= 1000 for line in lines)


def test_a_long_address_is_broken_between_its_parameters(dataset: Dataset) -> None:
    lettering = Lettering("ltr")
    link = "https://marsad.example.org/?" + "&".join(
        f"name{number}=2024-08-05-harir-1,2024-08-06" for number in range(8)
    )
    lines = lettering.wrap(f"Marsad, 2,500 {link}", 14, 800, 9)
    assert "".join(lines).replace("2,500 ", "2,500") == f"Marsad, 2,500{link}"
    assert len(lines) > 2
    assert all(lettering.width(line, 14) <= 800 for line in lines)


def test_an_isolated_part_that_is_broken_is_isolated_in_both_lines(dataset: Dataset) -> None:
    lettering = Lettering("rtl")
    lines = lettering.wrap("كلمة \u2068" + "latin words (here) " * 12 + "\u2069 كلمة", 14, 400, 9)
    assert len(lines) > 2
    for line in lines:
        depths = list(itertools.accumulate((char == "\u2068") - (char == "\u2069") for char in line))
        assert min(depths) >= 0
        assert depths[-1] == 0
    assert all(line.startswith("\u2068") for line in lines[1:])


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_address_stands_on_lines_of_its_own(dataset: Dataset, lang: str) -> None:
    short, long = "https://marsad.example.org/?rev=0-abcdef12", "https://marsad.example.org/?q=" + "%D9%83" * 90
    for link in (short, long):
        lines = [MARKS.sub("", line) for line in texts(draw(replace(extract_of(dataset, lang), link=link)))]
        first = next(place for place, line in enumerate(lines) if line.startswith("https"))
        assert "".join(lines[first:-1]) == link
        assert lines[-1].startswith("(")
        assert lines[-1].endswith("CC BY 4.0.")
    assert len(lines) - first == 4


def test_an_address_longer_than_the_sheet_leaves_the_licence_its_line(dataset: Dataset) -> None:
    document = draw(replace(extract_of(dataset), link="https://marsad.example.org/?q=" + "%D9%83" * 900))
    *_, last = parsed(document).iter(f"{SVG}text")
    assert "".join(last.itertext()).endswith("CC BY 4.0.")
    assert float(last.attrib["y"]) < USUAL.height - 8


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_letters_that_no_font_has_become_an_ellipsis_and_others_keep_theirs(dataset: Dataset, lang: str) -> None:
    document = draw(extract_of(dataset, lang, q="中国 поиск \U0001f468\u200d\U0001f469 ok"))
    said = [MARKS.sub("", line) for line in texts(document) if "поиск" in line]
    assert len(said) == 2
    assert all("… поиск … ok" in line for line in said)


def hostile() -> Iterator[str]:
    yield from (line for line in HOSTILE.read_text(encoding="utf-8").splitlines() if line)
    yield "\x00\x01\x0b\ufffe ]]> <!-- --> &amp; \u202e\u2066"


def test_R20_hostile_texts_stay_text_in_the_picture(dataset: Dataset) -> None:
    given_texts = list(hostile())
    for start in range(0, len(given_texts), len(dataset.sites)):
        batch = (given_texts[start:] + given_texts)[: len(dataset.sites)]
        sites = dataset.sites.assign(short_name_en=batch)
        document = draw(extract_of(replace(dataset, sites=sites), q=batch[0][:200]), PREVIEW)
        for node in parsed(document).iter():
            assert node.tag.removeprefix(SVG) in KNOWN
            assert not {name for name in node.attrib if name.startswith("on") or "href" in name}
        rasterise(document)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_R20_any_text_gives_an_svg_that_parses(text: str) -> None:
    lettering = Lettering("rtl")
    parsed(str(lettering.text(0, 0, text, 12, "#000")))
    assert lettering.width(text, 12) >= 0


def test_the_svg_carries_its_letters_and_asks_nobody(dataset: Dataset) -> None:
    document = write_svg(extract_of(dataset, "ar")).decode()
    assert document.count("@font-face") >= 2
    assert set(re.findall(r"url\((?!data:)", document)) == set()
    assert not any("href" in name for node in parsed(document).iter() for name in node.attrib)
    assert len(document) < 700_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DISC_LIMIT", discs.DISC_LIMIT),
        ("OVERVIEW_ZOOM", discs.OVERVIEW_ZOOM),
        ("CROWD", discs.CROWD),
        ("REFERENCE_ZOOM", discs.REFERENCE_ZOOM),
        ("LABEL_GAP", discs.LABEL_GAP),
        ("NARROW", discs.NARROW),
        ("APPROXIMATE_METRES", marks.APPROXIMATE_METRES),
        ("HURT_SCALE", HURT_SCALES),
    ],
)
def test_the_picture_and_the_page_draw_by_the_same_numbers(name: str, value: object) -> None:
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in LAYER.glob("*.js"))
    found = re.search(rf"const {name} = ([^;]+);", scripts)
    assert found
    written = [float(number) for number in found[1].strip("[]").split(",")]
    assert written == [float(item) for item in (value if isinstance(value, tuple) else (value,))]


def test_towns_and_governorates_are_named_from_the_same_zooms_as_on_the_page() -> None:
    labels = (LAYER / "labels.js").read_text(encoding="utf-8")
    for zoom in (names.CAPITAL_ZOOM, names.TOWN_ZOOM, names.GOVERNORATE_ZOOM):
        assert f"zoom >= {zoom:g}" in labels


def test_many_incidents_at_one_place_become_a_ring_of_shares(dataset: Dataset) -> None:
    many = pd.concat([dataset.incidents] * 8, ignore_index=True)
    many["incident_id"] = [f"i{row}" for row in range(len(many))]
    document = draw(extract_of(replace(dataset, incidents=many)))
    assert len(drawn_incidents(document)) < len(many)
    assert f">{(dataset.incidents['site_id'] == 'ain-al-asad').sum() * 8}<" in document
