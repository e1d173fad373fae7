"""How long publishing takes, and reading what is published, on SQLite and PostgreSQL.

    python tests/benchmarks/store.py [--json FILE] [--rows N]

Prints seconds. It asserts nothing about them.

- Data: synthetic incidents (see `synthetic.py`) in a draft, as the intake hands them over; PostgreSQL is a cluster of
  its own in a temporary folder, with its usual settings but for `fsync` (see `tests/store/postgresql.py`).
- `draft`: the rows are kept as a draft. `publish`: the whole call, from the draft to the acknowledged revision.
- `read`: `snapshot`, from the question to a frame with every row; the best and the worst of five.
- `small`: fifty drafts of one row published on top of that, the median and the worst; the draft is not in the time.
- `poll`: the question for the head that every process asks once a second, the median of two hundred.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import URL

from components.store.history import head
from components.store.migrate import migrate
from components.store.store import open_store
from tests.benchmarks.synthetic import synthetic_incidents
from tests.store.editing import FIELDS, Desk, row
from tests.store.postgresql import running_cluster

ROWS = 200_000
READS, SMALL, POLLS = 5, 50, 200


@dataclass(frozen=True)
class Result:
    """Seconds on one database."""

    database: str
    rows: int
    draft: float
    publish: float
    read_best: float
    read_worst: float
    small_median: float
    small_worst: float
    poll_median: float


def main() -> None:
    chosen = _options()
    os.environ["MARSAD_EDITORS"] = "https://id.example.org amal"
    records = _records(chosen.rows)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster:
        results = [
            measure(URL.create("sqlite", database=f"{folder}/marsad.sqlite"), records),
            measure(cluster.new_database(), records),
        ]
    print(f"{chosen.rows:,} rows, {os.cpu_count()} processors, load {load:.1f} at the start")
    print(as_table(results))
    if chosen.json:
        report = {"rows": chosen.rows, "load": load, "results": [asdict(result) for result in results]}
        chosen.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


def _records(rows: int) -> list[dict[str, Any]]:
    """Synthetic incidents as the intake's accepted records."""
    table = synthetic_incidents(rows)
    named = {name for name in table.columns if name in FIELDS and name != "source_ids"}
    return [
        row(number, **{name: cell for name, cell in found.items() if name in named})
        for number, found in enumerate(table.astype("object").to_dict("records"))
    ]


def measure(url: URL, records: list[dict[str, Any]]) -> Result:
    """Publish and read on an empty database."""
    store = open_store(url)
    migrate(store.engines)
    desk = Desk(store)
    draft, kept = timed(lambda: desk.draft(records))
    publish, _ = timed(lambda: desk.publish_draft(kept))
    reads = []
    for _ in range(READS):
        seconds, seen = timed(desk.now)
        if len(seen.rows) != len(records):
            message = f"{len(seen.rows)} of {len(records)} rows were read"
            raise RuntimeError(message)
        reads.append(seconds)
    small = [timed(lambda one=one: desk.publish_draft(one))[0] for one in _small_drafts(desk)]  # type: ignore[misc]
    polls = [timed(lambda: head(store))[0] for _ in range(POLLS)]
    store.engines.dispose()
    return Result(
        url.get_backend_name(),
        len(records),
        *(
            round(seconds, 4)
            for seconds in (
                draft,
                publish,
                min(reads),
                max(reads),
                statistics.median(small),
                max(small),
                statistics.median(polls),
            )
        ),
    )


def _small_drafts(desk: Desk) -> Any:
    for number in range(SMALL):
        yield desk.draft([row(number, incident_id=f"2025-04-02-small-{number}")])


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what was returned."""
    begin = time.perf_counter()
    answer = call()
    return time.perf_counter() - begin, answer


def as_table(results: list[Result]) -> str:
    lines = [f"{'database':<12}{'draft':>9}{'publish':>9}{'read':>16}{'small':>18}{'poll':>10}"]
    lines += [
        f"{found.database:<12}{found.draft:>7.2f} s{found.publish:>7.2f} s"
        f"{found.read_best:>7.2f} to {found.read_worst:.2f} s"
        f"{found.small_median * 1000:>8.1f} to {found.small_worst * 1000:.0f} ms{found.poll_median * 1000:>7.1f} ms"
        for found in results
    ]
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure publishing, and reading what is published.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results there")
    parser.add_argument("--rows", type=int, default=ROWS, metavar="N", help=f"rows published (default {ROWS:,})")
    return parser.parse_args()


if __name__ == "__main__":
    main()
