"""Links, pinned revisions, the embedded view and incidents brought forward, on the page itself."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from components.domain.dataset import Dataset
from components.domain.filters import MAX_TEXT
from components.domain.links import EXPLORE, METHOD
from components.i18n import translator
from components.markup.pieces import isolated, revision_in
from components.store.catalog import Catalog, catalog
from components.store.migrate import migrate
from components.store.store import open_store
from components.store.undoing import withdraw
from tests.store.editing import AMAL, Desk, row
from tests.views.test_pages import SCRIPT, map_view, page_text, query, run

EN = translator("en")
FIRST, SECOND = "2024-01-20-ain-al-asad-1", "2024-08-05-ain-al-asad-1"


def shared(app: AppTest) -> list[str]:
    """The links of the share panel."""
    found = re.findall(r'data-marsad-share="\w+" data-marsad-link="([^"]*)"', page_text(app))
    return [html.unescape(link) for link in found]


def embedded(**parameters: str) -> AppTest:
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    app.context = {"is_embedded": True}
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Desk]:
    """An editor on the page's own store, which is empty."""
    monkeypatch.setenv("MARSAD_DATABASE_URL", f"sqlite:///{tmp_path / 'marsad.sqlite'}")
    monkeypatch.setenv("MARSAD_EDITORS", "https://id.example.org amal")
    catalog.cache_clear()
    store = open_store()
    migrate(store.engines)
    yield Desk(store)
    store.engines.dispose()
    monkeypatch.undo()
    catalog.cache_clear()


def named(served: Catalog) -> str:
    """The newest revision's name."""
    return served.refresh().revision


def test_the_share_panel_holds_a_live_a_pinned_and_an_embedded_link_with_both_days(dataset: Dataset) -> None:
    live, pinned, frame = (parse_qs(urlsplit(link).query) for link in shared(run(lang="en", weapon="drone")))
    for link in (live, pinned, frame):
        assert link["from"] == [dataset.first_day.isoformat()]
        assert link["to"] == [dataset.last_day.isoformat()]
        assert link["weapon"] == ["drone"]
    assert "rev" not in live
    assert pinned["rev"] == [catalog().newest().revision]
    assert frame["embed"] == ["true"]
    assert "rev" not in frame


def test_a_pinned_page_keeps_its_revision_in_the_address_and_says_nothing_while_nothing_is_newer() -> None:
    rev = catalog().newest().revision
    app = run(lang="en", rev=rev, weapon="drone")
    assert query(app)["rev"] == rev
    app.button(key="chip-weapon-drone").click().run()
    assert query(app) == {"lang": "en", "rev": rev}
    assert revision_in(EN("revision.pinned", revision="{}"), rev) not in page_text(app)
    assert parse_qs(urlsplit(shared(app)[2]).query)["rev"] == [rev]


def test_a_pinned_page_says_what_is_newer_with_each_incident_and_moves_only_when_asked(
    desk: Desk, dataset: Dataset
) -> None:
    served = catalog()
    gone = desk.publish(row(1, summary_en="Goes <b>later</b>."))
    desk.publish(row(2))
    pinned = named(served)
    withdraw(desk.store, gone.revision, "w", AMAL)
    desk.publish(row(2, summary_en="Told differently."), row(3, summary_en="<script>new</script>"))
    newest = named(served)
    app = run(lang="en", rev=pinned, site="harir")
    text = page_text(app)
    assert map_view(app)["revision"] == pinned
    assert revision_in(EN("revision.pinned", revision="{}"), pinned) in text
    assert f'<bdi class="m-revision">{pinned}</bdi>' in text
    changes = ", ".join(EN.count(f"revision.{name}", 1) for name in ("added", "changed", "withdrawn"))
    assert EN("revision.since", changes=changes) in text
    assert "Told differently." in text
    assert "&lt;script&gt;new" in text
    assert "<b>later</b>" not in text
    links = [html.unescape(link) for link in re.findall(r'<li><a href="(/\?lang=en&amp;incident=[^"]*)"', text)]
    assert [parse_qs(urlsplit(link).query).get("rev") for link in links] == [None, None, [pinned]]
    app.button(key="show-newest").click().run()
    assert map_view(app)["revision"] == newest
    assert query(app) == {"lang": "en", "site": "harir"}


def test_a_list_of_changes_names_a_few_and_counts_the_rest(desk: Desk) -> None:
    served = catalog()
    pinned = named(served)
    desk.publish(*(row(number) for number in range(25)))
    served.refresh()
    text = page_text(run(lang="ar", rev=pinned))
    assert len(re.findall(r'<li><a href="/\?lang=ar&amp;incident=2025-04-02', text)) == 10
    assert translator("ar").count("revision.more", 15) in text


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("rev", ["7-00000000", "nonsense", "<b>x</b>", "0-00000000"])
def test_a_revision_that_is_not_to_be_had_shows_no_other_data_and_offers_the_newest(lang: str, rev: str) -> None:
    t = translator(lang)
    app = run(lang=lang, rev=rev, weapon="drone")
    assert not app.exception
    text = page_text(app)
    assert t("revision.gone_title") in text
    assert "<b>x</b>" not in text
    assert app.get("component_instance") == []
    assert query(app)["rev"] == rev
    app.button(key="show-live").click().run()
    assert map_view(app)["revision"] == catalog().newest().revision
    assert query(app) == {"lang": lang, "weapon": "drone"}


def test_the_browsers_way_back_to_a_live_address_lifts_the_pin(desk: Desk) -> None:
    served = catalog()
    pinned = named(served)
    desk.publish(row(1))
    newest = named(served)
    app = run(lang="en", rev=pinned)
    assert map_view(app)["revision"] == pinned
    del app.query_params["rev"]
    app.query_params["weapon"] = "drone"
    app.run()
    assert map_view(app)["revision"] == newest


def test_unknown_parameters_and_a_search_that_is_too_long_are_named() -> None:
    app = run(lang="en", wepon="drone", q="x" * (MAX_TEXT + 1), utm_source="chat")
    text = page_text(app)
    assert EN("url.parameter", parameter=isolated("wepon")) in text
    assert EN("url.long", parameter=isolated("q"), value=isolated("x" * 20 + "…")) in text
    assert "utm_source" not in text
    assert query(app) == {"lang": "en"}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_explore_does_not_read_is_named_and_leaves_the_address(lang: str) -> None:
    t = translator(lang)
    app = run(lang=lang, story="two-rockets", step="3", view="<script>", embed="1")
    text = page_text(app)
    for name in ("story", "step", "view"):
        assert t("url.elsewhere", parameter=isolated(name)) in text
    assert t("url.unknown", parameter=isolated("embed"), value=isolated("1")) in text
    assert 'data-marsad-drop="embed"' in text  # Streamlit lets only the page's own script take it away
    assert "<script>" not in text
    assert query(app) == {"lang": lang, "embed": "1"}


def test_the_section_of_the_method_is_not_carried_into_the_address_of_explore() -> None:
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    app._page_hash = calc_hash(METHOD)
    app.query_params["view"] = "sources"
    app.run()
    assert query(app)["view"] == "sources"
    app._page_hash = calc_hash(EXPLORE)
    app.query_params.clear()
    app.run()
    assert "view" not in query(app)
    assert 'class="m-notice"' not in page_text(app)


def test_an_unknown_section_is_named_and_leaves_the_address() -> None:
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    app._page_hash = calc_hash(METHOD)
    app.query_params["lang"] = "en"
    app.query_params["view"] = "<script>"
    app.run()
    assert f"{isolated('view')} = {isolated('&lt;script&gt;')}" in page_text(app)
    assert query(app) == {"lang": "en"}


def test_bringing_an_incident_forward_reaches_map_sentence_and_address_and_can_be_lifted(dataset: Dataset) -> None:
    app = run(lang="en", incident=FIRST, highlight=SECOND)
    assert map_view(app)["forward"] == [dataset.positions[SECOND]]
    app.button(key="incident-forward").click().run()
    assert query(app)["highlight"] == f"{SECOND},{FIRST}"
    assert map_view(app)["forward"] == [dataset.positions[name] for name in (SECOND, FIRST)]
    assert EN.count("highlight.forward", 2) in page_text(app)
    assert EN.count("view.all", len(dataset.incidents)) in page_text(app)
    assert app.button(key="incident-forward").label == EN("highlight.release")
    app.button(key="incident-forward").click().run()
    app.button(key="chip-highlight").click().run()
    assert "highlight" not in query(app)
    assert map_view(app)["forward"] == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_embedded_view_is_map_figures_and_credit_and_nothing_else(lang: str) -> None:
    t = translator(lang)
    app = embedded(lang=lang, weapon="drone")
    assert not app.exception
    text = page_text(app)
    for piece in (t("figures.us_in_iraq"), t("embed.open"), t("embed.credit")):
        assert piece in text
    assert '<div class="m-brand"' not in text
    assert not app.button
    assert len(app.get("component_instance")) == 1
    (link,) = re.findall(r'<p class="m-credit"><a href="([^"]*)"', text)
    assert html.unescape(link) == f"/?lang={lang}&weapon=drone"


def test_an_embedded_view_of_a_revision_that_is_gone_says_so() -> None:
    assert EN("revision.gone_title") in page_text(embedded(lang="en", rev="7-00000000"))
