"""Every format that a view leaves in: the one list that the route, the menu, the README's table and the tests read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from components.domain.stories import Story
from components.export.citation import write_bibtex, write_ris, write_text
from components.export.csv import write_csv, write_raw_csv
from components.export.extract import Extract
from components.export.geojson import write_geojson
from components.export.geoparquet import write_geoparquet
from components.export.kml import write_kml, write_kmz
from components.export.offline.story_file import write_story
from components.export.offline.view_file import write_view
from components.export.picture.files import variants, write_png, write_svg
from components.export.xlsx import write_xlsx

Write = Callable[[Extract], bytes]
Group = Literal["table", "map", "picture", "offline", "citation"]
GROUPS: tuple[Group, ...] = ("table", "map", "picture", "offline", "citation")
"""In the menu's order."""


@dataclass(frozen=True)
class Format:
    """`code` names it in the address `/export/<code>` and what it is for in the menu (`export.use.<code>`); `ending` is
    the file's, without a dot; `name` is what the field calls it, in every language.

    `variants`: other ways to write it, by the value of the parameter `variant`. `looks`: whether it shows the map as
    the reader sees it, so that its links carry the map's position and what is selected.
    `write_story`: how a whole story is written in it, None where it has no room for one.
    """

    code: str
    ending: str
    media_type: str
    group: Group
    write: Write
    variants: Mapping[str, Write] = field(default_factory=dict)
    looks: bool = False
    named: str = ""
    write_story: Callable[[Extract, Story], bytes] | None = None

    @property
    def name(self) -> str:
        return self.named or self.code.upper()

    def writer(self, variant: str = "") -> Write:
        """The function for a variant, "" for the usual one. Raises KeyError for one that the format lacks."""
        return self.variants[variant] if variant else self.write


FORMATS: tuple[Format, ...] = (
    Format("csv", "csv", "text/csv; charset=utf-8", "table", write_csv, {"raw": write_raw_csv}),
    Format("xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "table", write_xlsx),
    Format("geoparquet", "parquet", "application/vnd.apache.parquet", "table", write_geoparquet, named="GeoParquet"),
    Format("geojson", "geojson", "application/geo+json", "map", write_geojson, named="GeoJSON"),
    Format("kml", "kml", "application/vnd.google-earth.kml+xml", "map", write_kml),
    Format("kmz", "kmz", "application/vnd.google-earth.kmz", "map", write_kmz),
    Format("png", "png", "image/png", "picture", write_png, variants(write_png), looks=True),
    Format("svg", "svg", "image/svg+xml", "picture", write_svg, variants(write_svg), looks=True),
    Format("html", "html", "text/html; charset=utf-8", "offline", write_view, looks=True, write_story=write_story),
    Format("citation", "txt", "text/plain; charset=utf-8", "citation", write_text, named="TXT"),
    Format("bibtex", "bib", "application/x-bibtex; charset=utf-8", "citation", write_bibtex, named="BibTeX"),
    Format("ris", "ris", "application/x-research-info-systems; charset=utf-8", "citation", write_ris),
)
BY_CODE: Mapping[str, Format] = {item.code: item for item in FORMATS}
