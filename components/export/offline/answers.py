"""What the incident layer asks its page for, kept in the file: base map, points, hover texts, looks."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from components.domain.directory import DATA_DIRECTORY
from components.domain.masks import Mask
from components.export.offline.shell import MODE
from components.i18n import translator
from components.incident_layer.points import TEXT_BLOCK, points, texts_of
from components.incident_layer.view import MapView, look

if TYPE_CHECKING:
    from components.domain.dataset import Dataset
    from components.domain.view import View


def answers(dataset: Dataset, languages: Iterable[str], rows: Iterable[int]) -> dict[str, Any]:
    """Address -> answer, as the app gives it. Hover texts are there for the incidents at the positions `rows`."""
    found: dict[str, Any] = {
        "/data/basemap.geojson": _basemap(),
        f"/data/points/{dataset.revision}": points(dataset),
    }
    for lang in languages:
        found[f"/data/look/{lang}/{MODE}"] = look(dataset.schema, translator(lang), MODE)
    chosen = sorted(set(rows))
    for row, text in zip(chosen, texts_of(dataset, chosen), strict=True):
        block, place = divmod(row, TEXT_BLOCK)
        found.setdefault(f"/data/texts/{dataset.revision}/{block}", [None] * TEXT_BLOCK)[place] = text
    return found


def told(dataset: Dataset, view: View, mask: Mask, flight: str = "") -> dict[str, Any]:
    """What the layer is told of a view, at the step `flight` of a story (see `MapView`)."""
    return MapView(
        dataset=dataset,
        filter=view.filter,
        mask=mask,
        translator=translator(view.lang),
        mode=MODE,
        selected=dataset.positions.get(view.incident, -1),
        selected_site=view.dossier,
        highlight=view.highlight,
        camera=view.camera,
        flight=flight,
    ).payload()


def visible_bits(mask: Mask) -> str:
    """A mask as base64 of its bits, first incident in the lowest bit of the first byte."""
    return base64.b64encode(np.packbits(mask, bitorder="little").tobytes()).decode("ascii")


@cache
def _basemap() -> Any:
    return json.loads((DATA_DIRECTORY / "basemap.geojson").read_text(encoding="utf-8"))
