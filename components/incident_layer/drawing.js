/* One frame: every visible incident as a dot, batched by colour and shape. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const FLAG_HOLLOW = 1;
const IN_FRONT = 1024; // of a batch's key: drawn last and in full; below it stand the weapon and whether it is hollow
const DIMMED = 0.28; // opacity of what does not stand out

const withDrawing = (Base) =>
  class extends Base {
    schedule() {
      if (!this.points || !this.view || this.frame) return;
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    }

    font(weight, size) {
      return `${weight} ${size * this.scale}px 'IBM Plex Sans', 'IBM Plex Sans Arabic', sans-serif`;
    }

    draw() {
      const { map, canvas } = this;
      const size = map.getSize();
      const ratio = window.devicePixelRatio || 1;
      if (canvas.width !== size.x * ratio || canvas.height !== size.y * ratio) {
        canvas.width = size.x * ratio;
        canvas.height = size.y * ratio;
        canvas.style.width = `${size.x}px`;
        canvas.style.height = `${size.y}px`;
      }
      L.DomUtil.setTransform(canvas, map.containerPointToLayerPoint([0, 0]), 1);
      const context = canvas.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, size.x, size.y);
      context.direction = this.view.dir;
      this.hits = [];
      this.grid = null;
      this.layOut();
      if (!this.tileId || this.tileId === "none") this.drawPlaceNames(context, size);
      const batches = new Map();
      for (const node of this.nodes) if (node.form !== "mark") this.drawLeader(context, node);
      for (const node of this.nodes) this.drawNode(context, node, batches);
      this.flush(context, batches);
      this.drawForward(context);
      this.drawMarks(context);
      for (const node of this.nodes) this.drawExact(context, node);
      this.drawSelected(context);
      this.placeLabels();
      this.root.dataset.visible = String(this.shown);
      this.root.dataset.painted = String(Number(this.root.dataset.painted || 0) + 1);
    }

    drawNode(context, node, batches) {
      const { paper } = this.view;
      if (node.form === "disc" || node.form === "ring") {
        const selected = node.site && node.site.id === this.view.selected_site;
        context.beginPath();
        context.arc(node.cx, node.cy, node.radius, 0, 2 * Math.PI);
        context.fillStyle = paper.disc;
        context.globalAlpha = 0.92;
        context.fill();
        context.globalAlpha = 1;
        context.strokeStyle = selected ? paper.accent : paper.muted;
        context.lineWidth = selected ? 2.5 : 1;
        context.stroke();
      }
      if (node.form === "disc") this.spiral(node, batches);
      else if (node.form === "ring") this.drawRing(context, node);
      else if (node.form === "mark") this.drawMark(context, node, batches);
      if (node.form !== "disc") this.hits.push({ x: node.cx, y: node.cy, r: node.radius, incident: this.onlyIncident(node), node });
    }

    onlyIncident(node) {
      return node.form === "mark" && node.total === 1 ? this.points.members[this.points.first[node.place]] : -1;
    }

    spiral(node, batches) {
      const { points, visible } = this;
      const start = points.first[node.place];
      for (let k = 0; k < node.total; k += 1) {
        const incident = points.members[start + k];
        if (!visible[incident]) continue;
        const distance = node.spacing * Math.sqrt(k + 1.6);
        const x = node.cx + distance * Math.cos(k * GOLDEN_ANGLE);
        const y = node.cy + distance * Math.sin(k * GOLDEN_ANGLE);
        this.addDot(batches, incident, x, y, node.dot, node);
      }
    }

    addDot(batches, incident, x, y, dot, node) {
      const { points } = this;
      const r = dot * HURT_SCALE[points.hurt[incident]];
      const hollow = points.flags[incident] & FLAG_HOLLOW;
      const key = points.weapon[incident] * 2 + hollow + (this.isDimmed(incident) ? 0 : IN_FRONT);
      if (!batches.has(key)) batches.set(key, new Path2D());
      const { shape } = this.view.weapons[points.weapon[incident]];
      SHAPES[shape](batches.get(key), x, y, hollow ? r * 0.92 : r);
      this.hits.push({ x, y, r, incident, node });
    }

    flush(context, batches) {
      for (const [key, path] of [...batches].sort((a, b) => a[0] - b[0])) {
        context.globalAlpha = key >= IN_FRONT ? 1 : DIMMED;
        this.ink(context, path, this.view.weapons[(key % IN_FRONT) >> 1].colour, Boolean(key & 1));
      }
      context.globalAlpha = 1;
    }
  };
