"""The Streamlit script: page set-up and navigation only."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.domain.filters import known_codes
from components.domain.links import BRIEFING, EXPLORE, METHOD, Place
from components.domain.schema import SchemaError
from components.domain.tables import TableError
from components.i18n import language_from, translator
from components.i18n.titles import view_title
from components.views import chrome, revision, state
from components.views.briefing import place as briefings
from components.views.briefing.page import briefing
from components.views.context import Run, colour_mode
from components.views.desk.page import desk
from components.views.embed import embed
from components.views.explore import explore
from components.views.export_menu import export_menu
from components.views.method import method
from components.views.sharing import sharing

st.set_page_config(
    page_title="Marsad · مرصد",
    page_icon=str(Path(__file__).with_name("theme") / "icon.svg"),
    layout="wide",
    initial_sidebar_state="collapsed",
)


def draw(name: str) -> None:
    address = state.new_address(name)
    if address is not None:
        revision.follow(address)
    asked = translator(language_from(st.query_params.get("lang"), st.context.locale))
    mode = colour_mode()
    try:
        dataset = revision.session_dataset()
    except (SchemaError, TableError) as error:
        chrome.data_error(asked, error)
        return
    if dataset is None:
        chrome.style(asked, mode)
        chrome.document(asked)
        chrome.brand(asked)
        revision.no_such_revision(asked)
        return
    known = known_codes(dataset)
    place = Place(name)
    if name == BRIEFING:
        place = briefings.open_place(address, dataset.stories)
        address = None if address is None else state.language_only(address)
    now = state.open_state(address, known, dataset.positions, name)
    t = translator(now.lang)
    st.set_page_config(page_title=view_title(t, dataset, now, place))
    chrome.style(t, mode)
    chrome.document(t)
    run = Run(dataset, now, t, mode, known, now.filter.mask(dataset.incidents))
    if st.context.is_embedded and name == EXPLORE:
        chrome.url_notice(t)
        embed(run)
    else:
        with chrome.title_row(t, pages, name):
            if not place.story:  # a presentation covers this row and has its own
                sharing(run, place)
            if name == EXPLORE:
                export_menu(run)
        chrome.url_notice(t, briefings.problems() if name == BRIEFING else ())
        revision.newer_data(t, dataset)
        if name == BRIEFING:
            briefing(run, place)
        else:
            {EXPLORE: explore, "desk": desk, METHOD: method}[name](run)
    more = {**place.to_query(), "rev": revision.pinned()}
    state.write_url(name, {key: value for key, value in more.items() if value}, whole=name != BRIEFING)


pages = {
    "explore": st.Page(lambda: draw("explore"), title="Explore", url_path="explore", default=True),
    "briefing": st.Page(lambda: draw("briefing"), title="Briefing", url_path="briefing"),
    "desk": st.Page(lambda: draw("desk"), title="Data desk", url_path="desk"),
    "method": st.Page(lambda: draw("method"), title="Sources & method", url_path="method"),
}
st.navigation(list(pages.values()), position="hidden").run()
