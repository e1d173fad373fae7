"""What every export says about itself: the view in words and as parameters, revision, day, licence, citation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from components.export.extract import LICENCE, LICENCE_URL, Extract


@dataclass(frozen=True)
class Stamp:
    """`parameters` is the filter as a query, "" for all incidents; `made` the day (UTC) as `YYYY-MM-DD`.

    The day and not the second: two exports of one revision on one day are the same bytes, so that one address has one
    content however many servers answer for it; and the day is what a citation's "accessed" needs.
    """

    title: str
    view: str
    parameters: str
    revision: str
    made: str
    licence: str
    licence_url: str
    citation: str
    link: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def stamp(extract: Extract) -> Stamp:
    """The stamp of an extract, in its language."""
    t = extract.translator
    day = extract.made.date()
    title = t("export.title", view=extract.sentence)
    return Stamp(
        title=title,
        view=extract.sentence,
        parameters=urlencode(extract.view.filter.to_query()),
        revision=extract.dataset.revision,
        made=day.isoformat(),
        licence=LICENCE,
        licence_url=LICENCE_URL,
        citation=t(
            "export.citation",
            title=title,
            revision=extract.dataset.revision,
            link=extract.link,
            day=t.format.day(day),
            licence=LICENCE,
        ),
        link=extract.link,
    )
