"""The pages run as a script, in both languages, without a browser."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.domain.dataset import Dataset
from components.domain.filters import Filter
from components.i18n import translator
from components.markup.pieces import isolated

SCRIPT = Path(__file__).resolve().parents[2] / "components" / "dashboard.py"


def run(**query: str) -> AppTest:
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    for name, value in query.items():
        app.query_params["from" if name == "from_" else name] = value
    return app.run()


def query(app: AppTest) -> dict[str, str]:
    """The address bar after the run."""
    return {name: value if isinstance(value, str) else ",".join(value) for name, value in app.query_params.items()}


def page_text(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def map_view(app: AppTest) -> dict[str, object]:
    """What the map is told in this run."""
    arguments = json.loads(app.get("component_instance")[0].proto.json_args)
    found = re.search(r'Marsad\.show\(window\.map, "([^"]*)"', arguments["feature_group"])
    assert found
    view: dict[str, object] = json.loads(base64.b64decode(found.group(1)))
    return view


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_first_screen_shows_everything_by_default(lang: str, dataset: Dataset) -> None:
    app = run(lang=lang)
    assert not app.exception
    t = translator(lang)
    text = page_text(app)
    assert t.count("view.all", len(dataset.incidents)) in text
    for name in ("killed", "injured", "munitions", "intercepted", "us_in_iraq"):
        assert t(f"figures.{name}") in text
    assert query(app) == {"lang": lang}


def _method_page(lang: str, section: str) -> None:
    import numpy as np  # noqa: PLC0415

    from components.domain.dataset import base_dataset  # noqa: PLC0415
    from components.domain.filters import known_codes  # noqa: PLC0415
    from components.domain.view import View  # noqa: PLC0415
    from components.i18n import translator  # noqa: PLC0415
    from components.views.context import Run  # noqa: PLC0415
    from components.views.method import method  # noqa: PLC0415

    data = base_dataset()
    state = View(lang=lang, view=section)
    method(Run(data, state, translator(lang), "light", known_codes(data), np.ones(len(data.incidents), dtype=bool)))


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("section", ["method", "troops", "milestones", "statements", "sources", "nonsense"])
def test_every_section_of_sources_and_method_runs(lang: str, section: str) -> None:
    app = AppTest.from_function(_method_page, default_timeout=60, kwargs={"lang": lang, "section": section}).run()
    assert not app.exception
    assert len(page_text(app)) + sum(len(item.value) for item in app.markdown) + len(app.dataframe) > 0


def test_choosing_a_weapon_filters_page_map_and_address(dataset: Dataset) -> None:
    app = run(lang="en")
    app.get_by_key("options-weapon").set_value(["rocket"]).run()  # type: ignore[union-attr]
    assert not app.exception
    expected = int(Filter(weapon=("rocket",)).mask(dataset.incidents).sum())
    assert f"{expected} of {len(dataset.incidents)} incidents" in page_text(app)
    assert query(app)["weapon"] == "rocket"
    app.button(key="chip-weapon-rocket").click().run()
    assert "weapon" not in app.query_params


def test_options_count_what_they_would_leave(dataset: Dataset) -> None:
    app = run(lang="en", weapon="rocket")
    expected = int(Filter(weapon=("rocket",), site=("harir",)).mask(dataset.incidents).sum())
    options = app.get_by_key("options-site").options  # type: ignore[union-attr]
    assert f"Harir ({expected})" in options


def test_reset_lifts_every_filter() -> None:
    app = run(lang="en", weapon="rocket", q="airport", casualties="any", from_="2020-01-01")
    assert {"weapon", "q", "casualties", "from"} <= set(query(app))
    app.button(key="reset").click().run()
    assert query(app) == {"lang": "en"}


def test_a_preset_sets_the_range() -> None:
    app = run(lang="en")
    app.get("button_group")[0].set_value("2021").run()  # type: ignore[union-attr]
    assert (query(app)["from"], query(app)["to"]) == ("2021-01-01", "2021-12-31")


def test_an_incident_shows_its_accounts_side_by_side() -> None:
    app = run(lang="en", incident="2024-08-05-ain-al-asad-1")
    text = page_text(app)
    assert "Accounts side by side" in text
    assert "5 to 7" in text
    assert 'rel="noopener noreferrer"' in text
    assert map_view(app)["selected"] >= 0  # type: ignore[operator]


def test_previous_and_next_stay_inside_the_filter(dataset: Dataset) -> None:
    at_harir = dataset.incidents[dataset.incidents["site_id"] == "harir"]["incident_id"].tolist()
    app = run(lang="en", site="harir", incident=at_harir[1])
    app.button(key="incident-next").click().run()
    assert query(app)["incident"] == at_harir[2]
    app.button(key="incident-previous").click().run()
    app.button(key="incident-previous").click().run()
    assert query(app)["incident"] == at_harir[0]
    assert app.button(key="incident-previous").disabled


def test_a_hidden_selection_says_that_the_filters_hide_it() -> None:
    app = run(lang="ar", weapon="rocket", incident="2020-01-08-ain-al-asad-1")
    assert translator("ar")("incident.filtered_out") in page_text(app)


@pytest.mark.parametrize("site", ["ain-al-asad", "harir", "camp-victory", "erbil-airport"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_site_has_a_dossier(site: str, lang: str, dataset: Dataset) -> None:
    app = run(lang=lang, dossier=site)
    assert not app.exception
    assert str(dataset.site_rows[site][f"name_{lang}"]) in page_text(app)
    assert map_view(app)["selected_site"] == site


def test_a_dossier_before_any_figure_says_that_none_was_published() -> None:
    app = run(lang="en", dossier="harir", to="2024-01-01")
    assert "No published figure by this date" in page_text(app)


def test_a_view_without_a_match_is_designed_not_blank() -> None:
    app = run(lang="en", q="zzzz")
    assert not app.exception
    text = page_text(app)
    assert "No incident matches" in text
    assert "not reported" in text


def test_bad_values_are_named_and_the_rest_holds() -> None:
    app = run(lang="en", weapon="catapult", site="harir", to="soon", lat="x")
    text = page_text(app)
    assert f"{isolated('weapon')} = {isolated('catapult')}" in text
    assert query(app)["site"] == "harir"
    assert "weapon" not in app.query_params


def test_texts_from_the_address_are_escaped() -> None:
    app = run(lang="en", q="<img src=x onerror=alert(1)>", weapon="<script>alert(1)</script>")
    assert not app.exception
    text = page_text(app)
    assert "<img src=x" not in text
    assert "<script>alert" not in text


def test_switching_the_language_keeps_filters_and_selection() -> None:
    app = run(lang="en", weapon="rocket", incident="2024-08-05-ain-al-asad-1")
    app.button(key="switch-language").click().run()
    assert query(app) == {"lang": "ar", "weapon": "rocket", "incident": "2024-08-05-ain-al-asad-1"}


def test_the_map_speaks_the_pages_language() -> None:
    assert str(map_view(run(lang="ar"))["look"]).startswith("/data/look/ar/")
    assert str(map_view(run(lang="en"))["look"]).startswith("/data/look/en/")


def test_faulty_tables_are_named_in_place_of_the_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from components.domain.dataset import base_dataset  # noqa: PLC0415
    from components.store.catalog import catalog  # noqa: PLC0415

    def forget() -> None:
        base_dataset.cache_clear()
        catalog.cache_clear()

    monkeypatch.setenv("MARSAD_DATA", str(tmp_path))
    forget()
    try:
        app = run(lang="en")
        assert not app.exception
        assert "do not follow their descriptor" in app.error[0].value
    finally:
        monkeypatch.undo()
        forget()
