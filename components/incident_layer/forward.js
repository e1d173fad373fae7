/* Incidents that are brought forward: they keep their ink and get a ring, the rest is dimmed, nothing is hidden. */
const withForward = (Base) =>
  class extends Base {
    readForward() {
      const { points, view, visible } = this;
      this.forward = new Set((view.forward || []).filter((incident) => visible[incident]));
      this.forwardPlaces = new Set([...this.forward].map((incident) => points.place[incident]));
    }

    isDimmed(incident) {
      return this.forward.size > 0 && !this.forward.has(incident);
    }

    isPlaceDimmed(node) {
      return this.forward.size > 0 && !this.forwardPlaces.has(node.place);
    }

    /* Rings around the dots; where a place is drawn as a whole, around it. */
    drawForward(context) {
      if (!this.forward.size) return;
      for (const hit of this.hits) {
        const stands = hit.incident >= 0 ? this.forward.has(hit.incident) : this.forwardPlaces.has(hit.node.place);
        if (!stands) continue;
        for (const [colour, width] of [[this.view.paper.disc, 4], [this.view.paper.ink, 1.6]]) {
          context.beginPath();
          context.arc(hit.x, hit.y, hit.r + 3, 0, 2 * Math.PI);
          context.strokeStyle = colour;
          context.lineWidth = width;
          context.stroke();
        }
      }
    }
  };
