"""How much a file may ask of us. Every limit can be set in the environment as `MARSAD_INTAKE_<NAME>`."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields

PREFIX = "MARSAD_INTAKE_"
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds, ages in days.

    `answer_bytes` is what the reading process may say back, as JSON; what is held of it takes up to about four times
    that. 200,000 rows of a file of 50 MB need some 60 MB.
    """

    file_bytes: int = 50 * MEBIBYTE
    unpacked_bytes: int = 400 * MEBIBYTE
    ratio: int = 100
    ratio_from_bytes: int = 10 * MEBIBYTE
    spreadsheet_members: int = 200
    rows: int = 500_000
    columns: int = 200
    cell_characters: int = 5_000
    problems: int = 20_000
    answer_bytes: int = 128 * MEBIBYTE
    memory_bytes: int = 1024 * MEBIBYTE
    seconds: int = 20
    delay_days: int = 7

    @classmethod
    def from_environment(cls) -> Limits:
        """The defaults, each replaced by its variable where that holds a whole number."""
        given = {item.name: os.environ.get(PREFIX + item.name.upper(), "") for item in fields(cls)}
        return cls(**{name: int(text) for name, text in given.items() if text.isascii() and text.isdigit()})
