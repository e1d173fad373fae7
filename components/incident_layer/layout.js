/* Which place is drawn how, and where: discs are set apart, labels find room. */
const DISC_LIMIT = 300; // more dots than this in one disc cannot be told apart
const OVERVIEW_ZOOM = 4.75; // below this a site is its square and a count
const CROWD = 40; // more places than this are drawn where they are, without discs
const REFERENCE_ZOOM = 6.75;
const LABEL_GAP = 5;
const CONTROLS_WIDTH = 60;

const withLayout = (Base) =>
  class extends Base {
    layOut() {
      const { map, view, points } = this;
      const zoom = map.getZoom();
      const bounds = map.getBounds().pad(0.25);
      const dot = Math.min(6.5, Math.max(2, 3.6 * 2 ** ((zoom - REFERENCE_ZOOM) * 0.35))) * this.scale;
      const placeOf = new Map();
      points.site.forEach((site, place) => site && placeOf.set(site, place));
      const nodes = view.sites.map((site) => ({ site, lat: site.lat, lon: site.lon, place: placeOf.has(site.id) ? placeOf.get(site.id) : -1 }));
      const named = new Set(view.sites.map((site) => site.id));
      for (let place = 0; place < points.lat.length; place += 1) {
        if (named.has(points.site[place])) continue;
        const lat = points.lat[place] / 100;
        const lon = points.lon[place] / 100;
        if (lat >= bounds.getSouth() && lat <= bounds.getNorth() && lon >= bounds.getWest() && lon <= bounds.getEast()) nodes.push({ site: null, lat, lon, place });
      }
      const crowded = nodes.length > CROWD;
      for (const node of nodes) {
        const point = map.latLngToContainerPoint([node.lat, node.lon]);
        node.x = node.cx = point.x;
        node.y = node.cy = point.y;
        node.total = node.place < 0 ? 0 : points.total(node.place);
        node.spacing = dot * 1.36;
        node.dot = dot;
        this.chooseForm(node, zoom, crowded);
        this.measureLabel(node, zoom);
      }
      this.separate(nodes.filter((node) => node.form !== "mark"));
      this.nodes = nodes;
      this.fixed = this.fixtures();
      this.settleLabels();
    }

    chooseForm(node, zoom, crowded) {
      if (!node.site && crowded) {
        node.form = "mark";
        node.radius = node.total === 1 ? node.dot : 3 + 1.6 * Math.log2(node.total);
      } else if (zoom < OVERVIEW_ZOOM || node.total === 0) {
        node.form = "square";
        node.radius = 6;
      } else if (node.total > DISC_LIMIT) {
        node.form = "ring";
        node.radius = 14 + 8 * Math.log10(node.total);
      } else {
        node.form = "disc";
        node.radius = node.spacing * Math.sqrt(node.total + 1.6) + node.dot + 3;
      }
    }

    measureLabel(node, zoom) {
      node.lines = [];
      node.beside = 0; // -1 and 1: the label stands left or right of the disc, 0: below or above it
      node.above = false;
      node.nudge = 0;
      node.width = 0;
      node.height = 0;
      if (!node.site) return;
      const lines = zoom < OVERVIEW_ZOOM ? node.site.lines.slice(-1) : node.site.lines;
      this.setLines(node, this.root.clientWidth < NARROW ? shortLines(lines) : lines);
    }

    setLines(node, lines) {
      node.lines = [node.site.name, ...lines];
      const context = this.canvas.getContext("2d");
      const widths = node.lines.map((line, index) => {
        context.font = this.font(index === 0 ? 600 : 400, index === 0 ? 14 : 12);
        return context.measureText(line).width + 8;
      });
      node.width = Math.max(...widths);
      node.height = (20 + 16 * lines.length) * this.scale;
    }

    /* Push overlapping discs (with their labels) apart along the line between their true places. */
    separate(nodes) {
      for (let round = 0; round < 30; round += 1) {
        let moved = false;
        for (let i = 0; i < nodes.length; i += 1) {
          for (let j = i + 1; j < nodes.length; j += 1) moved = this.pushApart(nodes[i], nodes[j]) || moved;
        }
        if (!moved) return;
      }
    }

    pushApart(a, b) {
      const [upper, lower] = a.cy <= b.cy ? [a, b] : [b, a];
      const half = (node) => (node.beside ? node.radius : Math.max(node.radius, node.width / 2));
      const needX = half(a) + half(b) + 6;
      const needY = upper.radius + (upper.beside ? 0 : LABEL_GAP + upper.height) + lower.radius + 12;
      const overX = needX - Math.abs(a.cx - b.cx);
      const overY = needY - (lower.cy - upper.cy);
      if (overX <= 0.5 || overY <= 0.5) return false;
      if (upper.beside === 0 && !upper.settled && upper.width) {
        // A label between the two discs would hide their true places.
        const side = upper.x >= lower.x ? 1 : -1;
        this.setLines(upper, shortLines(upper.lines.slice(1)));
        upper.beside = [side, -side].find((way) => this.hasRoom(upper, way, lower)) || 0;
        upper.settled = true;
        return true;
      }
      let ux = lower.x - upper.x;
      let uy = lower.y - upper.y;
      const length = Math.hypot(ux, uy);
      if (length < 1) [ux, uy] = [0.6, 0.8];
      else [ux, uy] = [ux / length, uy / length];
      if (uy < 0) [ux, uy] = [-ux, -uy];
      const step = Math.min(Math.abs(ux) > 0.05 ? overX / Math.abs(ux) : Infinity, uy > 0.05 ? overY / uy : Infinity) / 2;
      upper.cx -= ux * step;
      upper.cy -= uy * step;
      lower.cx += ux * step;
      lower.cy += uy * step;
      return true;
    }

    /* Whether a label fits on one side of its disc: inside the map, clear of the buttons and of the other disc. */
    hasRoom(node, way, other) {
      const controls = this.view.dir === "rtl" ? -1 : 1;
      const edge = way > 0 ? this.map.getSize().x - node.cx : node.cx;
      if (edge < node.radius + node.width + (way === controls ? CONTROLS_WIDTH : 20)) return false;
      const [left, top, right, bottom] = this.labelBox({ ...node, beside: way });
      const { cx, cy, radius } = other;
      return cx + radius < left || cx - radius > right || cy + radius < top || cy - radius > bottom;
    }
  };
