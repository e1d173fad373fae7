"""What an upload is compared with: the data's own files and what editors have published, at the session's revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from components.domain.dataset import Dataset, base_dataset
from components.domain.directory import data_directory
from components.domain.tables import text_frame
from components.intake.reference import Published, Reference
from components.store.catalog import catalog


def existing(dataset: Dataset) -> Mapping[str, Mapping[str, str]]:
    """The revision's incidents as text, by id, as the intake compares them."""
    return _existing(dataset, dataset.edition)


@st.cache_resource(max_entries=4, show_spinner=False)
def _existing(_dataset: Dataset, edition: str) -> Mapping[str, Mapping[str, str]]:
    return Reference.load(data_directory()).with_published(published(_dataset)).incidents


def published(dataset: Dataset) -> Published:
    """What a revision has beside the data's own files."""
    # What was redacted is asked for each time: a store that was silent once must not be remembered as "nothing".
    return replace(_published(dataset, dataset.edition), redacted=catalog().redacted())


@st.cache_resource(max_entries=4, show_spinner=False)
def _published(_dataset: Dataset, edition: str) -> Published:
    base = base_dataset()
    if edition == base.edition:
        return Published()
    resource = _dataset.schema.resources["incidents"]
    now, own = (text_frame(resource, data.incidents).set_index("incident_id") for data in (_dataset, base))
    same = now.index.intersection(own.index)
    changed = same[(now.loc[same] != own.loc[same]).any(axis=1)]
    rows = now.loc[[*now.index.difference(own.index), *changed]].reset_index()
    # An upload names a source by its link; the ids of sources that publications brought are known to nobody else.
    links = {row["source_id"]: row["url"] or row["title"] for row in _dataset.source_rows.values()}
    known = base.source_rows.keys()
    rows["source_ids"] = [
        " | ".join(part if part in known else links.get(part, part) for part in cell.split(" | "))
        for cell in rows["source_ids"]
    ]
    hidden = own.index.difference(now.index)
    plain = ({str(name): str(cell) for name, cell in row.items()} for row in rows.to_dict("records"))
    return Published(tuple(plain), frozenset(hidden))
