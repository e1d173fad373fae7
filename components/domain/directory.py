"""Where the tables lie. Apart from the tables themselves, so that a light process can ask without loading pandas."""

from __future__ import annotations

import os
from pathlib import Path

DATA_DIRECTORY = Path(__file__).resolve().parents[2] / "data"
DIRECTORY_VARIABLE = "MARSAD_DATA"


def data_directory() -> Path:
    """The folder with the tables: `MARSAD_DATA` where set, else the repository's `data/`."""
    return Path(os.environ.get(DIRECTORY_VARIABLE) or DATA_DIRECTORY)
