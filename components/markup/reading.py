"""Who reads: the data set, the language and the colour mode that a piece of HTML is written for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from components.domain.dataset import Dataset
    from components.i18n import Translator
    from components.theme.symbols import Mode


class Reading(Protocol):
    """What a run of the page and a file have in common."""

    @property
    def dataset(self) -> Dataset: ...

    @property
    def t(self) -> Translator: ...

    @property
    def mode(self) -> Mode: ...


@dataclass(frozen=True)
class Reader:
    """A reading outside of the page."""

    dataset: Dataset
    t: Translator
    mode: Mode
