"""What the map needs of every incident, sent once per data revision; and a filter as one bit per incident."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from components.domain.masks import Mask
from components.domain.tables import records
from components.theme.symbols import DOUBTED, HURT_STEPS, WEAPON_SYMBOLS

if TYPE_CHECKING:
    from components.domain.dataset import Dataset

FLAG_HOLLOW = 1
FLAG_CONTESTED = 2
NO_PLACE = 0xFFFF_FFFF
CENTI = 100
TEXT_BLOCK = 128
"""Incidents whose hover texts travel together."""


def points(dataset: Dataset) -> dict[str, Any]:
    """The columns that drive the symbols, in the row order of `dataset.incidents`; arrays are base64, little-endian.

    Keys: `revision`, `count`; per place `lat`, `lon` (int16, hundredths of a degree WGS 84) and `site` (site ids, ""
    for a place that is no known site); per incident `place` (uint32 index, `NO_PLACE` = not pinned), `weapon` (uint8
    index into `weapons`), `hurt` (uint8 step of `HURT_STEPS`) and `flags` (uint8: `FLAG_HOLLOW`, `FLAG_CONTESTED`).
    """
    incidents = dataset.incidents
    site = incidents["site_id"].to_numpy(dtype=str)
    lat, lon = (_hundredths(incidents[f"place_{axis}"]) for axis in ("latitude", "longitude"))
    pinned = incidents["place_latitude"].notna().to_numpy() & incidents["place_longitude"].notna().to_numpy()
    keys = np.char.add(np.char.add(site, "|"), np.char.add(np.char.add(lat.astype(str), "|"), lon.astype(str)))
    _, first, place = np.unique(keys[pinned], return_index=True, return_inverse=True)
    rows = np.flatnonzero(pinned)[first]
    index = np.full(len(incidents), NO_PLACE, dtype=np.uint32)
    index[pinned] = place
    hurt = (incidents["killed"].fillna(0) + incidents["injured"].fillna(0)).to_numpy(dtype=np.int64)
    flags = np.where(incidents["verification"].isin(DOUBTED), FLAG_HOLLOW, 0)
    flags = flags | np.where(incidents["contested"], FLAG_CONTESTED, 0)
    return {
        "revision": dataset.revision,
        "count": len(incidents),
        "weapons": list(WEAPON_SYMBOLS),
        "lat": _pack(lat[rows].astype(np.int16)),
        "lon": _pack(lon[rows].astype(np.int16)),
        "site": site[rows].tolist(),
        "place": _pack(index),
        "weapon": _pack(_weapon_index(incidents["weapon"])),
        "hurt": _pack(np.searchsorted(HURT_STEPS, hurt, side="right").astype(np.uint8)),
        "flags": _pack(flags.astype(np.uint8)),
        "text_block": TEXT_BLOCK,
    }


def texts(dataset: Dataset, block: int) -> list[dict[str, Any]]:
    """What hovering over one incident says, for the incidents of one block of `TEXT_BLOCK` rows, as plain data."""
    rows = range(block * TEXT_BLOCK, min((block + 1) * TEXT_BLOCK, len(dataset.incidents)))
    return texts_of(dataset, rows)


def texts_of(dataset: Dataset, rows: Sequence[int]) -> list[dict[str, Any]]:
    """What hovering over the incidents at these row positions says."""
    return [
        {
            "id": cells["incident_id"],
            "date": cells["date"].date().isoformat(),
            "approximate": cells["date_precision"] == "approximate",
            "weapon": str(cells["weapon"]),
            "place_en": cells["place_en"],
            "place_ar": cells["place_ar"],
            "en": cells["summary_en"] or cells["summary_ar"],
            "ar": cells["summary_ar"] or cells["summary_en"],
        }
        for cells in records(dataset.incidents.iloc[[*rows]])
    ]


def bits(mask: Mask) -> str:
    """A mask as base64 of its deflated bits (RFC 1951), first incident in the lowest bit of the first byte.

    Incidents are in order of date, so that a date range is one run of ones and deflates to next to nothing.
    """
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = deflate.compress(np.packbits(mask, bitorder="little").tobytes()) + deflate.flush()
    return base64.b64encode(packed).decode("ascii")


def _hundredths(degrees: Any) -> npt.NDArray[np.int64]:
    rounded: npt.NDArray[np.int64] = np.rint(degrees.astype("float64").fillna(0).to_numpy() * CENTI).astype(np.int64)
    return rounded


def _weapon_index(weapons: Any) -> npt.NDArray[np.uint8]:
    order = {name: position for position, name in enumerate(WEAPON_SYMBOLS)}
    unknown = order["unknown"]
    index: npt.NDArray[np.uint8] = weapons.astype(str).map(order).fillna(unknown).to_numpy(dtype=np.uint8)
    return index


def _pack(array: npt.NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes()).decode("ascii")
