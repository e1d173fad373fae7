"""What a file really is, by its bytes: text, a spreadsheet, or one of them packed. Archives are read with a counter."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO, Literal

from components.intake.limits import MEBIBYTE, Limits
from components.intake.problems import Refusal, shorten, visible

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
WORKBOOK = "xl/workbook.xml"
ENCRYPTED_FLAG = 0x1
STEP = MEBIBYTE
_SHOWN_NAMES, _SHOWN_NAME = 5, 60

_OTHER_TYPES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS / OLE"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"{\\rtf", "RTF"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script")


@dataclass(frozen=True)
class Content:
    """The unpacked content: `text` bytes, or `spreadsheet` bytes (an XLSX)."""

    kind: Literal["text", "spreadsheet"]
    data: bytes


def open_container(data: bytes, limits: Limits) -> Content:
    """Recognise and unpack. Raises Refusal for anything that is not one table."""
    if len(data) > limits.file_bytes:
        raise Refusal("file_too_large", limit=limits.file_bytes // MEBIBYTE)
    if data.startswith(GZIP):
        return _plain(_gunzip(data, limits), limits)
    if data.startswith((ZIP, EMPTY_ZIP)):
        return _unzip(data, limits)
    return _plain(data, limits)


def _plain(data: bytes, limits: Limits, packed: bool = True) -> Content:
    """Content that must not be an archive again, except that an XLSX is a ZIP by nature."""
    if data.startswith((ZIP, EMPTY_ZIP)):
        with _archive(data) as archive:
            if WORKBOOK in archive.namelist():
                return _spreadsheet(data, archive, limits)
        raise Refusal("archive_nested")
    if data.startswith(GZIP) and packed:
        raise Refusal("archive_nested")
    for magic, name in _OTHER_TYPES:
        if data.startswith(magic):
            raise Refusal("file_type", found=name)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower().startswith(_MARKUP):
        raise Refusal("file_type", found="HTML / XML")
    if not data.strip():
        raise Refusal("file_empty")
    return Content("text", data)


def _gunzip(data: bytes, limits: Limits) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return _read_counted(stream, len(data), limits)  # type: ignore[arg-type]
    except (OSError, EOFError, zlib.error) as error:
        raise Refusal("archive_broken") from error


def _unzip(data: bytes, limits: Limits) -> Content:
    with _archive(data) as archive:
        names = archive.namelist()
        if WORKBOOK in names:
            return _spreadsheet(data, archive, limits)
        if "mimetype" in names and "content.xml" in names:
            raise Refusal("file_type", found="ODS / OpenDocument")
        members = [item for item in archive.infolist() if not item.is_dir()]
        if any(item.flag_bits & ENCRYPTED_FLAG for item in members):
            raise Refusal("archive_encrypted")
        if not members:
            raise Refusal("file_empty")
        if len(members) > 1:
            raise Refusal("archive_many", _listed([item.filename for item in members]), count=len(members))
        if stat.S_ISLNK(members[0].external_attr >> 16):
            raise Refusal("archive_broken")
        return _plain(_read_member(archive, members[0], len(data), limits), limits)


def _listed(names: list[str]) -> str:
    """The first names of an archive's members, which their packer chose freely."""
    shown = [visible(shorten(name, _SHOWN_NAME)) for name in names[:_SHOWN_NAMES]]
    return ", ".join([*shown, "…"] if len(names) > len(shown) else shown)


def _spreadsheet(data: bytes, archive: zipfile.ZipFile, limits: Limits) -> Content:
    members = archive.infolist()
    if len(members) > limits.spreadsheet_members:
        raise Refusal("spreadsheet_hostile")
    if any(item.flag_bits & ENCRYPTED_FLAG for item in members):
        raise Refusal("archive_encrypted")
    _check_size(sum(item.file_size for item in members), len(data), limits)
    return Content("spreadsheet", data)


def _archive(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refusal("archive_broken") from error


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, size: int, limits: Limits) -> bytes:
    packed = min(member.compress_size, size)  # the directory may claim more than the whole archive holds
    _check_size(member.file_size, packed, limits)
    try:
        with archive.open(member) as stream:
            return _read_counted(stream, packed, limits)  # type: ignore[arg-type]
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, zlib.error, RuntimeError) as error:
        raise Refusal("archive_broken") from error


def _read_counted(stream: BinaryIO, packed: int, limits: Limits) -> bytes:
    """Read in steps and stop at the limit, whatever the header declared."""
    parts: list[bytes] = []
    total = 0
    while step := stream.read(STEP):
        total += len(step)
        _check_size(total, packed, limits)
        parts.append(step)
    return b"".join(parts)


def _check_size(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.unpacked_bytes:
        raise Refusal("archive_too_large", limit=limits.unpacked_bytes // MEBIBYTE)
    if unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * max(packed, 1):
        raise Refusal("archive_ratio", limit=limits.ratio)
