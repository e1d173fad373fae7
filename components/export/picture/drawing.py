"""The map of an extract: base map, discs of dots, labels. In the page's own pixels, so that it looks like the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from components.domain.view import HOME
from components.export.picture.discs import LINE_SIZE, NAME_SIZE, Node, lay_out, places
from components.export.picture.ground import ground
from components.export.picture.lettering import Lettering, xml_text
from components.export.picture.marks import Symbols
from components.export.picture.mercator import Frame
from components.export.picture.names import drawn_names
from components.export.picture.room import settle_labels
from components.export.picture.svg import join, tag
from components.i18n.site_labels import site_labels
from components.theme.symbols import PAPER, Mode, Paper

if TYPE_CHECKING:
    from components.export.extract import Extract

PADDING = 8
_BASELINE, _LEADING = 15, 16


def drawn_map(extract: Extract, width: float, height: float, mode: Mode) -> Markup:
    """What lies inside a map of `width` by `height` pixels, for an element that cuts it to its frame."""
    t, view, dataset = extract.translator, extract.view, extract.dataset
    lettering, paper = Lettering(t.direction), PAPER[mode]
    frame = Frame.at(view.camera, width, height) if view.camera else Frame.around(HOME, width, height, PADDING)
    symbols = Symbols(extract, mode, lettering)
    nodes = lay_out(places(dataset.incidents, site_labels(t, dataset, view.filter, extract.mask)), frame, lettering)
    settle_labels(nodes, frame, lettering)
    dots = [dot for node in nodes for dot in symbols.dots(node)]
    parts = [
        tag("rect", width=width, height=height, fill=paper.abroad),
        ground(frame, paper),
        drawn_names(frame, nodes, t.code, lettering, paper),
        join([symbols.leader(node) for node in nodes]),
        join([symbols.disc(node) + symbols.crowd(node) for node in nodes]),
        symbols.drawn(dots),
        join([symbols.exact(node, frame) for node in nodes]),
        symbols.forward(dots),
        symbols.selected(dots),
        join([_label(node, lettering, paper) for node in nodes if node.place.site and not node.crowded]),
    ]
    return join(parts)


def still_map(extract: Extract, width: int, height: int, mode: Mode) -> Markup:
    """The map alone as an SVG element for a page that has the fonts."""
    lettering = Lettering(extract.translator.direction)
    return tag(
        "svg",
        drawn_map(extract, width, height, mode),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_label=xml_text(extract.sentence),
        direction="ltr",
        font_family=lettering.family,
    )


def _label(node: Node, lettering: Lettering, paper: Paper) -> Markup:
    left, top, right, _ = node.label
    x, anchor = {-1: (right - 4, "end"), 0: ((left + right) / 2, "middle"), 1: (left + 4, "start")}[node.beside]
    name, *lines = node.lines
    rows = [lettering.text(x, top + _BASELINE, name, NAME_SIZE, paper.ink, 600, anchor, paper.halo)]
    rows += [
        lettering.text(x, top + _BASELINE + _LEADING * number, line, LINE_SIZE, paper.muted, 400, anchor, paper.halo)
        for number, line in enumerate(lines, start=1)
    ]
    return join(rows)
