"""Briefings at the desk as a script: views become steps, steps are put in order, what is missing is named."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.domain.dataset import Dataset
from components.domain.filters import Filter, known_codes
from components.domain.stories import find_story, query_problems
from components.domain.story_edits import EMPTY, named
from components.domain.view import Camera, View
from components.i18n import Translator, translator
from components.store import story_drafts
from components.store.catalog import catalog
from components.store.editors import Actor
from components.store.passphrase import HASH_VARIABLE, hash_passphrase
from components.store.sign_in import digest_of, sign_in
from components.store.store import Store
from components.store.stories import cells_of_story
from components.store.story_drafts import StoryDraft
from components.store.story_publishing import publish_story
from components.views.storyboard.fields import differences
from components.views.storyboard.new_step import step_of
from components.views.storyboard.standing import offered
from tests.store.editing import briefing
from tests.views.test_desk import HOSTILE, text_of

PASSPHRASE = "a long passphrase for the tests"
EN = translator("en")
RIVAL = Actor(issuer="https://id.example.org", subject="basim", name="Basim")
VIEW = {"from": "2024-07-01", "to": "2024-09-30", "site": "ain-al-asad"}
INCIDENT = "2019-12-03-ain-al-asad-1"


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_passphrase(PASSPHRASE)


@pytest.fixture
def store(tmp_path: Path, hashed: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store for this process, with a passphrase, and another editor on the list."""
    monkeypatch.setenv("MARSAD_DATABASE_URL", f"sqlite:///{tmp_path / 'marsad.sqlite'}")
    monkeypatch.setenv("MARSAD_EDITORS", "https://id.example.org basim")
    monkeypatch.setenv(HASH_VARIABLE, hashed)
    catalog.cache_clear()
    yield catalog().writable()
    catalog.cache_clear()


def _page() -> None:
    import streamlit as st  # noqa: PLC0415

    from components.domain.filters import known_codes  # noqa: PLC0415
    from components.i18n import translator  # noqa: PLC0415
    from components.views import state  # noqa: PLC0415
    from components.views.context import Run  # noqa: PLC0415
    from components.views.desk.page import desk  # noqa: PLC0415
    from components.views.explore import explore  # noqa: PLC0415
    from components.views.revision import session_dataset  # noqa: PLC0415

    page = st.session_state["page_of_the_test"]
    data = session_dataset()
    assert data is not None
    known = known_codes(data)
    now = state.open_state(state.new_address(page), known, data.positions)
    run = Run(data, now, translator(now.lang), "light", known, now.filter.mask(data.incidents))
    {"desk": desk, "explore": explore}[page](run)
    state.write_url(page, {})


class Browser:
    """A browser at the app: one session of it, signed in or not."""

    def __init__(self, store: Store, *, signed_in: bool = False, lang: str = "en") -> None:
        self.cookie = secrets.token_hex(32)
        self.store, self.owner, self.lang = store, digest_of(self.cookie), lang
        if signed_in:
            sign_in(store, self.owner, "Amal", PASSPHRASE, "test")
        self.app = AppTest.from_function(_page, default_timeout=60)
        self.app.session_state["browser_of_session"] = self.cookie

    def go(self, page: str, **query: str) -> Browser:
        self.app.session_state["page_of_the_test"] = page
        self.app.query_params.clear()
        for name, value in {"lang": self.lang, **query}.items():
            self.app.query_params[name] = value
        return self.run()

    def run(self) -> Browser:
        self.app.run()
        assert not self.app.exception
        return self

    def press(self, key: str) -> Browser:
        self.app.button(key=key).click()
        return self.run()

    def has(self, key: str) -> bool:
        return key in {button.key for button in self.app.button}

    def fill(self, step_id: str, name: str, language: str, text: str) -> Browser:
        key = f"storyboard-{self.draft.key[:8]}-{step_id or 'story'}-{name}-{language}"
        field = self.app.text_input if name in ("title", "heading") else self.app.text_area
        field(key=key).input(text)
        return self.run()

    @property
    def draft(self) -> StoryDraft:
        found = story_drafts.draft_of(self.store, self.owner)
        assert found is not None
        return found

    @property
    def text(self) -> str:
        return text_of(self.app)


def written(browser: Browser) -> Browser:
    """A new briefing of one step, whole in both languages, at the desk."""
    browser.go("explore", **VIEW).press("storyboard-add-view").go("desk")
    step = browser.draft.story.steps[0].step_id
    for language in ("en", "ar"):
        for name in ("title", "summary"):
            browser.fill("", name, language, f"A {name} ({language})")
        for name in ("heading", "text"):
            browser.fill(step, name, language, f"A {name} ({language})")
    browser.app.multiselect(key=f"storyboard-{browser.draft.key[:8]}-{step}-incidents").select(
        "2024-08-05-ain-al-asad-1"
    )
    return browser.run()


def test_two_views_become_steps_that_are_put_in_another_order(store: Store) -> None:
    editor = Browser(store, signed_in=True)
    editor.go("explore", **VIEW)
    editor.app.text_input(key="storyboard-camera").input("33.79,42.44,8")  # as the page's script hands it over
    editor.press("storyboard-add-view")
    assert EN("storyboard.added", number="1", title=EN("storyboard.untitled")) in editor.text
    editor.go("explore", incident=INCIDENT).press("storyboard-add-view")
    assert EN("storyboard.added", number="2", title=EN("storyboard.untitled")) in editor.text
    first, second = editor.draft.story.steps
    assert first.query == "from=2024-07-01&to=2024-09-30&site=ain-al-asad&lat=33.79&lon=42.44&zoom=8"
    assert "from=" in second.query, "the dates are spelt out, so that it means the same tomorrow"
    assert second.incidents == (INCIDENT,)
    editor.go("desk").press(f"storyboard-up-{second.step_id}")
    assert [step.step_id for step in editor.draft.story.steps] == [second.step_id, first.step_id]


def test_the_button_is_for_editors_and_for_whoever_has_a_draft(store: Store) -> None:
    assert not Browser(store).go("explore").has("storyboard-add-view")
    assert Browser(store, signed_in=True).go("explore").has("storyboard-add-view")
    visitor = Browser(store).go("explore")
    visitor.go("desk").press("storyboard-new").go("explore", **VIEW)
    assert visitor.has("storyboard-add-view")
    visitor.press("storyboard-add-view")
    assert len(visitor.draft.story.steps) == 1
    visitor.go("desk").press("storyboard-discard-now").go("explore")
    assert not visitor.has("storyboard-add-view")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_is_missing_is_named_in_the_editors_language(store: Store, lang: str) -> None:
    t = translator(lang)
    editor = Browser(store, signed_in=True, lang=lang).go("desk").press("storyboard-new")
    missing = t("storyboard.fault.missing", field=t("storyboard.field.title"), language=t.language_name("ar"))
    assert missing in editor.text
    assert t("storyboard.fault.no_steps") in editor.text
    assert editor.app.button(key="storyboard-publish-now").disabled
    editor.press("storyboard-add-last")
    assert t("storyboard.step_field", number="1", text=t("storyboard.fault.no_rows")) in editor.text


def test_a_whole_briefing_is_published_once_with_its_note(store: Store) -> None:
    editor = written(Browser(store, signed_in=True))
    assert not editor.app.button(key="storyboard-publish-now").disabled
    editor.app.text_area(key="storyboard-note").input("The first one")
    editor.press("storyboard-publish-now")
    assert EN("history.done.story", revision=1, changes=EN.count("revision.stories_added", 1)) in editor.text
    published = catalog().refresh()
    assert published.number == 1
    assert published.stories[-1].title == {"en": "A title (en)", "ar": "A title (ar)"}
    assert "The first one" in editor.text
    assert story_drafts.draft_of(store, editor.owner) is None
    again = Browser(store)
    again.app.session_state["browser_of_session"] = editor.cookie
    assert EN("history.done.story", revision=1, changes=EN.count("revision.stories_added", 1)) in again.go("desk").text


def test_the_note_outlives_a_rerun_another_language_and_a_look_at_explore(store: Store) -> None:
    editor = written(Browser(store, signed_in=True))
    editor.app.text_area(key="storyboard-note").input("The first one")
    editor.run().run()
    editor.lang = "ar"
    editor.go("desk")
    assert editor.app.text_area(key="storyboard-note").value == "The first one"
    editor.go("explore").go("desk")
    assert editor.app.text_area(key="storyboard-note").value == "The first one"
    editor.press("storyboard-publish-now")
    assert "The first one" in editor.text
    editor.press("storyboard-new")
    assert editor.app.text_area(key="storyboard-note").value == ""


def test_who_is_no_editor_drafts_but_does_not_publish(store: Store) -> None:
    visitor = Browser(store).go("desk").press("storyboard-new")
    assert EN("storyboard.sign_in_first") in visitor.text
    assert not visitor.has("storyboard-publish-now")


def test_a_step_is_duplicated_deleted_and_put_back_in_its_place(store: Store) -> None:
    editor = Browser(store, signed_in=True).go("desk").press("storyboard-edit-two-rockets")
    before = editor.draft.story.steps
    name = before[1].step_id
    editor.press(f"storyboard-open-{name}").press(f"storyboard-duplicate-{name}")
    after = editor.draft.story.steps
    assert len(after) == len(before) + 1
    assert replace(after[2], step_id=name) == before[1]
    copy = after[2].step_id
    editor.press(f"storyboard-delete-{copy}")
    assert editor.draft.story.steps == before
    editor.press("storyboard-put-back")
    assert editor.draft.story.steps == after
    assert not editor.has("storyboard-put-back")


def test_a_briefing_that_somebody_changed_meanwhile_is_shown_in_both_versions(store: Store) -> None:
    editor = Browser(store, signed_in=True).go("desk").press("storyboard-edit-two-rockets")
    editor.fill("", "title", "en", "As Amal has it")
    story = find_story(catalog().newest().stories, "two-rockets")
    assert story is not None
    theirs = replace(story, title={**story.title, "en": "As Basim has it"})
    draft = story_drafts.start(store, "b" * 64, 0, theirs)
    publish_story(store, draft.key, "b" * 64, RIVAL)
    editor.press("storyboard-publish-now")
    assert EN("storyboard.conflict") in editor.text
    assert "As Amal has it</bdi>" in editor.text
    assert "As Basim has it</bdi>" in editor.text
    editor.app.radio(key=f"storyboard-clash-{editor.draft.key[:8]}").set_value("ours")
    editor.press("storyboard-settle")
    assert EN("history.done.story", revision=2, changes=EN.count("revision.stories_changed", 1)) in editor.text


def test_R20_hostile_texts_stay_text_in_a_briefing_its_steps_and_its_history(store: Store) -> None:
    payloads = HOSTILE.read_text(encoding="utf-8").splitlines()
    assert len(payloads) >= 60
    editor = Browser(store, signed_in=True)
    for batch, start in enumerate(range(0, len(payloads), 30), 1):
        some = payloads[start : start + 30]
        both = {"en": some[0][:100] or "x", "ar": some[-1][:100] or "x"}
        story = briefing("", *some, title=both, summary=both)
        hostile = [
            replace(step, heading={"en": text[:100] or "x", "ar": text[:100] or "x"}, text={"en": text, "ar": text})
            for step, text in zip(story.steps, some, strict=True)
            if text.strip()
        ]
        draft = story_drafts.start(store, editor.owner, batch - 1, replace(story, steps=tuple(hostile)))
        editor.go("desk").press(f"storyboard-open-{hostile[0].step_id}")
        shown = [editor.text]
        publish_story(store, draft.key, editor.owner, RIVAL, "<img src=x onerror=alert(1)>")
        catalog().refresh()
        editor.app.session_state["revision"] = ""
        shown.append(editor.go("desk").press(f"open-{batch}").text)
        shown.append(editor.press(f"open-{batch}").text)
        for tag in ("<script", "<img", "<svg/", "<iframe", "onerror=alert(1)>", '<a href="javascript'):
            for text in shown:
                assert tag not in text.replace('<svg class="m-glyph"', ""), tag
    assert "&lt;" in "".join(shown)


def test_a_step_takes_the_selection_and_what_is_brought_forward(dataset: Dataset) -> None:
    view = View(Filter(weapon=("rocket",)), lang="ar", highlight=("a-1", "a-2"), view="claims")
    step = step_of(dataset, view, Camera(33.8, 42.4, 7))
    assert step.incidents == ("a-1", "a-2")
    assert step.query.endswith("weapon=rocket&highlight=a-1,a-2&lat=33.80&lon=42.40&zoom=7")
    assert "lang=" not in step.query
    assert "view=" not in step.query
    assert query_problems(step.query, known_codes(dataset), {"a-1": 0, "a-2": 1}) == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_rows_offered_are_those_of_the_view_each_under_a_label_of_its_own(dataset: Dataset, lang: str) -> None:
    t: Translator = translator(lang)
    for story in dataset.stories:
        for step in story.steps:
            view = step.view(lang, known_codes(dataset), dataset.positions)
            for kind, labels in offered(t, dataset, step, view.filter).items():
                assert set(getattr(step, kind)) <= set(labels)
                assert len(set(labels.values())) == len(labels), (story.story_id, step.query, kind)


def test_differences_of_two_versions_name_the_steps_by_their_places() -> None:
    before = named(briefing("x", "One.", "Two."))
    after = replace(before, steps=(before.steps[1], replace(before.steps[0], text={"en": "Uno.", "ar": "نص One."})))
    found = {label: (old, new) for label, old, new in differences(EN, cells_of_story(before), cells_of_story(after))}
    assert found == {
        "Steps in order": ("Step of One. · Step of Two.", "Step of Two. · Step of One."),
        "Step 2: Text (English)": ("One.", "Uno."),
    }
    assert differences(EN, None, cells_of_story(EMPTY)) == []
