"""The digests that prove the store's history: of a row, of a batch, and of the batch before it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

START = "0" * 64
"""The digest before the first batch."""


def canonical(value: Any) -> str:
    """JSON that is the same for the same value: keys in order, no spaces, text as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def new_salt() -> str:
    """32 random hex digits. With it a row's digest does not betray a short text once the text is gone."""
    return secrets.token_hex(16)


def row_digest(salt: str, incident_id: str, action: str, cells: str) -> str:
    """SHA-256 of one version of a row, salted."""
    return hashlib.sha256("\0".join((salt, incident_id, action, cells)).encode()).hexdigest()


def batch_digest(batch: Mapping[str, Any], rows: Iterable[tuple[str, str]], redacted: Iterable[tuple[Any, ...]]) -> str:
    """SHA-256 of a batch's own columns (with `previous`), its rows' (id, digest), and what it redacted."""
    columns = {name: value for name, value in batch.items() if name != "digest"}
    content = {"batch": columns, "rows": sorted(rows), "redacted": sorted(redacted)}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def revision_name(number: int, base: str, digest: str) -> str:
    """`<number>-<8 hex>`. The data's own files are part of it: over other files the same batches are another revision.

    Revision 0 is named by the files alone.
    """
    proof = base if number == 0 else hashlib.sha256(f"{base}\0{digest}".encode()).hexdigest()
    return f"{number}-{proof[:8]}"
