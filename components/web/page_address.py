"""The address of the page that shows a view at a revision."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from components.domain.dataset import Dataset
from components.domain.view import View
from components.i18n.phrases import effective_range


def page_address(base: str, view: View, dataset: Dataset) -> str:
    """Pinned: the revision and both dates are written out, so that it shows the same for good."""
    start, end = effective_range(dataset, view.filter)
    whole = replace(view, filter=replace(view.filter, start=start, end=end))
    return f"{base.rstrip('/')}/?{urlencode({**whole.to_query(), 'rev': dataset.revision}, safe=',:/')}"
