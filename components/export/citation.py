"""The citation of a view: a sentence, BibTeX, RIS. Title, revision, day of access, link and licence are in each."""

from __future__ import annotations

import re

from components.export.extract import Extract
from components.export.stamp import Stamp, stamp

PUBLISHER = "Marsad"
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "#$%&_"},
}
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")
_HIDDEN = re.compile("[\u2066-\u2069\u202a-\u202e]")


def write_text(extract: Extract) -> bytes:
    """The citation as a sentence, UTF-8."""
    return f"{stamp(extract).citation}\n".encode()


def write_bibtex(extract: Extract) -> bytes:
    """One `@misc` entry, UTF-8. No text in it can close a field or run a command of TeX."""
    said = stamp(extract)
    fields = {
        "author": f"{{{PUBLISHER}}}",
        "title": f"{{{_latex(said.title)}}}",
        "year": said.made[:4],
        "version": _latex(said.revision),
        "publisher": PUBLISHER,
        "url": said.link,
        "urldate": said.made,
        "note": _latex(f"{_revision(extract, said)}; {said.licence}, {said.licence_url}"),
        "langid": {"en": "english", "ar": "arabic"}[extract.translator.code],
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{marsad-{said.revision},\n{lines}\n}}\n".encode()


def write_ris(extract: Extract) -> bytes:
    """One record of type DATA, UTF-8 with CRLF."""
    said = stamp(extract)
    tags = (
        ("TY", "DATA"),
        ("AU", PUBLISHER),
        ("TI", said.title),
        ("PY", said.made[:4]),
        ("PB", PUBLISHER),
        ("ET", said.revision),
        ("AB", said.view),
        ("N1", _revision(extract, said)),
        ("C1", f"{said.licence}, {said.licence_url}"),
        ("LA", extract.translator.code),
        ("UR", said.link),
        ("Y2", said.made.replace("-", "/")),
        ("ER", ""),
    )
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in tags).encode()


def _revision(extract: Extract, said: Stamp) -> str:
    return extract.translator("export.revision", revision=said.revision)


def _one_line(text: str) -> str:
    """Text in a line by itself, without the marks that isolate directions: reference managers show them as boxes."""
    return _BREAKS.sub(" ", _HIDDEN.sub("", text)).strip()


def _latex(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in _one_line(text))
