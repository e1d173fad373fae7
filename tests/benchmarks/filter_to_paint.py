"""From a filter change to the painted map: Marsad beside the usual ways to map incidents in Streamlit.

    python tests/benchmarks/filter_to_paint.py [--json FILE] [--runs N] [--quick]

Prints, for each way and number of incidents, the median time from the change to the painted map and the median number
of bytes that the change brings over the websocket. It asserts nothing about them.

- Data: synthetic incidents (see `synthetic.py`), the same ones for every way. The ways themselves: Marsad is this app
  with `MARSAD_DATA` set; the others are small apps (see `rivals.py`).
- Change: a real mouse click on "Since 7 Oct 2023" (about two fifths of the incidents) or "All" in the `preset` pills.
  Between the two a year is chosen, unmeasured, so that Streamlit's cache of the messages of the last two runs never
  spares anyone the sending.
- Time: from the browser's `pointerdown` to the start of the first animation frame after the one in which the map drew
  the new view (see `probes.py`). It is the map's time: the rest of Marsad's page (figures, timeline, table) follows.
- Bytes: payloads of the websocket frames received, from the click to a second after the painting and until the script
  run is over. So they cover the whole page, of which the others have only the pills and the map.
- Each case has its own server, one at a time; two changes to warm up, then the medians of the runs. The browser is
  headless Chromium without a graphics card: canvas and WebGL are drawn by the processor, which is hardest on pydeck.
  Other work on the machine shows in the numbers; its load at the start is printed with them.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle, islice, pairwise
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser, Frame, Page, WebSocket, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from components.domain.directory import DATA_DIRECTORY, DIRECTORY_VARIABLE
from tests.benchmarks.probes import PREPARE, PROBES, START_MILLISECONDS
from tests.benchmarks.rivals import TABLE_FILE, write_rival
from tests.benchmarks.synthetic import synthetic_folder
from tests.browser.conftest import CHROMIUM
from tests.browser.server import running_app

WIDE = ("Since 7 Oct 2023", "All")
VIEWS = ("2021", WIDE[0], "2022", WIDE[1])
WARM_UP = 2
QUIET_MILLISECONDS = 1000
RUNS = 9
QUICK_RUNS = 3


@dataclass(frozen=True)
class Case:
    """A way to draw the map and how many incidents its data has."""

    way: str
    incidents: int
    slow: bool = False


CASES = (
    Case("marsad", 1_000),
    Case("marsad", 10_000),
    Case("marsad", 100_000, slow=True),
    Case("folium", 1_000),
    Case("folium", 5_000),
    Case("fastmarkercluster", 10_000),
    Case("pydeck", 10_000),
    Case("pydeck", 100_000, slow=True),
)


@dataclass(frozen=True)
class Result:
    """Medians over the runs of one case: milliseconds to the painted map, websocket bytes received."""

    way: str
    incidents: int
    median_ms: float
    bytes: int
    runs: int


class Received:
    """Counts the payload bytes of all websocket frames that a page receives."""

    def __init__(self, page: Page) -> None:
        self.total = 0
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._add)

    def _add(self, payload: bytes | str) -> None:
        self.total += len(payload if isinstance(payload, bytes) else payload.encode())


def main() -> None:
    options = _options()
    cases = [case for case in CASES if not (options.quick and case.slow)]
    runs = options.runs or (QUICK_RUNS if options.quick else RUNS)
    machine = f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start"
    results = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        for case in cases:
            print(f"{case.way}, {case.incidents:,} incidents …", file=sys.stderr)
            results.append(measure(browser, case, runs))
    print(machine, table(results), sep="\n")
    if options.json:
        text = json.dumps({"results": [asdict(result) for result in results]}, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")


def measure(browser: Browser, case: Case, runs: int) -> Result:
    """Start the case's app, change the year again and again, and take the medians."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", reduced_motion="reduce")
    with tempfile.TemporaryDirectory() as name, started(case, Path(name)) as (base, counts):
        page = context.new_page()
        page.add_init_script(PREPARE)
        received = Received(page)
        page.goto(f"{base}/?lang=en")
        frame = PROBES[case.way].frame(page)
        _settle(page)
        turns = islice(cycle(VIEWS), 2 * (WARM_UP + runs))
        every = [(view, _change(page, frame, case, received, counts[view], view)) for view in turns]
        context.close()
    measured = [[change for view, change in every[2 * WARM_UP :] if view == wide] for wide in WIDE]
    medians = [[statistics.median(column) for column in zip(*changes, strict=True)] for changes in measured]
    times, sizes = zip(*medians, strict=True)
    return Result(case.way, case.incidents, round(statistics.fmean(times), 1), int(statistics.fmean(sizes)), runs)


@contextmanager
def started(case: Case, folder: Path) -> Iterator[tuple[str, dict[str, int]]]:
    """The running app of a case: its base URL, and how many incidents each of the views has."""
    data = folder / "data"
    incidents = synthetic_folder(data, case.incidents)
    counts = {
        "All": len(incidents),
        WIDE[0]: int((incidents["date"] >= "2023-10-07").sum()),
        **{year: int(incidents["date"].str.startswith(year).sum()) for year in ("2021", "2022")},
    }
    if any(counts[view] == counts[after] for view, after in pairwise([*VIEWS, VIEWS[0]])):
        message = f"a change cannot be told from its number of incidents: {counts}"
        raise ValueError(message)
    if case.way == "marsad":
        with running_app(environment={DIRECTORY_VARIABLE: str(data)}) as base:
            yield base, counts
        return
    rival = folder / "rival"
    rival.mkdir()
    _coordinates(incidents).to_csv(rival / TABLE_FILE, index=False)
    with running_app(script=write_rival(rival, case.way)) as base:
        yield base, counts


def _coordinates(incidents: pd.DataFrame) -> pd.DataFrame:
    """Date and position of every incident: its site's or its own."""
    sites = pd.read_csv(DATA_DIRECTORY / "sites.csv").set_index("site_id")
    own = {axis: pd.to_numeric(incidents[axis]) for axis in ("latitude", "longitude")}
    placed = {axis: incidents["site_id"].map(sites[axis]).fillna(values) for axis, values in own.items()}
    return pd.DataFrame({"date": incidents["date"], **placed})


def _change(page: Page, frame: Frame, case: Case, received: Received, expected: int, view: str) -> tuple[float, int]:
    """Click a view with the expected number of incidents: milliseconds to the painted map, bytes received."""
    probe = PROBES[case.way]
    frame.evaluate(probe.watch, expected)
    before = received.total
    pills = page.locator(".st-key-preset")
    pills.get_by_role("button", name=view, exact=True).or_(pills.get_by_role("radio", name=view, exact=True)).click()
    painted = frame.evaluate("() => marsadBenchmark.painted")
    if probe.count and (shown := frame.evaluate(probe.count)) != expected:
        message = f"{case.way} shows {shown} incidents of {expected}"
        raise RuntimeError(message)
    _settle(page)
    return painted - page.evaluate("() => marsadBenchmark.pressed"), received.total - before


def _settle(page: Page) -> None:
    """Wait for a quiet second, and until no script run is under way."""
    page.wait_for_timeout(QUIET_MILLISECONDS)
    page.locator('.stApp[data-test-script-state="notRunning"]').wait_for(timeout=START_MILLISECONDS)


def table(results: list[Result]) -> str:
    """The results as text, each with how many times Marsad's figures it takes, at its size or the next one measured."""
    own = {result.incidents: result for result in results if result.way == "marsad"}
    lines = [f"{'way':<18}{'incidents':>10}{'median':>10}{'bytes':>12}   against marsad"]
    for result in results:
        line = f"{result.way:<18}{result.incidents:>10,}{result.median_ms:>7,.0f} ms{result.bytes:>12,}"
        size = min((size for size in own if size >= result.incidents), default=None)
        if result.way != "marsad" and size is not None:
            slower, larger = result.median_ms / own[size].median_ms, result.bytes / own[size].bytes
            line += f"   {slower:.1f} x the time, {larger:.1f} x the bytes of {size:,}"
        lines.append(line)
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the time from a filter change to the painted map.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results there")
    parser.add_argument("--runs", type=int, metavar="N", help=f"changes to measure (default {RUNS})")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_RUNS} changes, without the slowest cases")
    return parser.parse_args()


if __name__ == "__main__":
    main()
