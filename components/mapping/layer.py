"""The incident layer and the constant Folium map that carries it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import folium
from folium.elements import JSCSSMixin
from folium.template import Template

from components.incident_layer.scripts import asset_version

ASSETS = "/assets"


class OfflineMap(folium.Map):
    """A Folium map whose assets all come from this server: Leaflet and jQuery only, no icon fonts, no CDN."""

    default_js: list[tuple[str, str]] = [  # noqa: RUF012 (Folium declares it so)
        ("leaflet", f"{ASSETS}/leaflet/leaflet.js"),
        ("jquery", f"{ASSETS}/jquery/jquery.min.js"),
    ]
    default_css: list[tuple[str, str]] = [("leaflet_css", f"{ASSETS}/leaflet/leaflet.css")]  # noqa: RUF012


class IncidentStage(JSCSSMixin, folium.MacroElement):
    """Mounts the incident layer's script on the map, once."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            Marsad.mount({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "IncidentStage"
        version = asset_version()
        self.default_js = [("marsad", f"{ASSETS}/map/incident_layer.js?v={version}")]
        self.default_css = [
            ("marsad_fonts", f"{ASSETS}/fonts.css"),
            ("marsad_css", f"{ASSETS}/map/incident_layer.css?v={version}"),
        ]


class IncidentLayer(folium.map.Layer):
    """One view of the incidents. It holds no Leaflet objects of its own: it hands the stage what to show.

    streamlit-folium keeps every dynamic layer for ever (its issue 247), so this one leaves an empty group behind.
    All data is base64, in which no text can end a string or a script.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.layerGroup([]);
            Marsad.show(window.map, "{{ this.view }}", "{{ this.bits }}");
        {% endmacro %}
        """
    )

    def __init__(self, view: Mapping[str, Any], bits: str) -> None:
        super().__init__(name="incidents", overlay=True, control=False)
        self._name = "IncidentLayer"
        self.view = encode(view)
        self.bits = bits


def encode(view: Mapping[str, Any]) -> str:
    """A view as base64 of UTF-8 JSON."""
    text = json.dumps(view, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def base_map() -> folium.Map:
    """The map without any incident. It never changes, so that streamlit-folium never mounts it anew."""
    stage = OfflineMap(
        location=[34.6, 43.4],
        zoom_start=6,
        tiles=None,
        zoom_control=False,
        prefer_canvas=True,
        zoom_snap=0.25,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=120,
        min_zoom=3,
        max_zoom=16,
        max_bounds=False,
    )
    stage.add_child(IncidentStage())
    return stage
