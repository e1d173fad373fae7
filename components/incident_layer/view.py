"""What the incident layer is told on every run: texts in the page's language, symbols, sites and the selection."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from components.domain.masks import Mask
from components.domain.view import HOME
from components.i18n import Translator
from components.i18n.phrases import hurt_labels
from components.i18n.site_labels import site_labels
from components.incident_layer.points import bits, points, texts_of
from components.theme.symbols import HURT_STEPS, PAPER, WEAPON_SYMBOLS, Mode

if TYPE_CHECKING:
    from components.domain.dataset import Dataset
    from components.domain.filters import Filter
    from components.domain.schema import Schema
    from components.domain.view import Camera

MAX_DRAFT_TEXTS = 2_000
DRAFT_MARGIN = 0.4
"""Degrees between a draft's outermost place and the edge of its opening view: room for the dot and its ring."""

_STRINGS = (
    "map",
    "legend",
    "legend_weapon",
    "legend_size",
    "legend_doubt",
    "legend_solid",
    "legend_hollow",
    "legend_place",
    "legend_square",
    "legend_approximate",
    "legend_order",
    "legend_forward",
    "legend_is_forward",
    "legend_rest",
    "legend_draft",
    "legend_new",
    "legend_changed",
    "contested",
    "about",
    "empty",
    "failed",
    "credit",
    "zoom_in",
    "zoom_out",
    "home",
    "home_draft",
    "layers",
    "no_tiles",
    "tiles_failed",
)


@dataclass(frozen=True)
class Draft:
    """What an upload would do to a data set that holds its rows already: ids of new and of changed incidents.

    A draft's points travel inside the page's own connection: they have no address that another could ask.
    """

    new: frozenset[str]
    changed: frozenset[str]

    def home(self, dataset: Dataset) -> list[list[float]]:
        """The opening view: what `HOME` shows, widened to every place of a new or changed incident."""
        incidents = dataset.incidents
        marked = incidents[incidents["incident_id"].isin(self.new | self.changed)]
        corners = np.array(HOME)
        places = marked[["place_latitude", "place_longitude"]].dropna().to_numpy(dtype=float)
        low, high = (np.vstack([corners, places + shift]) for shift in (-DRAFT_MARGIN, DRAFT_MARGIN))
        return [low.min(axis=0).round(2).tolist(), high.max(axis=0).round(2).tolist()]

    def payload(self, dataset: Dataset) -> dict[str, Any]:
        """Points with a mark per incident (0 as it was, 1 new, 2 changed), and the hover texts of the marked ones."""
        identifiers = dataset.incidents["incident_id"]
        marks = np.where(identifiers.isin(self.new), 1, np.where(identifiers.isin(self.changed), 2, 0)).astype(np.uint8)
        marked = np.flatnonzero(marks)[:MAX_DRAFT_TEXTS].tolist()
        return {
            **points(dataset),
            "marks": base64.b64encode(marks.tobytes()).decode("ascii"),
            "texts": dict(zip(marked, texts_of(dataset, marked), strict=True)),
        }


@dataclass(frozen=True)
class MapView:
    """Everything that the map shows at one moment. `selected` is a row position of the incidents, -1 for none.

    `flight` names the step of a briefing, "" outside of one: when it changes, the map flies to the camera, or home
    without one. In a briefing the map draws larger, to be read from afar, and keeps its position to itself.
    `highlight`: ids of the incidents that stand out from the rest.
    """

    dataset: Dataset
    filter: Filter
    mask: Mask
    translator: Translator
    mode: Mode
    selected: int = -1
    selected_site: str = ""
    highlight: tuple[str, ...] = ()
    camera: Camera | None = None
    draft: Draft | None = None
    flight: str = ""

    @property
    def bits(self) -> str:
        return bits(self.mask)

    def payload(self) -> dict[str, Any]:
        """What changes from run to run, as plain data for the layer's script. The rest is in `look`, fetched once."""
        t, positions = self.translator, self.dataset.positions
        return {
            "look": f"/data/look/{t.code}/{self.mode}",
            "revision": self.dataset.revision,
            "camera": vars(self.camera) if self.camera else None,
            "selected": self.selected,
            "selected_site": self.selected_site,
            "forward": [positions[identifier] for identifier in self.highlight if identifier in positions],
            "sites": [vars(label) for label in site_labels(self.translator, self.dataset, self.filter, self.mask)],
            "unplaced": self._unplaced(),
            **({"flight": self.flight} if self.flight else {}),
            **self._draft(),
        }

    def _draft(self) -> dict[str, Any]:
        if self.draft is None:
            return {}
        return {"draft": self.draft.payload(self.dataset), "home": self.draft.home(self.dataset)}

    def _unplaced(self) -> str:
        without = int(self.dataset.incidents.loc[self.mask, "place_latitude"].isna().sum())
        return self.translator.count("map.unplaced", without) if without else ""


def look(schema: Schema, t: Translator, mode: Mode, tiles: Iterable[Mapping[str, object]] = ()) -> dict[str, Any]:
    """What the layer needs of a language and a colour mode: texts, symbols, paper, the opening view.

    `tiles`: the tile layers that a reader may switch on, as `components.mapping.tiles.tile_layers` gives them.
    """
    return {
        "lang": t.code,
        "dir": t.direction,
        "mode": mode,
        "paper": vars(PAPER[mode]),
        "home": [[*corner] for corner in HOME],
        "weapons": [
            {
                "label": schema.label("incidents", "weapon", code, t.code),
                "shape": symbol.shape,
                "colour": symbol.colour(mode),
            }
            for code, symbol in WEAPON_SYMBOLS.items()
        ],
        "hurt": hurt_labels(t, HURT_STEPS),
        "tiles": [{**tile, "name": t(f"map.tiles.{tile['id']}")} for tile in tiles],
        "strings": {name: t(f"map.{name}") for name in _STRINGS},
    }
