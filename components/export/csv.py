"""CSV. Made for spreadsheets and for the way back: what is written here comes home through the intake unchanged."""

from __future__ import annotations

import pandas as pd

from components.domain.formula_guard import STARTS, guard
from components.export.extract import Extract
from components.export.table import derived_columns, stamp_columns, stored_columns

_SUSPECT = ("'", *STARTS)


def write_csv(extract: Extract) -> bytes:
    """UTF-8 with a BOM (Excel shows Arabic by it) and CRLF; no text in it is one that a spreadsheet would run."""
    table = _table(extract)
    return _written(table.apply(guarded), "utf-8-sig")


def write_raw_csv(extract: Extract) -> bytes:
    """The same for programs: no BOM, and every text as it is stored."""
    return _written(_table(extract), "utf-8")


def guarded(cells: pd.Series) -> pd.Series:
    """`formula_guard.guard` for a column of `str`; the few cells that may need it are looked at one by one."""
    suspect = cells.str.startswith(_SUSPECT)
    if not suspect.any():
        return cells
    out = cells.copy()
    out[suspect] = [guard(text) for text in cells[suspect]]
    return out


def _table(extract: Extract) -> pd.DataFrame:
    derived = derived_columns(extract)
    texts = derived.astype("str").where(derived.notna(), "")
    return pd.concat([stored_columns(extract), texts, stamp_columns(extract)], axis=1)


def _written(table: pd.DataFrame, encoding: str) -> bytes:
    return table.to_csv(index=False, lineterminator="\r\n").encode(encoding, "replace")
