"""The filtered incidents as a table. A chosen row is the selection; a selection made elsewhere is the chosen row."""

from __future__ import annotations

import hashlib
import math
from typing import Any, Literal

import pandas as pd
import streamlit as st

from components.domain.masks import Mask
from components.i18n.phrases import group_name, site_name
from components.views import state
from components.views.context import Run

WHOLE_ROWS = 250
"""Up to so many rows the table holds the whole result; a larger one is opened on demand and goes page by page."""
PAGE_ROWS = 50
ORDERS = ("newest", "oldest", "most_hurt")
LINKS = 3
_CODED = ("weapon", "outcome", "verification")


def incident_table(run: Run) -> None:
    t = run.t
    rows = run.mask.nonzero()[0][::-1]
    st.html(f'<h3 class="m-table-title">{t.count("table.title", len(rows))}</h3>')
    if not len(rows):
        st.caption(t("empty.advice"))
        return
    if len(rows) > WHOLE_ROWS:
        if not st.toggle(t("table.open"), key="table-open"):
            return
        rows = _page(run, rows)
    identifiers = run.dataset.incidents["incident_id"].iloc[rows].tolist()
    chosen = identifiers.index(run.state.incident) if run.state.incident in identifiers else None
    key = _key(run.mask, t.code, rows, run.state.incident)

    def select() -> None:
        picked = st.session_state[key]["selection"]["rows"]
        identifier = identifiers[picked[0]] if picked else ""
        st.session_state["table_choice"] = identifier
        state.update(incident=identifier)

    st.dataframe(
        table_frame(run, rows),
        key=key,
        hide_index=True,
        on_select=select,
        selection_mode="single-row",
        selection_default={"selection": {"rows": [chosen] if chosen is not None else []}},
        column_config=_columns(run),
        placeholder=t("value.none"),
        height=min(36 * (len(rows) + 1) + 2, 480),
        alt=t("table.alt"),
    )


def table_frame(run: Run, rows: Any) -> pd.DataFrame:
    """The rows as shown: labels in the page's language, counts as nullable integers (NA = not reported)."""
    t, schema = run.t, run.dataset.schema
    chosen = run.dataset.incidents.iloc[rows]
    frame = pd.DataFrame({"date": chosen["date"].dt.date.to_numpy()})
    frame["contested"] = ["≠" if value else "" for value in chosen["contested"]]
    frame["site"] = [
        site_name(t, run.dataset, code) if code else place
        for code, place in zip(chosen["site_id"], chosen[f"place_{t.code}"], strict=True)
    ]
    for name in _CODED:
        labels = {category.value: category.label(t.code) for category in schema.field("incidents", name).categories}
        frame[name] = chosen[name].astype(str).map(labels).to_numpy()
    for name in ("killed", "injured", "munitions_count"):
        frame[name] = chosen[name].to_numpy()
    frame["claimed_by"] = [
        group_name(t, run.dataset, code) if code != "none" else "" for code in chosen["claimed_by_code"]
    ]
    own, other = (chosen[f"summary_{code}"] for code in (t.code, "en" if t.code == "ar" else "ar"))
    frame["summary"] = own.where(own != "", other).to_numpy()
    links = [_urls(run, identifiers) for identifiers in chosen["source_ids"]]
    for place in range(LINKS):
        frame[f"source_{place + 1}"] = [urls[place] if place < len(urls) else None for urls in links]
    return frame


def _urls(run: Run, identifiers: tuple[str, ...]) -> list[str]:
    urls = (run.dataset.source_rows[identifier]["url"] for identifier in identifiers)
    return [url for url in urls if url.startswith(("https://", "http://"))][:LINKS]


def _columns(run: Run) -> dict[str, Any]:
    t, config = run.t, st.column_config
    align: Literal["left", "right"] = "right" if t.direction == "rtl" else "left"
    text = {
        name: config.TextColumn(t(f"filters.{name}"), alignment=align, width=width)
        for name, width in (("site", 110), ("weapon", 125), ("outcome", 105), ("verification", 150))
    }
    counts = {
        name: config.NumberColumn(t(f"figures.{label}"), format="%d", width="small", help=t("table.count_help"))
        for name, label in (("killed", "killed"), ("injured", "injured"), ("munitions_count", "munitions"))
    }
    host = r"https?://(?:www\.)?([^/]+)"
    links = {
        f"source_{place}": config.LinkColumn(t("table.source", n=place), display_text=host, width=130)
        for place in range(1, LINKS + 1)
    }
    return {
        "date": config.DateColumn(t("timeline.date"), format="YYYY-MM-DD", width=95),
        "contested": config.TextColumn("≠", help=t("incident.contested"), width=36),
        **text,
        **counts,
        "claimed_by": config.TextColumn(t("filters.claimed_by"), alignment=align, width=170),
        "summary": config.TextColumn(t("table.summary"), alignment=align, width=270),
        **links,
    }


def _page(run: Run, rows: Any) -> Any:
    """A large result goes to the browser page by page, in an order chosen here: the grid sorts only what it holds."""
    t = run.t
    with st.container(horizontal=True, vertical_alignment="bottom"):
        order = st.selectbox(
            t("table.order"), ORDERS, key="table-order", format_func=lambda name: t(f"table.orders.{name}"), width=240
        )
        number = st.pagination(math.ceil(len(rows) / PAGE_ROWS), key=f"table-page-{len(rows)}-{order}")
    st.caption(t("table.paged", rows=t.format.number(PAGE_ROWS)))
    return in_order(run.dataset.incidents, rows, order)[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]


def in_order(incidents: pd.DataFrame, rows: Any, order: str) -> Any:
    """Row positions, given newest first, in one of `ORDERS`."""
    if order == "oldest":
        return rows[::-1]
    if order == "most_hurt":
        chosen = incidents.iloc[rows]
        hurt = (chosen["killed"].fillna(0) + chosen["injured"].fillna(0)).to_numpy(dtype="int64")
        return rows[(-hurt).argsort(kind="stable")]
    return rows


def _key(mask: Mask, lang: str, rows: Any, selected: str) -> str:
    """A key that changes when the rows change, or when something other than the table itself changed the selection."""
    if st.session_state.get("table_choice") != selected:
        st.session_state["table_version"] = st.session_state.get("table_version", 0) + 1
        st.session_state["table_choice"] = selected
    content = hashlib.blake2b(mask.tobytes() + bytes(str(rows[0]), "ascii"), digest_size=6).hexdigest()
    return f"incidents-{lang}-{content}-{st.session_state.get('table_version', 0)}"
