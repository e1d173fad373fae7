"""The Streamlit script: page set-up and navigation only."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from components.domain.filters import known_codes
from components.domain.schema import SchemaError
from components.domain.tables import TableError
from components.i18n import language_from, translator
from components.views import chrome, state
from components.views.briefing import place as briefings
from components.views.briefing.page import briefing
from components.views.briefing.place import Place
from components.views.context import Run, colour_mode
from components.views.desk.page import desk
from components.views.explore import explore
from components.views.method import method
from components.views.revision import newer_data, session_dataset

st.set_page_config(
    page_title="Marsad · مرصد",
    page_icon=str(Path(__file__).with_name("theme") / "icon.svg"),
    layout="wide",
    initial_sidebar_state="collapsed",
)

try:
    dataset = session_dataset()
except (SchemaError, TableError) as error:
    chrome.data_error(translator(language_from(st.query_params.get("lang"), st.context.locale)), error)
    st.stop()
known = known_codes(dataset)


def draw(name: str) -> None:
    address = state.new_address(name)
    place = Place()
    if name == "briefing":
        place = briefings.open_place(address, dataset.stories)
        address = address and state.language_only(address)
    now = state.open_state(address, known, dataset.positions)
    t = translator(now.lang)
    mode = colour_mode()
    chrome.style(t, mode)
    chrome.document(t)
    chrome.title_row(t, pages, name)
    chrome.url_notice(t, briefings.problems() if name == "briefing" else ())
    newer_data(t)
    run = Run(dataset, now, t, mode, known, now.filter.mask(dataset.incidents))
    if name == "briefing":
        briefing(run, place)
    else:
        {"explore": explore, "desk": desk, "method": method}[name](run)
    state.write_url(name, place.to_query(), whole=name != "briefing")


pages = {
    "explore": st.Page(lambda: draw("explore"), title="Explore", url_path="explore", default=True),
    "briefing": st.Page(lambda: draw("briefing"), title="Briefing", url_path="briefing"),
    "desk": st.Page(lambda: draw("desk"), title="Data desk", url_path="desk"),
    "method": st.Page(lambda: draw("method"), title="Sources & method", url_path="method"),
}
st.navigation(list(pages.values()), position="hidden").run()
