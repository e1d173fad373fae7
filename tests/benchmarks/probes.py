"""When was the new view drawn? One probe per way to draw a map, run inside the frame that draws it.

Every probe ends alike: at the start of the first animation frame after the one in which the new view was drawn, on the
clock `performance.timeOrigin + performance.now()`, which is the same one in every frame of the page.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Frame, Page

START_MILLISECONDS = 120_000

# In every frame from its first byte. A press on the page is the moment that counts as the start.
PREPARE = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const bench = { pressed: 0, drawn: null };
  window.marsadBenchmark = bench;
  addEventListener("pointerdown", () => (bench.pressed = now()), true);
  bench.frames = (count, done) => {
    requestAnimationFrame(() => (count > 1 ? bench.frames(count - 1, done) : done(now())));
  };
  bench.watch = (start) => {
    bench.painted = new Promise((done, fail) => {
      setTimeout(() => fail(new Error("the new view was not drawn")), 60000);
      start(done);
    });
  };
  for (const name of ["drawArraysInstanced", "drawElementsInstanced"]) {
    const draw = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...given) {
      draw.apply(this, given);
      if (bench.drawn) bench.drawn(given.at(-1));
    };
  }
})();
"""

# The layer writes `painted` last, in the animation frame in which it draws; `visible` is the number that it drew.
_WATCH_MARSAD = """
(expected) => marsadBenchmark.watch((done) => {
  const { dataset } = document.querySelector(".leaflet-container");
  const before = Number(dataset.painted);
  const observer = new MutationObserver(() => {
    if (dataset.visible !== String(expected) || Number(dataset.painted) <= before) return;
    observer.disconnect();
    marsadBenchmark.frames(1, done);
  });
  observer.observe(document.querySelector(".leaflet-container"), { attributes: true });
})
"""

# streamlit-folium stores the new group's text and evaluates it in the same task. The next frame draws it, and the one
# after that is the end.
_WATCH_FOLIUM = """
() => marsadBenchmark.watch((done) => {
  const data = window.__GLOBAL_DATA__;
  let text = data.last_feature_group;
  Object.defineProperty(data, "last_feature_group", {
    configurable: true,
    get: () => text,
    set: (value) => {
      text = value;
      marsadBenchmark.frames(2, done);
    },
  });
})
"""

# deck.gl draws a scatter plot as one instanced draw call with an instance for each row.
_WATCH_PYDECK = """
(expected) => marsadBenchmark.watch((done) => {
  marsadBenchmark.drawn = (instances) => {
    if (instances !== expected) return;
    marsadBenchmark.drawn = null;
    marsadBenchmark.frames(1, done);
  };
})
"""

_COUNT_MARSAD = "() => Number(document.querySelector('.leaflet-container').dataset.visible)"
_COUNT_FOLIUM = """
() => {
  const shown = window.feature_group.filter((group) => window.map.hasLayer(group));
  const marks = (layer) => (layer.getLayers ? layer.getLayers().flatMap(marks) : [layer]);
  return shown.flatMap(marks).length;
}
"""
_READY_FOLIUM = "() => window.map && window.__GLOBAL_DATA__ && window.__GLOBAL_DATA__.last_feature_group"
_READY_MARSAD = "() => Boolean(document.querySelector('.leaflet-container[data-painted]'))"
_READY_PYDECK = "() => Boolean(document.querySelector('[data-testid=stDeckGlJsonChart] canvas'))"


@dataclass(frozen=True)
class Probe:
    """JavaScript for one way: is it up, watch for a view of so many incidents, how many does it show.

    `in_component` says that the map lives in streamlit-folium's frame. `count` is None where the watching itself
    already looked for the right number.
    """

    in_component: bool
    ready: str
    watch: str
    count: str | None

    def frame(self, page: Page) -> Frame:
        """The frame that draws the map, once it has drawn a first view."""
        frame = _component_frame(page) if self.in_component else page.main_frame
        frame.wait_for_function(self.ready, timeout=START_MILLISECONDS)
        return frame


PROBES = {
    "marsad": Probe(True, _READY_MARSAD, _WATCH_MARSAD, _COUNT_MARSAD),
    "folium": Probe(True, _READY_FOLIUM, _WATCH_FOLIUM, _COUNT_FOLIUM),
    "fastmarkercluster": Probe(True, _READY_FOLIUM, _WATCH_FOLIUM, _COUNT_FOLIUM),
    "pydeck": Probe(False, _READY_PYDECK, _WATCH_PYDECK, None),
}


def _component_frame(page: Page) -> Frame:
    element = page.locator("iframe[src*=streamlit_folium]").element_handle(timeout=START_MILLISECONDS)
    frame = element.content_frame()
    if frame is None:
        message = "the map's frame is gone"
        raise RuntimeError(message)
    return frame
