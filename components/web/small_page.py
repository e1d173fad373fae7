"""A page of one sentence for readers whose address leads nowhere: no script, the app's fonts and colours."""

from __future__ import annotations

from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from components.i18n import translator
from components.mapping.layer import ASSETS
from components.theme.symbols import PAPER, Paper

_PAGE = Markup(
    """<!DOCTYPE html>
<html lang="{lang}" dir="{direction}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="robots" content="noindex" />
<meta name="color-scheme" content="light dark" />
<title>{heading} · {name}</title>
<link rel="icon" href="/favicon.png" />
<link rel="stylesheet" href="{assets}/fonts.css" />
<style>
:root {{ {light} }}
@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}
body {{ margin: 0; background: var(--ground); color: var(--ink); font: 1.05rem/1.6 "IBM Plex Sans", sans-serif; }}
:lang(ar) body {{ font-family: "IBM Plex Sans Arabic", "IBM Plex Sans", sans-serif; }}
main {{ max-width: 34rem; margin: 0 auto; padding: 18vh 1.25rem 2rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.3; margin: 0 0 0.6rem; }}
p {{ margin: 0 0 1.2rem; }}
a {{ color: var(--accent); }}
a:focus-visible {{ outline: 2px solid var(--accent); outline-offset: 2px; }}
</style>
</head>
<body>
<main>
<h1>{heading}</h1>
<p>{sentence}</p>
<p><a href="/?lang={lang}">{home}</a></p>
</main>
</body>
</html>
"""
)


def small_page(status: int, lang: str, heading: str, sentence: str) -> Response:
    """`heading` and `sentence` are in the language `lang`. Nobody keeps the answer."""
    t = translator(lang)
    page = _PAGE.format(
        lang=lang,
        direction=t.direction,
        heading=heading,
        name=t("preview.name"),
        sentence=sentence,
        home=t("refused.home"),
        assets=ASSETS,
        light=_colours(PAPER["light"]),
        dark=_colours(PAPER["dark"]),
    )
    return HTMLResponse(page, status, {"Cache-Control": "no-store", "Content-Language": lang})


def wants_page(scope: Scope) -> bool:
    """Whether a reader waits for a page: browsers name HTML when they open an address, programs hardly ever do."""
    return "text/html" in Headers(scope=scope).get("accept", "")


def _colours(paper: Paper) -> str:
    return f"--ground: {paper.halo}; --ink: {paper.ink}; --accent: {paper.accent};"
