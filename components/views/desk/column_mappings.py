"""Editors' names for columns: the store keeps them for everybody; where it is silent, the session keeps its own."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components.store.catalog import catalog
from components.store.errors import StoreError
from components.store.mappings import save_mapping, saved_mappings
from components.views.desk import outcome

_MAPPINGS = "desk_mappings"


def mappings() -> Mapping[str, Mapping[str, str]]:
    """The saved mappings by name: the store's, or where that is silent those of this session."""
    own: dict[str, Mapping[str, str]] = st.session_state.setdefault(_MAPPINGS, {})
    try:
        return {**saved_mappings(catalog().writable()), **own}
    except StoreError:
        return own


def keep_mapping(name: str, columns: Mapping[str, str]) -> None:
    """Save a mapping by name."""
    own: dict[str, Mapping[str, str]] = st.session_state.setdefault(_MAPPINGS, {})
    own[name] = columns
    try:
        save_mapping(catalog().writable(), name, columns)
    except StoreError as error:
        outcome.put(error)
