/* What stands around the dots: rings, site symbols, a draft's marks, the chosen place. */
const MARK_CHANGED = 2;
const APPROXIMATE_METRES = 800; // half the diagonal of a cell of 0.01 degree here, rounded up

const withMarks = (Base) =>
  class extends Base {
    /* A draft's rows: a ring around a new one, a dashed ring around a changed one. */
    drawMarks(context) {
      if (!this.points.marks) return;
      for (const hit of this.hits) {
        const mark = hit.incident >= 0 ? this.points.marks[hit.incident] : 0;
        if (!mark) continue;
        context.beginPath();
        context.setLineDash(mark === MARK_CHANGED ? [2.5, 2.5] : []);
        context.arc(hit.x, hit.y, hit.r + 3.5, 0, 2 * Math.PI);
        context.strokeStyle = this.view.paper.ink;
        context.lineWidth = 1.6;
        context.stroke();
      }
      context.setLineDash([]);
    }

    ink(context, path, colour, hollow) {
      context.lineJoin = "round";
      if (hollow) {
        context.fillStyle = this.view.paper.disc;
        context.fill(path);
        context.strokeStyle = colour;
        context.lineWidth = 1.5;
      } else {
        context.fillStyle = colour;
        context.fill(path);
        context.strokeStyle = this.view.paper.disc;
        context.lineWidth = 0.6;
      }
      context.stroke(path);
    }

    shares(node) {
      const { points, visible } = this;
      const tally = new Uint32Array(points.weapons.length);
      let shown = 0;
      for (let k = points.first[node.place]; k < points.first[node.place + 1]; k += 1) {
        const incident = points.members[k];
        if (!visible[incident]) continue;
        tally[points.weapon[incident]] += 1;
        shown += 1;
      }
      return { tally, shown };
    }

    drawRing(context, node) {
      const { tally, shown } = this.shares(node);
      let angle = -Math.PI / 2;
      context.globalAlpha = this.isPlaceDimmed(node) ? DIMMED : 1;
      tally.forEach((count, weapon) => {
        if (!count) return;
        const next = angle + (2 * Math.PI * count) / shown;
        context.beginPath();
        context.arc(node.cx, node.cy, node.radius - 6, angle, next);
        context.strokeStyle = this.view.weapons[weapon].colour;
        context.lineWidth = 7;
        context.stroke();
        angle = next;
      });
      context.globalAlpha = 1;
      context.font = this.font(600, 13);
      context.textAlign = "center";
      context.fillStyle = this.view.paper.ink;
      context.fillText(String(shown), node.cx, node.cy + 5);
    }

    drawMark(context, node, batches) {
      if (node.total === 1) {
        const incident = this.points.members[this.points.first[node.place]];
        if (this.visible[incident]) this.addDot(batches, incident, node.cx, node.cy, node.dot * 0.8, node);
        return;
      }
      const { tally, shown } = this.shares(node);
      if (!shown) return;
      const most = tally.indexOf(Math.max(...tally));
      context.globalAlpha = this.isPlaceDimmed(node) ? DIMMED : 1;
      context.beginPath();
      context.arc(node.cx, node.cy, 3 + 1.6 * Math.log2(shown), 0, 2 * Math.PI);
      context.fillStyle = this.view.paper.disc;
      context.fill();
      context.strokeStyle = this.view.weapons[most].colour;
      context.lineWidth = 2;
      context.stroke();
      context.globalAlpha = 1;
    }

    /* The exact place: a solid square for a known base, a hollow one with its radius for an approximate place. */
    drawExact(context, node) {
      if (node.form === "mark") return;
      const { paper } = this.view;
      const half = node.form === "square" ? 4.5 : 3.5;
      context.lineWidth = 1.5;
      if (node.site) {
        context.fillStyle = paper.ink;
        context.strokeStyle = paper.halo;
        context.beginPath();
        context.rect(node.x - half, node.y - half, 2 * half, 2 * half);
        context.fill();
        context.stroke();
        return;
      }
      context.fillStyle = paper.halo;
      context.strokeStyle = paper.ink;
      context.strokeRect(node.x - half, node.y - half, 2 * half, 2 * half);
      const metresPerPixel = (40075016.7 * Math.cos((node.lat * Math.PI) / 180)) / 2 ** (this.map.getZoom() + 8);
      const radius = APPROXIMATE_METRES / metresPerPixel;
      if (radius < half * 1.5) return;
      context.setLineDash([3, 3]);
      context.beginPath();
      context.arc(node.x, node.y, radius, 0, 2 * Math.PI);
      context.stroke();
      context.setLineDash([]);
    }

    drawSelected(context) {
      const hit = this.hits.find((item) => item.incident >= 0 && item.incident === this.view.selected);
      if (!hit) return;
      for (const [colour, width] of [[this.view.paper.disc, 5], [this.view.paper.accent, 2.5]]) {
        context.beginPath();
        context.arc(hit.x, hit.y, hit.r + 5, 0, 2 * Math.PI);
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.stroke();
      }
    }
  };
