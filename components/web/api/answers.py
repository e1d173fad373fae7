"""A part of a table as an answer: its rows, and what travels with them: view, revision, licence, citation, links."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from components.export.extract import Extract
from components.export.stamp import Stamp
from components.web.api.asked import MOST_ROWS, Asked
from components.web.api.bodies import Body

if TYPE_CHECKING:
    import pandas as pd

ROOT = "/api/v1"
JSON, GEOJSON, CSV = "application/json", "application/geo+json", "text/csv"
DESCRIPTION = f"{ROOT}/openapi.json"


@dataclass(frozen=True)
class Part(Extract):
    """The rows from `offset` to `offset + limit` of a view, for the writers that exports and API share."""

    limit: int = MOST_ROWS
    offset: int = 0

    @cached_property
    def incidents(self) -> pd.DataFrame:
        return self.dataset.incidents[self.mask].iloc[self.offset : self.offset + self.limit]


@dataclass(frozen=True)
class Answer:
    """`name` of the resource, the edition of the data, how many rows the whole view has, and the words about it."""

    name: str
    edition: str
    asked: Asked
    total: int
    said: Stamp

    def members(self) -> dict[str, Any]:
        """What stands before the rows in JSON."""
        return {
            "metadata": {
                **self.said.as_dict(),
                "total": self.total,
                "limit": self.asked.limit,
                "offset": self.asked.offset,
            },
            "links": {"self": self.address(self.asked.offset), **self.neighbours(), "describedby": DESCRIPTION},
        }

    def headers(self) -> dict[str, str]:
        """The same for every format."""
        links = [f'<{self.said.licence_url}>; rel="license"', f'<{DESCRIPTION}>; rel="describedby"']
        links += [f'<{address}>; rel="{name}"' for name, address in self.neighbours().items() if address]
        return {
            "Link": ", ".join(links),
            "X-Total-Count": str(self.total),
            "Marsad-Revision": self.said.revision,
            "Content-Language": self.asked.view.lang,
        }

    def neighbours(self) -> dict[str, str | None]:
        """The addresses of the parts before and after this one, None at the ends."""
        offset, limit = self.asked.offset, self.asked.limit
        following = offset + limit
        return {
            "prev": self.address(max(0, offset - limit)) if offset else None,
            "next": self.address(following) if following < self.total else None,
        }

    def address(self, offset: int) -> str:
        """This resource from a row on."""
        query = self.asked.to_query(offset)
        return f"{ROOT}/{self.name}?{urlencode(query, safe=',:')}"

    def as_json(self, member: str, rows: Sequence[Mapping[str, Any]]) -> Body:
        return self._body(JSON, {**self.members(), member: rows})

    def as_geojson(self, features: Sequence[Mapping[str, Any]]) -> Body:
        return self._body(GEOJSON, {"type": "FeatureCollection", **self.members(), "features": features})

    def as_csv(self, content: bytes) -> Body:
        """The words are in the first row and, since a view may be empty, in headers: these are ASCII, so the text is
        UTF-8 percent-encoded."""
        words = {
            "Marsad-View": quote(self.said.view, safe=" :,"),
            "Marsad-Citation": quote(self.said.citation, safe=" :,/?=&"),
        }
        media_type = f"{CSV}; charset=utf-8; header=present"
        return Body(self.edition, content, media_type, {**self.headers(), **words})

    def _body(self, media_type: str, value: Mapping[str, Any]) -> Body:
        return Body(self.edition, encoded(value), media_type, self.headers())


def encoded(value: Any) -> bytes:
    """JSON in UTF-8 without spaces. Raises ValueError for NaN, which JSON has not."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False)
    return text.encode("utf-8", "replace")
