"""What every export is made of: a view of one revision, and the words that travel with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from components.i18n import Translator
from components.i18n.phrases import describe

if TYPE_CHECKING:
    import pandas as pd

    from components.domain.dataset import Dataset
    from components.domain.masks import Mask
    from components.domain.view import View

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Extract:
    """A view of a data set. `made` is the time of the export (UTC), of which the files name the day; `link` the pinned
    address of the view."""

    dataset: Dataset
    view: View
    translator: Translator
    made: datetime
    link: str

    @cached_property
    def mask(self) -> Mask:
        """Which incidents the view leaves: bool, shape (len(dataset.incidents),)."""
        return self.view.filter.mask(self.dataset.incidents)

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """The incidents of the view, by date, with the derived columns of `components.domain.incidents.enrich`."""
        return self.dataset.incidents[self.mask]

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claims on the incidents of the view."""
        claims = self.dataset.claims
        return claims[claims["incident_id"].isin(self.incidents["incident_id"])]

    @cached_property
    def sentence(self) -> str:
        """The view in words, in the language of the export."""
        return describe(self.translator, self.dataset, self.view.filter, int(self.mask.sum()), len(self.view.highlight))

    @property
    def file_name(self) -> str:
        """The name of the file, without its ending: `marsad_<revision>_<filter>`, letters, digits, `_` and `-` only."""
        words = "_".join(f"{name}-{value}" for name, value in self.view.filter.to_query().items() if name != "q")
        plain = "".join(char if char.isascii() and (char.isalnum() or char in "_-") else "-" for char in words)
        return "_".join(part for part in ("marsad", self.dataset.revision, plain[:80].strip("-")) if part)
