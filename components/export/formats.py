"""Every format that a view leaves in: the one list that the route, the menu, the README's table and the tests read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from components.export.csv import write_csv, write_raw_csv
from components.export.extract import Extract
from components.export.geojson import write_geojson

Write = Callable[[Extract], bytes]
Group = Literal["table", "map", "picture", "offline", "citation"]
GROUPS: tuple[Group, ...] = ("table", "map", "picture", "offline", "citation")
"""In the menu's order."""


@dataclass(frozen=True)
class Format:
    """`code` names it in the address `/export/<code>` and in the menu (`export.name.<code>`, `export.use.<code>`);
    `ending` is the file's, without a dot.

    `variants`: other ways to write it, by the value of the parameter `variant`. `looks`: whether it shows the map as
    the reader sees it, so that its links carry the map's position and what is selected.
    """

    code: str
    ending: str
    media_type: str
    group: Group
    write: Write
    variants: Mapping[str, Write] = field(default_factory=dict)
    looks: bool = False

    def writer(self, variant: str = "") -> Write:
        """The function for a variant, "" for the usual one. Raises KeyError for one that the format lacks."""
        return self.variants[variant] if variant else self.write


FORMATS: tuple[Format, ...] = (
    Format("csv", "csv", "text/csv; charset=utf-8", "table", write_csv, {"raw": write_raw_csv}),
    Format("geojson", "geojson", "application/geo+json", "map", write_geojson),
)
BY_CODE: Mapping[str, Format] = {item.code: item for item in FORMATS}
