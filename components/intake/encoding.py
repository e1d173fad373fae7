"""Bytes -> text. A BOM decides; else strict UTF-8; else the editor must say. Nothing is guessed into the data."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from unicodedata import category

import charset_normalizer

from components.intake.problems import Refusal

CONFIRMABLE = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1256", "windows-1252", "iso-8859-6")
"""Encodings that an editor may confirm."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
_SAMPLE = 64 * 1024
_PREVIEW = 400
_STRANGE = frozenset({"Cc", "Cs", "Cn"})
_BLANKS = "\t\n\r\v\f\x1a"  # the last is how old systems end a file
_FEWEST_STRANGE = 100  # one sign in so many: noise has one in ten
_FEWEST_ZEROS = 20  # one byte in so many: the separators of an Arabic table in UTF-16


@dataclass(frozen=True)
class Decoded:
    text: str
    encoding: str


def decode(data: bytes, confirmed: str | None = None) -> Decoded:
    """Decode a text file. Raises Refusal: `encoding_unknown` carries a suggestion and a preview to confirm."""
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            return _checked(_strict(data, codec, name), name)
    text = _utf8(data)
    wide = text is not None and "\x00" in text and (confirmed or "").startswith("utf-16")
    if text is not None and not wide:
        return _checked(text, "utf-8")
    if confirmed:
        if confirmed not in CONFIRMABLE:
            raise Refusal("encoding_wrong", encoding=confirmed)
        return _checked(_strict(data, confirmed, confirmed), confirmed)
    if _has_surrogates(data):
        raise Refusal("surrogates")
    suggestion = suggest(data)
    if not _looks_like_text(data[:_SAMPLE].decode(suggestion, "replace")):
        raise Refusal("file_binary")
    preview = data.decode(suggestion, "replace")[:_PREVIEW]
    raise Refusal("encoding_unknown", preview, suggestion=suggestion)


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def suggest(data: bytes) -> str:
    """The encoding that the bytes look like; only ever shown to the editor beside a preview."""
    zeros = data[:_SAMPLE].count(0)
    if zeros > len(data[:_SAMPLE]) // _FEWEST_ZEROS:
        return "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
    best = charset_normalizer.from_bytes(data[:_SAMPLE], cp_isolation=["cp1256", "cp1252", "iso8859_6"]).best()
    return {"cp1252": "windows-1252", "iso8859_6": "iso-8859-6"}.get(best.encoding if best else "", "windows-1256")


def _looks_like_text(sample: str) -> bool:
    """Whether hardly a sign is one that no table has: control characters, halves of characters, unassigned numbers."""
    strange = sum(category(sign) in _STRANGE and sign not in _BLANKS for sign in sample)
    return strange * _FEWEST_STRANGE <= len(sample)


def _strict(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        if name == "utf-8" and _has_surrogates(data):
            raise Refusal("surrogates") from error
        raise Refusal("encoding_wrong", encoding=name) from error


def _checked(text: str, name: str) -> Decoded:
    if "\x00" in text:
        zeros = text[:_SAMPLE].count("\x00")
        if name == "utf-8" and zeros > len(text[:_SAMPLE]) // _FEWEST_ZEROS:
            suggestion = "utf-16-le" if text[1:2] == "\x00" else "utf-16-be"
            raise Refusal("encoding_unknown", text.replace("\x00", "")[:_PREVIEW], suggestion=suggestion)
        raise Refusal("nul_bytes")
    if not text.strip():
        raise Refusal("file_empty")
    return Decoded(text, name)


def _has_surrogates(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True
