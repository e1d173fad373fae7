"""The usual ways to put the same incidents on a map in Streamlit, each as a small app of its own.

Every one gets what a careful author would give it, so that only the way itself is measured: the table is read once
(`st.cache_data`), the range is chosen by date comparison, only coordinates are drawn (no popups, tooltips or per-row
colours, which the Marsad map has), the base map is constant, Leaflet draws on a canvas, and there is nothing else on
the page. Leaflet, jQuery and Leaflet.markercluster come from their XStatic packages through this server.
"""

from __future__ import annotations

from pathlib import Path

PAGE_FILE = "rival_page.py"
TABLE_FILE = "rival_incidents.csv"

_APP = f'''"""Entry point of a rival app: the page and the asset routes that it shares with Marsad."""

from pathlib import Path

import streamlit as st
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from components.web.assets import asset_routes, package_directory

cluster = Mount("/assets/cluster", StaticFiles(directory=package_directory("leaflet_markercluster")))
app = st.App(Path(__file__).with_name("{PAGE_FILE}"), routes=[*asset_routes(), cluster])
'''
_APP_WITHOUT_CLUSTER = f'''"""Entry point of a rival app: the page and the asset routes that it shares with Marsad."""

from pathlib import Path

import streamlit as st

from components.web.assets import asset_routes

app = st.App(Path(__file__).with_name("{PAGE_FILE}"), routes=asset_routes())
'''
_TABLE = f'''
from pathlib import Path

import pandas as pd
import streamlit as st

st.set_page_config(layout="wide")


@st.cache_data
def incidents() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).with_name("{TABLE_FILE}"), parse_dates=["date"])


rows = incidents()
view = st.pills("Range", ["All", "Since 7 Oct 2023", "2021", "2022"], key="preset", default="All")
if view == "Since 7 Oct 2023":
    rows = rows[rows["date"] >= "2023-10-07"]
elif view != "All":
    rows = rows[(rows["date"] >= f"{{view}}-01-01") & (rows["date"] <= f"{{view}}-12-31")]
'''
_FOLIUM_MAP = """
import folium
from streamlit_folium import st_folium

from components.mapping.layer import OfflineMap

base = OfflineMap(location=[33.2, 43.7], zoom_start=6, tiles=None, prefer_canvas=True)
group = folium.FeatureGroup(name="incidents")
"""
_SHOW_FOLIUM = """
st_folium(base, key="map", height=470, use_container_width=True, returned_objects=[], feature_group_to_add=group)
"""
_PAGES = {
    "folium": _TABLE
    + _FOLIUM_MAP
    + """
for latitude, longitude in zip(rows["latitude"], rows["longitude"]):
    folium.CircleMarker([latitude, longitude], radius=4, weight=1, fill=True).add_to(group)
"""
    + _SHOW_FOLIUM,
    "fastmarkercluster": _TABLE
    + _FOLIUM_MAP
    + """
from folium.plugins import FastMarkerCluster

# Without a tile layer the map itself must name the limit that Leaflet.markercluster asks for.
base.options["max_zoom"] = 16
FastMarkerCluster.default_js = [("cluster", "/assets/cluster/leaflet.markercluster.js")]
FastMarkerCluster.default_css = [
    ("cluster", "/assets/cluster/MarkerCluster.css"),
    ("cluster_icons", "/assets/cluster/MarkerCluster.Default.css"),
]
mark = "function (row) { return L.circleMarker([row[0], row[1]], {radius: 4, weight: 1, fill: true}); }"
FastMarkerCluster(rows[["latitude", "longitude"]], callback=mark).add_to(group)
"""
    + _SHOW_FOLIUM,
    "pydeck": _TABLE
    + """
import pydeck as pdk

layer = pdk.Layer(
    "ScatterplotLayer",
    id="incidents",
    data=rows[["longitude", "latitude"]],
    get_position="[longitude, latitude]",
    get_fill_color=[213, 94, 0],
    radius_min_pixels=4,
    radius_max_pixels=4,
)
view = pdk.ViewState(latitude=33.2, longitude=43.7, zoom=5)
st.pydeck_chart(pdk.Deck([layer], initial_view_state=view, map_provider=None), height=470, key="map")
""",
}


def write_rival(folder: Path, way: str) -> Path:
    """Write the app of one of the ways (`folium`, `fastmarkercluster`, `pydeck`) and return its entry script.

    The table that it reads is `TABLE_FILE` in the same folder: date, latitude, longitude.
    """
    (folder / PAGE_FILE).write_text(_PAGES[way], encoding="utf-8")
    entry = folder / "rival_app.py"
    entry.write_text(_APP if way == "fastmarkercluster" else _APP_WITHOUT_CLUSTER, encoding="utf-8")
    return entry
