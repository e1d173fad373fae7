"""How long each export takes, and what common ways to write the same rows take.

    python tests/benchmarks/exports.py [--json FILE] [--rows N] [--lang ar]

Prints seconds of one processor and megabytes, and the ratio to the way beside it. It asserts nothing about them.

- Data: synthetic incidents (see `synthetic.py`), half at the sites, half at places of their own, without claims.
- Beside each stands the shortest way to such a file that checks and adds nothing: `DataFrame.to_csv`, `to_excel` with
  XlsxWriter, `GeoDataFrame.to_parquet`, `GeoDataFrame.to_file` for GeoJSON and KML. They write the stored columns only:
  no sources by link, no claims, no guard, no stamp.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import geopandas
import pandas as pd

from components.domain.dataset import load_dataset
from components.domain.view import View
from components.export.extract import Extract
from components.export.formats import FORMATS
from components.i18n import LANGUAGES, translator
from tests.benchmarks.synthetic import synthetic_folder

ROWS = 100_000
MEGABYTE = 1_000_000
LINK = "https://marsad.example.org/?lang=en"


@dataclass(frozen=True)
class Result:
    """Processor seconds and bytes; `rival` is the plain way's seconds, None where there is none."""

    code: str
    rows: int
    seconds: float
    size: int
    rival: float | None


def main() -> None:
    chosen = _options()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        synthetic_folder(Path(folder) / "data", chosen.rows)
        dataset = load_dataset(Path(folder) / "data")
        plain = _plain_frame(dataset.tables()["incidents"], dataset.incidents)
        rivals = _rivals(plain, Path(folder))
        results = []
        for item in FORMATS:
            extract = Extract(dataset, View(lang=chosen.lang), translator(chosen.lang), datetime.now(UTC), LINK)
            _ = extract.incidents, extract.sentence  # the view itself is not in the time
            seconds, data = timed(lambda write=item.write, extract=extract: write(extract))  # type: ignore[misc]
            rival = timed(rivals[item.code])[0] if item.code in rivals else None
            results.append(Result(item.code, chosen.rows, round(seconds, 2), len(data), rival))
    print(f"{chosen.rows:,} rows, {os.cpu_count()} processors, load {load:.1f} at the start")
    print(as_table(results))
    if chosen.json:
        report = {"rows": chosen.rows, "load": load, "results": [asdict(result) for result in results]}
        chosen.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


def _plain_frame(stored: pd.DataFrame, derived: pd.DataFrame) -> geopandas.GeoDataFrame:
    """The stored columns as plain types, and points."""
    frame = stored.assign(source_ids=stored["source_ids"].map(" | ".join))
    coded = frame.select_dtypes("category").columns
    frame[coded] = frame[coded].astype("str")
    x, y = (derived[f"place_{axis}"].to_numpy(dtype=float) for axis in ("longitude", "latitude"))
    return geopandas.GeoDataFrame(frame, geometry=geopandas.points_from_xy(x, y), crs="EPSG:4326")


def _rivals(frame: geopandas.GeoDataFrame, folder: Path) -> dict[str, Callable[[], object]]:
    table = pd.DataFrame(frame.drop(columns="geometry"))
    return {
        "csv": lambda: table.to_csv(folder / "plain.csv", index=False),
        "xlsx": lambda: table.to_excel(folder / "plain.xlsx", index=False, engine="xlsxwriter"),
        "geoparquet": lambda: frame.to_parquet(folder / "plain.parquet"),
        "geojson": lambda: frame.to_file(folder / "plain.geojson", driver="GeoJSON"),
        "kml": lambda: frame.to_file(folder / "plain.kml", driver="KML"),
    }


def timed(call: Callable[[], object]) -> tuple[float, bytes]:
    """Processor seconds of this process, and what was returned."""
    begin = time.process_time()
    answer = call()
    return time.process_time() - begin, answer if isinstance(answer, bytes) else b""


def as_table(results: list[Result]) -> str:
    lines = [f"{'format':<12}{'seconds':>9}{'MB':>8}{'plain way':>12}{'ratio':>8}"]
    for found in results:
        beside = f"{found.rival:>10.2f} s{found.seconds / found.rival:>8.1f}" if found.rival else ""
        lines.append(f"{found.code:<12}{found.seconds:>7.2f} s{found.size / MEGABYTE:>8.1f}{beside}")
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the exports.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results there")
    parser.add_argument("--rows", type=int, default=ROWS, metavar="N", help=f"incidents (default {ROWS:,})")
    parser.add_argument("--lang", choices=sorted(LANGUAGES), default="en", help="the language of the files")
    return parser.parse_args()


if __name__ == "__main__":
    main()
