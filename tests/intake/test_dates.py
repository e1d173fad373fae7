"""Dates as editors write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.intake.dates import DateProblem, parse_date
from tests.intake.fixtures import GOOD, TODAY, codes, read_bytes, read_rows
from tests.intake.workbook import Cell, xlsx

MONTHS = {
    1: ("January", "Jan", "كانون الثاني", "يناير", "جانفي"),
    2: ("February", "Feb", "شباط", "فبراير", "فيفري"),
    3: ("March", "Mar", "آذار", "مارس"),
    4: ("April", "Apr", "نيسان", "أبريل", "أفريل"),
    5: ("May", "أيار", "مايو", "ماي"),
    6: ("June", "Jun", "حزيران", "يونيو", "يونيه", "جوان"),
    7: ("July", "Jul", "تموز", "يوليو", "يوليه", "جويلية"),
    8: ("August", "Aug", "آب", "أغسطس", "أوت"),
    9: ("September", "Sept", "Sep", "أيلول", "سبتمبر"),
    10: ("October", "Oct", "تشرين الأول", "أكتوبر"),
    11: ("November", "Nov", "تشرين الثاني", "نوفمبر"),
    12: ("December", "Dec", "كانون الأول", "ديسمبر"),
}
"""Iraqi and Levantine, Egyptian, Maghrebi and English names."""

DOUBLE_NAMES = (
    "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو", "تموز/يوليو",
    "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
)  # fmt: skip

DAY = date(2020, 1, 8)

EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def _problem(written: str) -> DateProblem:
    with pytest.raises(DateProblem) as caught:
        parse_date(written, TODAY)
    return caught.value


@pytest.mark.parametrize(
    "written",
    [
        "2020-01-08",
        "2020-1-8",
        "2020/01/08",
        "2020.01.08",
        " 2020-01-08 ",
        "\u00a02020-01-08\u00a0",
        "٢٠٢٠-٠١-٠٨",
        "۲۰۲۰-۰۱-۰۸",
        "٢٠٢٠/١/٨",
        "2020-01-08 23:59",
        "2020-01-08T23:59:59",
        "2020-01-08 1:30",
        "2020-01-08T01:34:00.123456",
    ],
)
def test_a_date_in_iso_form_is_read(written: str) -> None:
    assert parse_date(written, TODAY) == DAY


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-01-07T20:59:59Z", date(2020, 1, 7)),
        ("2020-01-07T21:00:00Z", date(2020, 1, 8)),
        ("2020-01-07 21:00 UTC", date(2020, 1, 8)),
        ("2020-01-07t21:00:00z", date(2020, 1, 8)),
        ("2020-01-07T21:00:00.999Z", date(2020, 1, 8)),
        ("2020-01-08T00:00:00+03:00", date(2020, 1, 8)),
        ("2020-01-08T00:30:00+0330", date(2020, 1, 8)),
        ("2020-01-08T00:29:59+03:30", date(2020, 1, 7)),
        ("2020-01-07T15:59:59-05:00", date(2020, 1, 7)),
        ("2020-01-07T16:00:00-05:00", date(2020, 1, 8)),
        ("2019-12-31T22:00:00Z", date(2020, 1, 1)),
        ("2007-07-01T20:30:00Z", date(2007, 7, 2)),
        ("2008-07-01T20:30:00Z", date(2008, 7, 1)),
    ],
)
def test_a_time_with_a_zone_becomes_the_day_in_baghdad(written: str, day: date) -> None:
    """Iraq kept summer time (UTC+4) until 2007."""
    assert parse_date(written, TODAY) == day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("13/01/2020", date(2020, 1, 13)),
        ("01/13/2020", date(2020, 1, 13)),
        ("31-12-2019", date(2019, 12, 31)),
        ("12.31.2019", date(2019, 12, 31)),
        ("5/5/2020", date(2020, 5, 5)),
        ("٣١/١٢/٢٠١٩", date(2019, 12, 31)),
    ],
)
def test_day_and_month_in_either_order_are_read_where_one_order_is_possible(written: str, day: date) -> None:
    assert parse_date(written, TODAY) == day


@pytest.mark.parametrize(
    ("written", "one", "other"),
    [
        ("03/04/2024", "2024-04-03", "2024-03-04"),
        ("1-2-2020", "2020-02-01", "2020-01-02"),
        ("١٢/١١/٢٠٢٠", "2020-11-12", "2020-12-11"),
    ],
)
def test_an_ambiguous_date_is_rejected_with_both_readings(written: str, one: str, other: str) -> None:
    problem = _problem(written)
    assert problem.code == "date_ambiguous"
    assert {problem.details["one"], problem.details["other"]} == {one, other}


@pytest.mark.parametrize(("month", "name"), [(month, name) for month, names in MONTHS.items() for name in names])
def test_month_names_are_read(month: int, name: str) -> None:
    day = date(2020, month, 14)
    for written in (f"14 {name} 2020", f"{name} 14, 2020", f"14-{name}-2020", f"14 {name.upper()}، 2020"):
        assert parse_date(written, TODAY) == day
        assert parse_date(written.translate(EASTERN), TODAY) == day
        assert parse_date(written.translate(PERSIAN), TODAY) == day


@pytest.mark.parametrize(("month", "name"), list(enumerate(DOUBLE_NAMES, start=1)))
def test_a_double_month_name_is_read_when_both_agree(month: int, name: str) -> None:
    assert parse_date(f"14 {name} 2020", TODAY) == date(2020, month, 14)
    assert parse_date(f"١٤ {name.replace('/', ' / ')} ٢٠٢٠", TODAY) == date(2020, month, 14)


def test_a_double_month_name_that_disagrees_is_rejected() -> None:
    assert _problem("14 كانون الثاني/ديسمبر 2020").code == "date_unreadable"


@pytest.mark.parametrize(
    "written",
    [
        "8 كانون الثاني 2020",
        "٨ كانون الثاني ٢٠٢٠",
        "8 كانون الثّاني 2020",
        "8 كـانون الثاني 2020",
        "8  كانون  الثاني  2020",
        "8th January 2020",
        "January 8th, 2020",
        "8 Jan. 2020",
        "8 jan 2020",
        "Wednesday, 8 January 2020",
        "Wed 8 January 2020",
        "Wednesday January 8, 2020",
        "الأربعاء 8 كانون الثاني 2020",
        "الاربعاء 8 كانون الثاني 2020",
        "الأربعاء، 8 يناير 2020",
        "يوم الأربعاء ٨ كانون الثاني/يناير ٢٠٢٠",
    ],
)
def test_dates_in_words_are_read(written: str) -> None:
    assert parse_date(written, TODAY) == DAY


@pytest.mark.parametrize("name", ["الاحد", "الإثنين", "الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعه", "السبت"])
def test_weekdays_are_read_however_their_hamza_is_written(name: str) -> None:
    assert parse_date(f"{name} 8 يناير 2020", TODAY) == DAY


@pytest.mark.parametrize(
    "written",
    ["2020-01", "01/2020", "2020", "يناير 2020", "January 2020", "كانون الثاني/يناير ٢٠٢٠", "٢٠٢٠", "2018-00"],
)
def test_a_date_without_a_day_is_never_completed(written: str) -> None:
    assert _problem(written).code == "date_without_day"


@pytest.mark.parametrize(
    "written",
    ["2020-02-30", "2019-02-29", "2020-13-01", "31/04/2020", "32/01/2020", "13/13/2020", "30 شباط 2020", "0/13/2020",
     "2020-01-08T25:00:00Z", "2020-01-08 10:61", "2020-04-31 10:00", "29 February 2019"],
)  # fmt: skip
def test_an_impossible_day_is_rejected(written: str) -> None:
    assert _problem(written).code == "date_impossible"


@pytest.mark.parametrize(
    "written",
    [
        "12 رمضان 1445",
        "١٢ رمضان ١٤٤٥",
        "1445-09-12",
        "12/09/1445 هـ",
        "3 محرم 1441",
        "1 ذو الحجة 1441",
        "12 Ramadan 1445",
    ],
)
def test_a_hijri_date_is_rejected_as_such(written: str) -> None:
    assert _problem(written).code == "date_hijri"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "date_missing"),
        ("  \u00a0", "date_missing"),
        ("2026-08-01", "date_future"),
        ("2026-07-31T21:00:00Z", "date_future"),
        ("1 آب 2026", "date_future"),
        ("2099-01-01", "date_future"),
        ("2002-12-31", "date_too_early"),
        ("1 كانون الثاني 1999", "date_too_early"),
        ("0001-01-01", "date_too_early"),
    ],
)
def test_dates_out_of_range_are_rejected(written: str, code: str) -> None:
    assert _problem(written).code == code


@pytest.mark.parametrize("written", ["2026-07-31", "2026-07-31T20:59:59Z", "2003-01-01"])
def test_the_first_and_the_last_possible_day_are_read(written: str) -> None:
    assert parse_date(written, TODAY).year in (2003, 2026)


@pytest.mark.parametrize(
    "written",
    ["yesterday", "أمس", "08/01/20", "20200108", "43838", "2020-01-08 or 09", "8-9 January 2020", "8 Foo 2020",
     "=TODAY()", "January 8", "8 January 2020 9", "-2020-01-08", "2020-01-08T", "NaN", "None", "0"],
)  # fmt: skip
def test_what_is_no_date_is_rejected(written: str) -> None:
    assert _problem(written).code == "date_unreadable"


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_problem(written: str) -> None:
    with suppress(DateProblem):
        assert parse_date(written, TODAY) <= TODAY


@given(st.dates(date(2003, 1, 1), TODAY))
def test_every_day_is_read_back_from_its_iso_form(day: date) -> None:
    assert parse_date(day.isoformat(), TODAY) == day
    assert parse_date(day.isoformat().translate(EASTERN), TODAY) == day


@pytest.mark.parametrize(
    "cell",
    [date(2020, 1, 8), datetime(2020, 1, 8), datetime(2020, 1, 8, 23, 59), "٨ كانون الثاني ٢٠٢٠"],  # noqa: DTZ001
)
def test_a_date_cell_of_a_spreadsheet_is_read(cell: Cell) -> None:
    row = [cell if name == "date" else value for name, value in GOOD.items()]
    (record,) = read_bytes(xlsx({"Sheet1": [list(GOOD), row]})).records
    assert record["date"] == "2020-01-08"


@pytest.mark.parametrize(("serial", "day"), [(43838, "2020-01-08"), (43838.9, "2020-01-08"), (43890, "2020-02-29")])
def test_a_day_number_is_a_date_in_a_spreadsheet(serial: float, day: str) -> None:
    row = [serial if name == "date" else value for name, value in GOOD.items()]
    (record,) = read_bytes(xlsx({"Sheet1": [list(GOOD), row]})).records
    assert record["date"] == day


def test_a_day_number_is_no_date_in_a_text_file() -> None:
    assert codes(read_rows({"date": "43838"}), 2) == ["date_unreadable"]


def test_a_day_number_beyond_the_calendar_is_no_date() -> None:
    row = [99_999_999 if name == "date" else value for name, value in GOOD.items()]
    assert codes(read_bytes(xlsx({"Sheet1": [list(GOOD), row]})), 2) == ["date_unreadable"]
