/* Names of towns and the labels of sites. */

const withLabels = (Base) =>
  class extends Base {
    drawPlaceNames(context, size) {
      const { view } = this;
      const zoom = this.map.getZoom();
      const key = view.lang === "ar" ? "name_ar" : "name_en";
      const taken = this.nodes.flatMap((node) => [
        [node.x - 8, node.y - 8, node.x + 8, node.y + 8],
        [node.cx - node.radius, node.cy - node.radius, node.cx + node.radius, node.cy + node.radius],
        this.labelBox(node),
      ]).concat(this.fixed);
      const wanted = [];
      for (const { properties: item, geometry } of this.ground.features) {
        if (item.layer === "country" && item.rank < 3) wanted.push({ text: item[key], at: item.label, weight: 500, size: 12, rank: item.rank - 1, caps: true });
        else if (item.layer === "city" && (item.rank === 1 ? zoom >= 5.25 : zoom >= 7.5)) wanted.push({ text: item[key], at: geometry.coordinates, weight: 400, size: 12, rank: item.rank, dot: true });
        else if (item.layer === "governorate_label" && zoom >= 7.75) wanted.push({ text: item[key], at: geometry.coordinates, weight: 400, size: 11, rank: 3, caps: true });
      }
      wanted.sort((a, b) => a.rank - b.rank);
      context.textAlign = "center";
      context.lineJoin = "round";
      for (const label of wanted) {
        if (!label.at || !label.text) continue;
        const { x, y } = this.map.latLngToContainerPoint([label.at[1], label.at[0]]);
        if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
        const text = label.caps && view.lang === "en" ? label.text.toUpperCase() : label.text;
        context.font = this.font(label.weight, label.size);
        const half = context.measureText(text).width / 2 + 3;
        const top = label.dot ? y - 20 : y - 9;
        const box = [x - half, top, x + half, label.dot ? y + 4 : y + 7];
        if (box[0] < 0 || box[2] > size.x || taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
        taken.push(box);
        context.strokeStyle = view.paper.halo;
        context.fillStyle = view.paper.muted;
        context.lineWidth = 3;
        context.globalAlpha = label.rank > 2 ? 0.75 : 1;
        const baseline = label.dot ? y - 7 : y + 4;
        context.strokeText(text, x, baseline);
        context.fillText(text, x, baseline);
        if (label.dot) {
          context.beginPath();
          context.arc(x, y, 2, 0, 2 * Math.PI);
          context.fill();
        }
        context.globalAlpha = 1;
      }
    }

    labelBox(node) {
      const { cx, cy, radius, width, height, beside, above, nudge } = node;
      if (beside === 0) {
        const top = above ? cy - radius - height : cy + radius;
        return [cx + nudge - width / 2, top, cx + nudge + width / 2, top + height + (above ? 0 : LABEL_GAP)];
      }
      const near = cx + beside * (radius + LABEL_GAP);
      const far = near + beside * width;
      return [Math.min(near, far), cy - height / 2, Math.max(near, far), cy + height / 2];
    }

    drawLeader(context, node) {
      const distance = Math.hypot(node.cx - node.x, node.cy - node.y);
      if (distance < node.radius * 0.5) {
        // The true square would lie under the dots; a small shift is not worth a leader.
        return;
      }
      context.beginPath();
      context.setLineDash([2, 3]);
      context.moveTo(node.x, node.y);
      context.lineTo(node.cx, node.cy);
      context.strokeStyle = this.view.paper.ink;
      context.lineWidth = 1.2;
      context.stroke();
      context.setLineDash([]);
    }

    /* Site labels are buttons in the page, so that a keyboard and a screen reader reach every dossier. */
    placeLabels() {
      const kept = new Map([...this.labels.children].map((node) => [node.dataset.site, node]));
      for (const node of this.nodes) {
        if (!node.site) continue;
        let button = kept.get(node.site.id);
        kept.delete(node.site.id);
        if (!button) {
          button = element("button", "marsad-label");
          button.type = "button";
          button.dataset.site = node.site.id;
          button.addEventListener("click", () => host.selected(`site:${button.dataset.site}`));
          this.labels.append(button);
        }
        const text = node.lines.join("\n");
        if (button.dataset.text !== text) {
          button.dataset.text = text;
          button.replaceChildren(...node.lines.map((line, index) => element("span", index === 0 ? "marsad-name" : "marsad-line", line)));
        }
        button.dir = this.view.dir;
        button.classList.toggle("marsad-crowded", node.crowded);
        button.setAttribute("aria-pressed", String(node.site.id === this.view.selected_site));
        const [left, top, right] = this.labelBox(node);
        const x = [right, (left + right) / 2, left][node.beside + 1];
        button.style.textAlign = ["right", "center", "left"][node.beside + 1];
        button.style.transform = `translate(${Math.round(x)}px, ${Math.round(top)}px) translateX(${["-100%", "-50%", "0"][node.beside + 1]})`;
      }
      for (const button of kept.values()) button.remove();
    }
  };
