"""The HTML document around an offline file: everything inside, and a policy that lets nothing else in or out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from components.export.fonts import font_faces
from components.incident_layer.scripts import STYLE, leaflet_directory, script
from components.theme.symbols import PAPER, Mode

MODE: Mode = "light"
_ASIDE = re.compile(r"url\([^)]*\)|//# sourceMappingURL=\S+")
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_DOCUMENT = Markup(
    '<!doctype html>\n<html lang="{lang}" dir="{direction}" class="{kind}">\n<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n'
    '<title>{title}</title>\n<meta name="description" content="{description}">\n<style>{style}</style>\n</head>\n'
    '<body>\n{body}\n<script type="application/json" id="marsad-data">{data}</script>\n{scripts}\n</body>\n</html>\n'
)


@dataclass(frozen=True)
class Document:
    """`kind` is `view` or `story`, and names the script that brings it alive; `data` is what that script reads."""

    kind: str
    lang: str
    direction: str
    title: str
    description: str
    body: Markup
    data: dict[str, Any]

    def html(self) -> bytes:
        data = _json(self.data)
        letters = "".join(sorted({*self.body, *self.title, *data, *map(chr, range(32, 127))}))
        style = "\n".join([font_faces(letters), _variables(), *_styles()])
        scripts = [_leaflet(), f"{_own('host.js')}{script()}{_own(f'{self.kind}.js')}"]
        return str(
            _DOCUMENT.format(
                lang=self.lang,
                direction=self.direction,
                kind=self.kind,
                policy=_policy(style, scripts),
                title=self.title,
                description=self.description,
                style=Markup(style),
                body=self.body,
                data=Markup(data),
                scripts=Markup("\n").join(Markup(f"<script>{text}</script>") for text in scripts),
            )
        ).encode("utf-8", "replace")


def _policy(style: str, scripts: Sequence[str]) -> str:
    """Nothing is loaded from anywhere; only the file's own style and scripts are taken, known by their digests."""
    taken = " ".join(map(_digest, scripts))
    return (
        f"default-src 'none'; script-src {taken}; style-src {_digest(style)}; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: Any) -> str:
    """JSON in which no text can end the element that holds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(_UNSAFE.get(char, char) for char in text)


def _variables() -> str:
    return f":root{{{''.join(f'--m-{name}:{value};' for name, value in vars(PAPER[MODE]).items())}}}"


@cache
def _styles() -> tuple[str, ...]:
    leaflet = (leaflet_directory() / "leaflet.css").read_text(encoding="utf-8")
    page = files("components.theme").joinpath("page.css").read_text(encoding="utf-8")
    return (_ASIDE.sub("none", leaflet), STYLE.read_text(encoding="utf-8"), page, _own("offline.css"))


@cache
def _leaflet() -> str:
    return _ASIDE.sub("", (leaflet_directory() / "leaflet.js").read_text(encoding="utf-8"))


@cache
def _own(name: str) -> str:
    return files("components.export.offline").joinpath(name).read_text(encoding="utf-8")
