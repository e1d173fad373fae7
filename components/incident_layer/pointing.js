/* Pointer -> incident or site: tooltips, clicks, and the message to the page. */
const FLAG_CONTESTED = 2;

const withPointing = (Base) =>
  class extends Base {
    hitAt(point) {
      let best = null;
      let nearest = Infinity;
      for (const hit of this.near(point)) {
        const distance = Math.hypot(hit.x - point.x, hit.y - point.y) - hit.r;
        if (distance < 4 && distance < nearest) {
          nearest = distance;
          best = hit;
        }
      }
      return best;
    }

    near(point) {
      if (this.hits.length < 2000) return this.hits;
      const cell = 32;
      if (!this.grid) {
        this.grid = new Map();
        for (const hit of this.hits) {
          const key = `${Math.floor(hit.x / cell)},${Math.floor(hit.y / cell)}`;
          if (!this.grid.has(key)) this.grid.set(key, []);
          this.grid.get(key).push(hit);
        }
      }
      const found = [];
      for (let dx = -1; dx <= 1; dx += 1) {
        for (let dy = -1; dy <= 1; dy += 1) {
          found.push(...(this.grid.get(`${Math.floor(point.x / cell) + dx},${Math.floor(point.y / cell) + dy}`) || []));
        }
      }
      return found;
    }

    nodeAt(point) {
      return this.nodes.find((node) => node.site && (Math.hypot(node.cx - point.x, node.cy - point.y) <= node.radius || Math.hypot(node.x - point.x, node.y - point.y) <= 8));
    }

    hover(point) {
      if (!this.points) return;
      const hit = this.hitAt(point);
      const site = this.nodeAt(point);
      this.root.classList.toggle("marsad-pointing", Boolean((hit && hit.incident >= 0) || site));
      if (!hit || hit.incident < 0) {
        this.hideTip();
        return;
      }
      if (this.hovered === hit.incident) return;
      this.hovered = hit.incident;
      this.incidentText(hit.incident).then((text) => {
        if (text && this.hovered === hit.incident) this.showTip(hit, text);
      });
    }

    async incidentText(incident) {
      if (this.points.marks) return (this.points.inlineTexts || {})[incident];
      const block = Math.floor(incident / this.points.textBlock);
      if (!this.texts.has(block)) {
        const loading = host.json(`/data/texts/${this.view.revision}/${block}`);
        this.texts.set(block, loading.catch(() => this.texts.delete(block) && []));
      }
      return (await this.texts.get(block))[incident % this.points.textBlock];
    }

    showTip(hit, text) {
      const { view, tip, points } = this;
      const { strings } = view;
      const day = new Date(`${text.date}T00:00:00Z`);
      const locale = view.lang === "ar" ? "ar-IQ-u-nu-latn" : "en-GB";
      const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(day);
      const where = hit.node.site ? hit.node.site.name : text[view.lang === "ar" ? "place_ar" : "place_en"] || "";
      const when = text.approximate ? strings.about.replace("{date}", date) : date;
      tip.dir = view.dir;
      tip.replaceChildren(
        element("div", "marsad-tip-head", [when, where].filter(Boolean).join(" · ")),
        element("div", "marsad-tip-weapon", view.weapons[points.weapon[hit.incident]].label),
        element("div", "", view.lang === "ar" ? text.ar : text.en),
      );
      if (points.flags[hit.incident] & FLAG_CONTESTED) tip.append(element("div", "marsad-tip-contested", strings.contested));
      tip.hidden = false;
      const size = this.map.getSize();
      const x = Math.min(Math.max(8, hit.x + 14), size.x - tip.offsetWidth - 8);
      const below = hit.y + 14 + tip.offsetHeight < size.y;
      tip.style.left = `${x}px`;
      tip.style.top = `${below ? hit.y + 14 : Math.max(4, hit.y - tip.offsetHeight - 12)}px`;
    }

    hideTip() {
      this.hovered = null;
      this.tip.hidden = true;
    }

    click(point) {
      if (!this.points) return;
      const hit = this.hitAt(point);
      if (hit && hit.incident >= 0) {
        host.selected(`incident:${hit.incident}`);
        if (L.Browser.mobile) this.incidentText(hit.incident).then((text) => text && this.showTip(hit, text)); // the panel is far down
        return;
      }
      const node = this.nodeAt(point);
      if (node) host.selected(`site:${node.site.id}`);
    }
  };
