/* What lies on the map: the home button, the choice of tiles, the legend. */
const HURT_SCALE = [1, 1.4, 1.8, 2.3];

const shortLines = (lines) => lines.flatMap((line) => line.split(" · "));
const element = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const withControls = (Base) =>
  class extends Base {
    buildControls() {
      const { map, view } = this;
      const start = view.dir === "rtl" ? "right" : "left";
      const end = view.dir === "rtl" ? "left" : "right";
      for (const control of [this.zoom, this.layers, this.home]) if (control) control.remove();
      this.zoom = L.control.zoom({ position: `top${end}`, zoomInTitle: view.strings.zoom_in, zoomOutTitle: view.strings.zoom_out }).addTo(map);
      // The buttons move the map as a wheel does. Leaflet stops their clicks, so they are heard on the way down.
      this.zoom.getContainer().addEventListener("click", () => (this.userMoved = true), true);
      this.home = this.homeControl(`top${end}`).addTo(map);
      this.legend.dataset.side = start;
      this.buildTiles(`top${end}`);
      map.attributionControl.setPosition(`bottom${end}`).setPrefix(false);
      if (this.credit) map.attributionControl.removeAttribution(this.credit);
      this.credit = view.strings.credit;
      map.attributionControl.addAttribution(this.credit);
      map.attributionControl.getContainer().dir = view.dir;
      this.watchFixtures();
    }

    homeControl(position) {
      const control = L.control({ position });
      control.onAdd = () => {
        const bar = element("div", "leaflet-bar");
        const button = element("a", "marsad-home");
        button.href = "#";
        button.role = "button";
        button.title = this.view.draft ? this.view.strings.home_draft : this.view.strings.home;
        button.setAttribute("aria-label", button.title);
        button.textContent = "⌂";
        L.DomEvent.on(button, "click", (event) => {
          L.DomEvent.stop(event);
          this.userMoved = false;
          this.goHome();
        });
        bar.append(button);
        return bar;
      };
      return control;
    }

    buildTiles(position) {
      const { map, view } = this;
      const chosen = this.tileId || "none";
      if (this.tileLayers) Object.values(this.tileLayers).forEach((layer) => layer.remove());
      const none = L.layerGroup([]);
      this.tileLayers = { none };
      const named = { [view.strings.no_tiles]: none };
      for (const tile of view.tiles) {
        const layer = L.tileLayer(tile.url, { attribution: tile.attribution, maxZoom: tile.max_zoom, subdomains: tile.subdomains || "abc" });
        layer.on("tileerror", () => this.say(this.view.strings.tiles_failed));
        this.tileLayers[tile.id] = layer;
        named[tile.name] = layer;
      }
      for (const [id, layer] of Object.entries(this.tileLayers)) {
        layer.on("add", () => {
          this.tileId = id;
          this.say(this.points ? this.sentence() : "");
          this.schedule();
        });
      }
      (this.tileLayers[chosen] || none).addTo(map);
      if (!view.tiles.length) return;
      this.layers = L.control.layers(named, null, { position }).addTo(map);
      const toggle = this.layers.getContainer().querySelector(".leaflet-control-layers-toggle");
      toggle.title = view.strings.layers;
      toggle.setAttribute("aria-label", view.strings.layers);
    }

    buildLegend() {
      const { legend, view, points } = this;
      const { strings } = view;
      const body = element("div", "marsad-legend-body");
      legend.dir = view.dir;
      const list = (title) => {
        body.append(element("h4", "", title));
        const holder = element("ul");
        body.append(holder);
        return (shape, text, count, options) => {
          const row = element("li");
          row.append(this.swatch(shape, options), element("span", "", text));
          if (count !== undefined) row.append(element("span", "marsad-count", String(count)));
          holder.append(row);
        };
      };
      const weapon = list(strings.legend_weapon);
      const present = new Set(points.weapon);
      points.weapons.forEach((code, index) => {
        if (present.has(index)) weapon(view.weapons[index].shape, view.weapons[index].label, this.tally[index], { colour: view.weapons[index].colour });
      });
      const size = list(strings.legend_size);
      view.hurt.forEach((text, step) => size("circle", text, undefined, { scale: HURT_SCALE[step] }));
      const doubt = list(strings.legend_doubt);
      doubt("circle", strings.legend_solid, undefined, {});
      doubt("circle", strings.legend_hollow, undefined, { hollow: true });
      const place = list(strings.legend_place);
      place("square", strings.legend_square, undefined, { colour: view.paper.ink, scale: 0.9 });
      if (points.site.includes("")) place("square", strings.legend_approximate, undefined, { colour: view.paper.ink, scale: 0.9, hollow: true });
      if (this.forward.size) {
        const forward = list(strings.legend_forward);
        forward("circle", strings.legend_is_forward, this.forward.size, { ring: [] });
        forward("circle", strings.legend_rest, this.shown - this.forward.size, { opacity: DIMMED });
      }
      if (points.marks) {
        const draft = list(strings.legend_draft);
        draft("circle", strings.legend_new, undefined, { ring: [] });
        draft("circle", strings.legend_changed, undefined, { ring: [2.5, 2.5] });
        body.lastChild.className = "marsad-row";
      }
      body.append(element("p", "", strings.legend_order));
      const title = element("summary", "", strings.legend);
      legend.replaceChildren(title, body);
    }

    swatch(shape, { colour = this.view.paper.muted, scale = 1, hollow = false, ring, opacity = 1 }) {
      const canvas = element("canvas", "marsad-swatch");
      const ratio = window.devicePixelRatio || 1;
      canvas.width = 20 * ratio;
      canvas.height = 20 * ratio;
      canvas.setAttribute("aria-hidden", "true");
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      const path = new Path2D();
      SHAPES[shape](path, 10, 10, 3.6 * scale);
      context.globalAlpha = opacity;
      this.ink(context, path, colour, hollow);
      if (ring) {
        context.setLineDash(ring);
        context.beginPath();
        context.arc(10, 10, 7, 0, 2 * Math.PI);
        context.strokeStyle = this.view.paper.ink;
        context.lineWidth = 1.6;
        context.stroke();
      }
      return canvas;
    }
  };
