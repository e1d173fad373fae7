"""The key figures of a view. Every one of them knows what was not reported and where accounts differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from components.domain.claims import Spread, total_spread
from components.domain.troops import COUNTRY, AsOf, as_of

if TYPE_CHECKING:
    from components.domain.dataset import Dataset
    from components.domain.masks import Mask

_US = ("us",)


@dataclass(frozen=True)
class Counted:
    """A total over the view with the number of incidents that report no figure for it."""

    spread: Spread
    not_reported: int


@dataclass(frozen=True)
class KeyFigures:
    """What the first screen says about a view.

    `intercepted` counts incidents whose outcome is *intercepted*, `outcome_known` those with any reported outcome.
    `latest` is the row position of the newest incident in the view, None when the view is empty.
    """

    shown: int
    total: int
    killed: Counted
    injured: Counted
    munitions: Counted
    intercepted: int
    outcome_known: int
    contested: int
    without_place: int
    latest: int | None
    us_in_iraq: AsOf | None


def key_figures(dataset: Dataset, mask: Mask, on: date) -> KeyFigures:
    """The figures of the masked incidents, with the US troop count as of `on`."""
    incidents = dataset.incidents
    chosen = incidents[mask]
    outcome = chosen["outcome"].astype(str)
    rows = mask.nonzero()[0]
    return KeyFigures(
        shown=len(rows),
        total=len(incidents),
        killed=Counted(*total_spread(dataset.spreads, mask, "killed")),
        injured=Counted(*total_spread(dataset.spreads, mask, "injured")),
        munitions=Counted(*total_spread(dataset.spreads, mask, "munitions")),
        intercepted=int((outcome == "intercepted").sum()),
        outcome_known=int((outcome != "unknown").sum()),
        contested=int(chosen["contested"].sum()),
        without_place=int(chosen["place_latitude"].isna().sum()),
        latest=int(rows[-1]) if len(rows) else None,
        us_in_iraq=as_of(dataset.troop_counts, COUNTRY, on, _US),
    )
