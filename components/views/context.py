"""What every part of a page needs in one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from components.domain.masks import Mask
from components.i18n import Translator
from components.theme.symbols import Mode

if TYPE_CHECKING:
    from components.domain.dataset import Dataset
    from components.domain.view import View


@dataclass(frozen=True)
class Run:
    """One run of the page: data, state, language and colour mode, and the mask that the filter leaves."""

    dataset: Dataset
    state: View
    t: Translator
    mode: Mode
    known: Mapping[str, tuple[str, ...]]
    mask: Mask


def colour_mode() -> Mode:
    return "dark" if st.context.theme.type == "dark" else "light"
