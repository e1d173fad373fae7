/* Room for the labels: each gets the first place where it meets nothing else. */
const EDGE = 2;
const PLACES = [{ beside: 0 }, { beside: 1 }, { beside: -1 }, { beside: 0, above: true }];

const meet = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
const meetsCircle = (box, { cx, cy, radius }) => {
  const dx = Math.max(box[0] - cx, 0, cx - box[2]);
  const dy = Math.max(box[1] - cy, 0, cy - box[3]);
  return dx * dx + dy * dy < (radius - 1) ** 2;
};

const withRoom = (Base) =>
  class extends Base {
    /* Boxes of what lies on the map: legend, buttons, credit. */
    fixtures() {
      const frame = this.root.getBoundingClientRect();
      return [this.legend, ...this.root.querySelectorAll(".leaflet-control")].map((node) => {
        const box = node.getBoundingClientRect();
        return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
      });
    }

    /* Their style sheet may come after the first frame: labels find their room again when one of them grows. */
    watchFixtures() {
      if (this.watch) this.watch.disconnect();
      this.watch = new ResizeObserver(() => this.schedule());
      for (const node of [this.legend, ...this.root.querySelectorAll(".leaflet-control")]) this.watch.observe(node);
    }

    settleLabels() {
      const size = this.map.getSize();
      const discs = this.nodes.filter((node) => node.form !== "mark");
      const squares = discs.map((node) => [node.x - 5, node.y - 5, node.x + 5, node.y + 5]);
      const taken = [...this.fixed];
      const free = (node, box) =>
        !taken.some((other) => meet(box, other)) &&
        !discs.some((other) => other !== node && meetsCircle(box, other)) &&
        !squares.some((square) => meet(box, square));
      const inside = (box) => box[0] >= EDGE && box[1] >= EDGE && box[2] <= size.x - EDGE && box[3] <= size.y - EDGE;
      for (const node of this.nodes) {
        if (!node.site) continue;
        const onMap = node.cx >= 0 && node.cx <= size.x && node.cy >= 0 && node.cy <= size.y;
        node.crowded = !this.settleLabel(node, (box) => (!onMap || inside(box)) && free(node, box), size);
        if (!node.crowded) taken.push(this.labelBox(node));
      }
    }

    /* Whole lines before short ones, all lines before the troop count alone; below, then beside, then above. False: there is no room. */
    settleLabel(node, fits, size) {
      const [, ...lines] = node.lines;
      const short = shortLines(lines);
      const texts = [lines, short, short.slice(0, -1), short.slice(-1), []];
      const places = [{ beside: node.beside }, ...PLACES.filter(({ beside, above }) => above || beside !== node.beside)];
      for (const text of texts) {
        this.setLines(node, text);
        for (const { beside, above } of places) {
          node.beside = beside;
          node.above = Boolean(above);
          node.nudge = beside ? 0 : this.intoMap(node, size);
          if (fits(this.labelBox(node))) return true;
        }
      }
      return false;
    }

    /* How far a label over or under its disc moves sideways to stay on the map. */
    intoMap({ cx, width, radius }, size) {
      const half = width / 2 + EDGE;
      const wanted = Math.max(half, Math.min(cx, size.x - half)) - cx;
      return Math.max(-radius, Math.min(wanted, radius));
    }
  };
