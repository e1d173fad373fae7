"""Counts, coordinates, times, ids, links and texts as editors write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.intake.nearest import COMPARISONS
from components.intake.values import ValueProblem, is_link, parse_coordinate, parse_count
from tests.intake.fixtures import GOOD, codes, delimited, options, read_bytes, read_rows, reference


def _code(written: str) -> str:
    with pytest.raises(ValueProblem) as caught:
        parse_count(written)
    return caught.value.code


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("", None),
        ("  ", None),
        ("\u00a0", None),
        ("0", 0),
        ("7", 7),
        (" 12 ", 12),
        ("12.0", 12),
        ("12.00", 12),
        ("007", 7),
        ("1,000", 1000),
        ("١٢", 12),
        ("۱۲", 12),
        ("١٢٫٠", 12),
        ("١٬٠٠٠", 1000),
        ("1000000", 1_000_000),
    ],
)
def test_whole_numbers_from_zero_up_are_counts_and_empty_is_not_reported(written: str, count: int | None) -> None:
    assert parse_count(written) == count


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("~5", "count_rough"),
        ("≈5", "count_rough"),
        (">5", "count_rough"),
        ("5+", "count_rough"),
        ("5?", "count_rough"),
        ("about 5", "count_rough"),
        ("About 5", "count_rough"),
        ("at least 3", "count_rough"),
        ("several", "count_rough"),
        ("Several", "count_rough"),
        ("dozens", "count_rough"),
        ("نحو ٥", "count_rough"),
        ("حوالي 5", "count_rough"),
        ("أكثر من 5", "count_rough"),
        ("عدة", "count_rough"),
        ("عشرات", "count_rough"),
        ("2-4", "count_range"),
        ("2–4", "count_range"),
        ("2 - 4", "count_range"),
        ("2 to 4", "count_range"),
        ("٢-٤", "count_range"),
        ("2 إلى 4", "count_range"),
        ("-1", "count_negative"),
        ("−1", "count_negative"),
        ("-1.0", "count_negative"),
        ("NaN", "count_unreadable"),
        ("nan", "count_unreadable"),
        ("inf", "count_unreadable"),
        ("1e3", "count_unreadable"),
        ("1E3", "count_unreadable"),
        ("0x10", "count_unreadable"),
        ("1_000", "count_unreadable"),
        ("12.5", "count_unreadable"),
        ("12,5", "count_unreadable"),
        ("1,00", "count_unreadable"),
        ("two", "count_unreadable"),
        ("N/A", "count_unreadable"),
        ("None", "count_unreadable"),
        ("TRUE", "count_unreadable"),
        ("=1+1", "count_unreadable"),
        ("½", "count_unreadable"),
        ("²", "count_unreadable"),
        ("9" * 30, "count_unreadable"),
        ("1000001", "count_unreadable"),
    ],
)
def test_what_is_no_whole_number_is_rejected_by_kind(written: str, code: str) -> None:
    assert _code(written) == code


@pytest.mark.parametrize("field", ["munitions_count", "us_killed", "us_injured", "other_killed", "other_injured"])
def test_a_problem_with_a_count_names_its_column_and_cell(field: str) -> None:
    report = read_rows({field: "2-4"}, {field: "3"})
    (problem,) = report.problems
    assert (problem.line, problem.column, problem.code, problem.value) == (2, field, "count_range", "2-4")
    assert "claim" in problem.message("en")
    assert report.records[0][field] == 3


def test_no_munitions_at_all_are_a_count_like_any_other() -> None:
    assert reference().resource.by_name["munitions_count"].minimum == 0
    assert read_rows({"munitions_count": "0"}).accepted == 1


@given(st.text(max_size=20))
def test_any_text_is_a_count_or_a_problem(written: str) -> None:
    with suppress(ValueProblem):
        count = parse_count(written)
        assert count is None or 0 <= count <= 1_000_000


@pytest.mark.parametrize(
    ("written", "degrees"),
    [
        ("", None),
        (" ", None),
        ("33.79", 33.79),
        ("33,79", 33.79),
        ("٣٣٫٧٩", 33.79),
        ("۳۳.۷۹", 33.79),
        ("33", 33.0),
        ("33.79°", 33.79),
        ("33.79 N", 33.79),
        ("33.79° n", 33.79),
        ("N 33.79", 33.79),
        ("N33.79", 33.79),
        ("42.44E", 42.44),
        ("33.79 ش", 33.79),
        ("42.44° ق", 42.44),
        ("-33.79", -33.79),
        ("33.79 S", -33.79),
        ("33.79 ج", -33.79),
        ("42.44 W", -42.44),
        ("42.44 غ", -42.44),
        ("33°47'24\"N", 33.79),
        ("33° 47′ 24″ N", 33.79),
        ("33°47’24”", 33.79),
        ("33 47 24 N", 33.79),
        ("33:47:24", 33.79),
        ("33°47'24.0\" N", 33.79),
        ("33°47'24,0'' N", 33.79),
        ("33°30'N", 33.5),
        ("42° 26' 24\" E", 42.44),
        ("٤٢° ٢٦′ ٢٤″ ق", 42.44),
    ],
)
def test_coordinates_are_read_as_degrees(written: str, degrees: float | None) -> None:
    assert parse_coordinate(written) == (None if degrees is None else pytest.approx(degrees))


@pytest.mark.parametrize(
    "written",
    ["north", "33.79.1", "33.79, 42.44", "33°60'00\"N", "33°47'60\"N", "N 33.79 N", "1e1", "NaN", "inf", "3379000.5",
     "33..7", "33,7,9", "38SLC", "-33.79 S"],
)  # fmt: skip
def test_unreadable_coordinates_are_rejected(written: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_coordinate(written)
    assert caught.value.code == "coordinate_unreadable"


@given(st.text(alphabet="0123456789.,-°'\" NSEWشقجغ′″:", max_size=20))
def test_any_text_is_a_coordinate_or_a_problem(written: str) -> None:
    with suppress(ValueProblem):
        degrees = parse_coordinate(written)
        assert degrees is None or abs(degrees) < 1_001


@pytest.mark.parametrize(
    ("latitude", "longitude", "found"),
    [
        ("33.31", "44.36", []),
        ("33,31", "44,36", []),
        ("33.3", "44", []),
        ("33°18'36\" N", "44°21'36\" E", []),
        ("33.3128", "44.3615", ["coordinate_coarsened"]),
        ("33.310", "44.360", []),
        ("44.36", "33.31", ["coordinates_swapped"]),
        ("51.5", "-0.12", ["coordinate_outside"]),
        ("0", "0", ["coordinate_outside"]),
        ("-33.31", "44.36", ["coordinate_outside"]),
        ("33.31 S", "44.36", ["coordinate_outside"]),
        ("999", "44.36", ["coordinate_outside"]),
        ("33.31", "", ["coordinate_incomplete"]),
        ("", "44.36", ["coordinate_incomplete"]),
        ("33.31", "x", ["coordinate_unreadable"]),
        ("44.36 E", "33.31 N", ["coordinates_swapped"]),
    ],
)
def test_coordinates_in_place_of_a_site(latitude: str, longitude: str, found: list[str]) -> None:
    report = read_rows({"site_id": "", "latitude": latitude, "longitude": longitude})
    assert codes(report) == found
    for record in report.records:
        assert (record["site_id"], record["longitude"]) == ("", pytest.approx(round(record["longitude"], 2)))
        assert record["latitude"] == pytest.approx(33.3, abs=0.011)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("33.31 E", "44.36"), ("33.31", "44.36 N"), ("33.31 ق", "44.36 ش")]
)
def test_a_direction_that_contradicts_its_column_is_never_passed_over(latitude: str, longitude: str) -> None:
    assert read_rows({"site_id": "", "latitude": latitude, "longitude": longitude}).rejected == 1


def test_coordinates_are_stored_with_two_decimals_at_most() -> None:
    (record,) = read_rows({"site_id": "", "latitude": "33.305123", "longitude": "44.4049999"}).records
    assert (record["latitude"], record["longitude"]) == (33.31, 44.4)


def test_coordinates_far_from_the_site_that_the_row_names_are_never_passed_over() -> None:
    report = read_rows({"site_id": "harir", "latitude": "33.31", "longitude": "44.36"})
    assert report.problems


def test_an_unknown_site_is_suggested_by_near_coordinates() -> None:
    (problem,) = read_rows({"site_id": "The old strip", "latitude": "36.55", "longitude": "44.35"}).problems
    assert (problem.code, problem.column, problem.details["site"]) == ("site_near", "site_id", "harir")
    assert 2 < float(problem.details["km"]) < 3
    assert "harir" in problem.message("en")
    assert "harir" in problem.message("ar")


def test_swapped_coordinates_are_named_by_their_columns_and_values() -> None:
    header = [*(name for name in GOOD if name != "site_id"), "Breite", "Länge"]
    cells = [*(text for name, text in GOOD.items() if name != "site_id"), "44.40", "33.30"]
    chosen = options(mapping={"Breite": "latitude", "Länge": "longitude"})
    (problem,) = read_bytes(delimited(header, [cells]).encode(), chosen).problems
    assert (problem.code, problem.column) == ("coordinates_swapped", "Breite")
    for lang in ("en", "ar"):
        assert all(part in problem.message(lang) for part in ("Breite", "Länge", "44.40", "33.30"))


@pytest.mark.parametrize(
    ("field", "written", "code", "english", "arabic"),
    [
        ("site_id", "Harrir Air Base", "site_unknown", "Harir (harir)", "حرير (harir)"),
        ("site_id", "قاعدة حريير", "site_unknown", "Harir (harir)", "حرير (harir)"),
        ("weapon", "rokcet", "weapon_unknown", "Rocket (rocket)", "صاروخ (rocket)"),
        ("outcome", "intercpted", "code_unknown", "Intercepted (intercepted)", "(intercepted)"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest_known_one(
    field: str, written: str, code: str, english: str, arabic: str
) -> None:
    (problem,) = read_rows({field: written}).problems
    assert problem.code == code
    assert problem.message("en").endswith(f"Did you mean {english}?")
    said = problem.message("ar").translate({0x2068: None, 0x2069: None})
    assert said.endswith("؟")
    assert arabic in said.rpartition("هل تقصد")[2]


@pytest.mark.parametrize(("field", "code"), [("site_id", "site_unknown"), ("weapon", "weapon_unknown")])
def test_a_name_like_none_is_answered_with_all_known_ones_in_the_readers_language(field: str, code: str) -> None:
    (problem,) = read_rows({field: "qqqq zzzz"}).problems
    assert (problem.code, "near" in problem.details) == (code, False)
    known = reference().sites_called if field == "site_id" else reference().vocabularies["weapon"].called
    for lang in ("en", "ar"):
        assert all(name[lang] in problem.message(lang) for name in known.values())


def test_names_are_compared_so_often_in_a_file_and_then_no_more() -> None:
    written = [f"rokcet{'.' * (number % 40)}{',' * (number // 40)}" for number in range(COMPARISONS + 5)]
    report = read_rows(*({"weapon": text} for text in written))
    assert sum("near" in problem.details for problem in report.problems) == COMPARISONS
    assert set(codes(report)) == {"weapon_unknown"}


def test_an_unknown_site_with_coordinates_further_off_is_only_unknown() -> None:
    report = read_rows({"site_id": "The old strip", "latitude": "36.60", "longitude": "44.34"})
    assert codes(report) == ["site_unknown"]


@pytest.mark.parametrize(
    ("written", "time"),
    [("02:20", "02:20"), ("2:20", "02:20"), ("٠٢:٢٠", "02:20"), ("23:59:59", "23:59"), ("", "")],
)
def test_times_of_day_are_read(written: str, time: str) -> None:
    (record,) = read_rows({"time_local": written}).records
    assert record["time_local"] == time


@pytest.mark.parametrize("written", ["24:00", "12:60", "noon", "2.20", "14", "-1:00"])
def test_what_is_no_time_is_rejected(written: str) -> None:
    assert codes(read_rows({"time_local": written})) == ["time_unreadable"]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org/a?b=c&d=%20#e",
        "HTTPS://EXAMPLE.ORG/A",
        "https://example.org/قصف",
        "https://مثال.org/",
        "http://192.0.2.1:8080/",
        "http://[2001:db8::1]/",
    ],
)
def test_http_addresses_are_links(text: str) -> None:
    assert is_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org",
        "www.example.org/a",
        "//example.org",
        "http://",
        "https:///path",
        "http:example.org",
        "ftp://example.org",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "mailto:a@example.org",
        "https://exa mple.org",
        "https://example.org/\n",
        "https://example.org/\x00",
        "https://example.org/\u202egro",
        "https://exam\u200bple.org/",
        "http://[::1",
        "blob:https://example.org/x",
        "view-source:https://example.org",
        "https://<script>alert(1)</script>",
        'https://example.org" onclick="alert(1)',
    ],
)
def test_nothing_else_is_a_link(text: str) -> None:
    assert not is_link(text)


def test_a_bad_link_among_good_ones_is_left_out_with_a_warning() -> None:
    report = read_rows({"source_urls": "https://example.org/1 | javascript:alert(1) | https://example.org/2"})
    assert [(problem.code, problem.value) for problem in report.problems] == [("link_invalid", "javascript:alert(1)")]
    assert report.records[0]["source_urls"] == ("https://example.org/1", "https://example.org/2")


def test_a_known_source_may_be_named_by_its_id_or_its_address() -> None:
    url, source = next(iter(reference().sources_by_url.items()))
    (record,) = read_rows({"source_urls": f"{source} | {url} | https://example.org/new"}).records
    assert record["source_urls"] == (source, "https://example.org/new")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "=HYPERLINK(\"https://example.org\")",
        "@SUM(1)",
        "+1",
        " leading and trailing ",
        "one\ntwo",
        "**bold** $x$",
        "قُصِفَت القاعدةُ",
        "e\u0301",
    ],
)  # fmt: skip
def test_a_text_is_stored_as_it_came(text: str) -> None:
    (record,) = read_rows({"summary_en": text, "notes": text, "claimed_by": text}).records
    assert (record["summary_en"], record["notes"], record["claimed_by"]) == (text, text, text)


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\u200f", "\ufeff"])
def test_hidden_signs_are_warned_of_in_texts_and_rejected_in_ids(sign: str) -> None:
    text = f"Two{sign} rockets."
    report = read_rows({"summary_en": text})
    assert codes(report) == ["bidi_in_text"]
    assert report.records[0]["summary_en"] == text
    assert codes(read_rows({"incident_id": f"x{sign}1"})) == ["id_characters"]


@pytest.mark.parametrize("identifier", ["x 1", "x/1", "<b>", "حادثة", "-x", "=1", "x\n1", "x" * 101, "../x"])
def test_an_id_of_other_signs_is_rejected(identifier: str) -> None:
    assert codes(read_rows({"incident_id": identifier})) == ["id_characters"]


def test_a_cell_may_have_as_many_characters_as_the_limit_and_no_more() -> None:
    assert read_rows({"notes": "x" * 5_000}).accepted == 1
    assert codes(read_rows({"notes": "x" * 5_001})) == ["cell_too_long"]


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    report = read_rows(
        {"date": "never", "site_id": "?", "weapon": "", "summary_en": "", "source_urls": "", "us_killed": "~5"}
    )
    assert sorted(codes(report, 2)) == [
        "count_rough", "date_unreadable", "links_missing", "site_unknown", "summary_missing", "weapon_missing"
    ]  # fmt: skip
    assert (report.rows, report.rejected) == (1, 1)
