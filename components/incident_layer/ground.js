/* The base map below the incidents, and the camera over it. */
const LEGEND_WIDTH = 780; // from here on the open legend covers no site
const NARROW = 560; // CSS pixels; a phone: labels in short lines, legend folded
const FLIGHT = 1.2; // seconds
const LARGE_WIDTH = 700; // CSS pixels
const LARGE = 1.35;

const withGround = (Base) =>
  class extends Base {
    addGround(ground) {
      this.ground = ground;
      const drawn = ground.features.filter((feature) => ["country", "governorate", "lake", "river"].includes(feature.properties.layer));
      this.groundLayer = L.geoJSON({ type: "FeatureCollection", features: drawn }, { interactive: false, pane: "marsad-ground", renderer: this.groundRenderer });
      this.groundLayer.addTo(this.map);
      this.paintGround();
    }

    paintGround() {
      if (!this.groundLayer) return;
      const { paper } = this.view;
      const styles = {
        country: (item) => ({ fillColor: item.iso === "IRQ" ? paper.ground : paper.abroad, fillOpacity: 1, color: paper.border, weight: item.iso === "IRQ" ? 1.6 : 0.8 }),
        governorate: () => ({ color: paper.line, weight: 0.9, fill: false }),
        lake: () => ({ fillColor: paper.water, fillOpacity: 1, weight: 0 }),
        river: () => ({ color: paper.water, weight: 1.3, fill: false }),
      };
      this.groundLayer.setStyle((feature) => styles[feature.properties.layer](feature.properties));
    }

    goHome(camera) {
      const { map, view } = this;
      if (!view) return;
      if (!camera || view.flight) {
        this.lookHome("setView", "fitBounds", { animate: false });
        return;
      }
      this.userMoved = true;
      map.setView([camera.lat, camera.lon], camera.zoom, { animate: false });
    }

    /* To the next step of a briefing. */
    fly() {
      this.userMoved = false;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (still) this.goHome();
      else this.lookHome("flyTo", "flyToBounds", { duration: FLIGHT });
    }

    /* The opening view: the camera of a briefing's step if it has one, else the whole of the country or of a draft. */
    lookHome(toPoint, toBounds, options) {
      const { map, view } = this;
      if (view.flight && view.camera) {
        map[toPoint]([view.camera.lat, view.camera.lon], view.camera.zoom, options);
        return;
      }
      // Room for the legend on one side where it is open, for the buttons on the other where the map is narrow.
      // A draft's dots may lie at the very edge of the opening view: none under the legend.
      const narrow = this.root.clientWidth < NARROW;
      const legend = this.legend.open && this.root.clientWidth >= LEGEND_WIDTH ? (view.draft ? 230 : 190) * this.scale : 8;
      const buttons = narrow ? 44 : 8;
      const [left, right] = view.dir === "rtl" ? [buttons, legend] : [legend, buttons];
      map[toBounds](view.home, { ...options, paddingTopLeft: [left, 8], paddingBottomRight: [right, view.draft && narrow ? 52 : 8] });
    }

    /* How much larger than on Explore: a briefing on a wide screen is read from the back of a room. */
    get scale() {
      return this.view && this.view.flight && this.root.clientWidth >= LARGE_WIDTH ? LARGE : 1;
    }

    rememberCamera() {
      if (this.view && this.view.flight) return; // a briefing's address says the step, and the step where to look
      clearTimeout(this.cameraTimer);
      this.cameraTimer = setTimeout(() => {
        const centre = this.map.getCenter();
        const zoom = String(Math.round(this.map.getZoom() * 100) / 100);
        host.moved(this.userMoved ? { lat: centre.lat.toFixed(2), lon: centre.lng.toFixed(2), zoom } : null);
      }, 250);
    }

    followZoom(event) {
      const { map } = this;
      const scale = map.getZoomScale(event.zoom);
      const offset = map._latLngBoundsToNewLayerBounds(map.getBounds(), event.zoom, event.center).min;
      L.DomUtil.setTransform(this.canvas, offset, scale);
    }
  };
