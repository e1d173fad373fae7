"""The data desk as a script: upload, what is to be confirmed, report, mended rows, preview."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.domain.directory import DATA_DIRECTORY
from components.i18n import translator
from components.intake.reader import read
from components.intake.reference import Reference
from components.intake.template import NO_LINK, columns, rejected_csv, template_csv, template_xlsx

REFERENCE = Reference.load(DATA_DIRECTORY)
GOOD = (
    "date,site_id,weapon,source_urls,summary_en\n"
    "2025-04-02,harir,drone,https://example.org/a,A drone was reported near the base.\n"
)
BAD = GOOD + "03/04/2024,harir,drone,https://example.org/b,Text\n2025-04-04,nowhere,drone,https://example.org/c,Text\n"
ARABIC = "التاريخ;الموقع;السلاح;الروابط;الملخص\n2 نيسان 2025;حرير;مسيّرة;https://example.org/a;أُعلن عن طائرة مسيّرة.\n"


def _page(lang: str) -> None:
    import numpy as np  # noqa: PLC0415

    from components.domain.dataset import base_dataset  # noqa: PLC0415
    from components.domain.filters import known_codes  # noqa: PLC0415
    from components.domain.view import View  # noqa: PLC0415
    from components.i18n import translator  # noqa: PLC0415
    from components.views.context import Run  # noqa: PLC0415
    from components.views.desk.page import desk  # noqa: PLC0415

    data = base_dataset()
    mask = np.ones(len(data.incidents), dtype=bool)
    desk(Run(data, View(lang=lang), translator(lang), "light", known_codes(data), mask))


def opened(lang: str = "en") -> AppTest:
    return AppTest.from_function(_page, default_timeout=60, kwargs={"lang": lang}).run()


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    app.file_uploader[0].upload(name, data).run()
    assert not app.exception
    return app


def text_of(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def change(identifier: str, **cells: str) -> bytes:
    """A file that gives one stored incident other cells."""
    with (DATA_DIRECTORY / "incidents.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["incident_id"] == identifier)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row))
    writer.writeheader()
    writer.writerow(row | cells)
    return out.getvalue().encode()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_good_file_is_counted_and_previewed(lang: str) -> None:
    app = upload(opened(lang), "good.csv", GOOD.encode())
    t = translator(lang)
    assert t("desk.no_problems") not in text_of(app)  # verification was assumed, which is said
    assert t("problem_title.verification_assumed") in text_of(app)
    assert f"{t('desk.new')}: 1" in text_of(app)
    assert len(app.get("component_instance")) == 1


def test_a_bad_row_is_named_with_line_value_and_advice() -> None:
    text = text_of(upload(opened(), "bad.csv", BAD.encode()))
    assert "3 = 1 + 2 + 0" in text
    assert "can mean 2024-04-03 or 2024-03-04" in text
    assert "line 4 · <bdi>site_id</bdi>" in text
    assert "“nowhere” is not a known site" in text


def test_a_kind_of_problem_is_said_once_with_its_first_lines_and_opens_to_all_of_them() -> None:
    rows = "".join(f"2025-04-{day:02d},nowhere {day},drone,https://example.org/a,Text\n" for day in range(1, 10))
    app = upload(opened(), "many.csv", (GOOD + rows).encode())
    text = text_of(app)
    assert text.count(translator("en")("problem_title.site_unknown")) == 1
    assert "lines 3, 4, 5, 6, 7, 8 and 3 more" in text
    assert "For instance: “nowhere 1” is not a known site" in text
    assert "<details><summary>" in text
    for line in range(3, 12):
        assert f"<td>{line}</td><td><bdi>site_id</bdi></td><td><bdi>nowhere {line - 2}</bdi></td>" in text
    app.selectbox(key="desk-kind").select("site_unknown").run()
    alone = text_of(app)
    assert "<details open><summary>" in alone
    assert translator("en")("problem_title.verification_assumed") not in alone


def test_a_line_of_its_own_for_each_kind_needs_no_folding() -> None:
    assert "<details" not in text_of(upload(opened(), "bad.csv", BAD.encode()))


def test_an_arabic_excel_file_is_read_after_its_encoding_is_confirmed() -> None:
    app = upload(opened("ar"), "arabic.csv", ARABIC.encode("windows-1256"))
    assert translator("ar")("desk.refused") in text_of(app)
    assert "التاريخ;الموقع" in text_of(app)
    app.button(key="confirm-encoding").click().run()
    assert not app.exception
    assert f"{translator('ar')('desk.new')}: 1" in text_of(app)


def test_columns_of_an_editors_own_are_mapped_by_hand() -> None:
    app = upload(opened(), "own.csv", GOOD.replace("weapon", "Waffe").encode())
    assert "Required columns are missing" in text_of(app)
    choice = next(box for box in app.selectbox if box.label == "Waffe")
    choice.select("weapon").run()
    app.text_input(key="mapping-name").input("mine").run()
    app.button(key="apply-mapping").click().run()
    assert not app.exception
    assert "New: 1" in text_of(app)


def test_a_change_is_shown_field_by_field() -> None:
    text = text_of(upload(opened(), "change.csv", change("2019-12-03-ain-al-asad-1", munitions_count="7")))
    assert "Changed: 1" in text
    assert "<td>Munitions</td><td><bdi>5</bdi></td><td><bdi>7</bdi></td>" in text
    assert translator("en")("desk.accounts_stand") not in text  # no other account of this figure is stored


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("figure", ["", "12"], ids=["erased", "altered"])
def test_a_figure_whose_stored_accounts_stand_is_said_to_keep_its_range(lang: str, figure: str) -> None:
    changed = change("2020-01-08-ain-al-asad-1", munitions_count=figure)
    assert translator(lang)("desk.accounts_stand") in text_of(upload(opened(lang), "change.csv", changed))


def test_a_change_of_text_alone_says_nothing_of_ranges() -> None:
    changed = change("2020-01-08-ain-al-asad-1", notes="Another note.")
    text = text_of(upload(opened(), "change.csv", changed))
    assert "Changed: 1" in text
    assert translator("en")("desk.accounts_stand") not in text


def test_the_very_same_file_is_recognised() -> None:
    app = upload(opened(), "first.csv", GOOD.encode())
    app.button(key="desk-discard").click().run()
    assert "uploaded before in this session, as first.csv" in text_of(upload(app, "second.csv", GOOD.encode()))


def test_a_file_that_is_no_table_is_refused_with_the_reason() -> None:
    assert "not a table but PNG" in text_of(upload(opened(), "x.csv", b"\x89PNG\r\n\x1a\n123"))


def test_rejected_rows_come_back_mended() -> None:
    report = read(BAD.encode(), "bad.csv", REFERENCE)
    mended = (
        rejected_csv(report, "en").decode("utf-8-sig").replace("03/04/2024", "2024-04-03").replace("nowhere", "harir")
    )
    again = read(mended.encode(), "mended.csv", REFERENCE)
    assert (again.rows, again.accepted, again.rejected) == (2, 2, 0)


@pytest.fixture(params=[template_csv, template_xlsx], ids=["csv", "xlsx"])
def template(request: pytest.FixtureRequest) -> bytes:
    made: bytes = request.param(REFERENCE.schema)
    return made


def test_the_templates_own_examples_are_rejected_for_their_links_alone(template: bytes) -> None:
    report = read(template, "template", REFERENCE)
    assert (report.rows, report.rejected) == (2, 2)
    assert {problem.column for problem in report.problems if problem.severity == "error"} == {"source_urls"}
    assert report.header == tuple(columns(REFERENCE.schema))


def test_the_templates_examples_are_accepted_with_links() -> None:
    linked = template_csv(REFERENCE.schema).decode("utf-8-sig").replace(NO_LINK, "https://example.org/a")
    report = read(linked.encode(), "template.csv", REFERENCE)
    assert (report.rows, report.accepted) == (2, 2)


HOSTILE = Path(__file__).parent / "hostile_texts.txt"


def test_R20_hostile_texts_stay_text_on_the_desk() -> None:
    payloads = HOSTILE.read_text(encoding="utf-8").splitlines()
    assert len(payloads) >= 60
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["date", "site_id", "weapon", "source_urls", "summary_en", "notes", "claimed_by", "<b>own</b>"])
    for number, payload in enumerate(payloads):
        day = f"2024-{number // 28 + 1:02d}-{number % 28 + 1:02d}"
        writer.writerow([day, "harir", "drone", "https://example.org/a", payload, payload, payload, payload])
        writer.writerow([payload, payload, payload, payload, payload, payload, payload, payload])
    text = text_of(upload(opened(), "<img src=x onerror=alert(1)>.csv", out.getvalue().encode()))
    for tag in ("<script", "<img", "<svg/", "<iframe", "onerror=alert(1)>", '<a href="javascript'):
        assert tag not in text.replace('<svg class="m-glyph"', "")
