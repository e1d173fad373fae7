/* The incident layer. Every incident is a dot on a canvas: its position and codes come once per data revision, and each
 * filter change brings one bit per incident, deflated. The incidents of one place share its coordinates; they are set out in
 * screen space as a disc around it (a sunflower spiral in order of date), so that none hides another and no position is
 * invented. Texts reach the page through textContent only.
 *
 * Marsad.mount(map) once; Marsad.show(map, view, bits) on every change. `view` and `bits` are base64.
 */

const parts = [withGround, withControls, withLayout, withLabels, withRoom, withDrawing, withForward, withMarks, withPointing];

class Stage extends parts.reduce((Base, part) => part(Base), Object) {
  constructor(map) {
    super();
    this.map = map;
    this.view = null;
    this.points = null;
    this.visible = new Uint8Array(0);
    this.nodes = [];
    this.hits = [];
    this.texts = new Map();
    this.looks = new Map();
    this.userMoved = false;
    this.frame = 0;
    this.root = map.getContainer();
    this.buildPanes();
    this.listen();
  }

  buildPanes() {
    const { map } = this;
    map.createPane("marsad-ground").style.zIndex = 150; // under any tile layer
    this.groundRenderer = L.canvas({ pane: "marsad-ground", padding: 0.4 });
    const pane = map.createPane("marsad-incidents");
    pane.style.zIndex = 450;
    pane.style.pointerEvents = "none";
    this.canvas = element("canvas", "marsad-canvas leaflet-zoom-animated");
    this.canvas.setAttribute("aria-hidden", "true");
    pane.append(this.canvas);
    this.labels = element("div", "marsad-labels");
    this.tip = element("div", "marsad-tip");
    this.tip.setAttribute("role", "tooltip");
    this.tip.hidden = true;
    this.notice = element("div", "marsad-notice");
    this.notice.setAttribute("role", "status");
    this.notice.hidden = true;
    this.legend = element("details", "marsad-legend");
    this.legend.open = this.root.clientWidth >= LEGEND_WIDTH;
    this.legend.addEventListener("click", () => (this.legendChosen = true)); // from then on the reader decides
    for (const node of [this.labels, this.notice, this.legend, this.tip]) this.root.append(node);
    for (const node of [this.labels, this.legend]) L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(this.legend);
    for (const meta of document.querySelectorAll("meta[name=viewport]")) {
      meta.content = "width=device-width, initial-scale=1"; // Folium's forbids zooming
    }
  }

  listen() {
    const { map } = this;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) map._zoomAnimated = false;
    if (L.Browser.mobile) map.dragging.disable(); // one finger scrolls the page, two move the map
    map.on("zoomanim", (event) => this.followZoom(event));
    map.on("zoomstart", () => this.root.classList.add("marsad-zooming"));
    map.on("zoomend", () => this.root.classList.remove("marsad-zooming"));
    map.on("move", () => this.points && this.points.count < 5000 && this.schedule());
    map.on("moveend viewreset", () => this.schedule());
    map.on("moveend", () => this.rememberCamera());
    map.on("dragstart", () => (this.userMoved = true));
    map.on("mousemove", (event) => this.hover(event.containerPoint));
    map.on("mouseout", () => this.hideTip());
    map.on("click", (event) => this.click(event.containerPoint));
    // Leaflet focuses the map by script, which browsers take for the keyboard's doing: only a real key draws the frame.
    // And it must not scroll the page: else what was pressed has moved away before the button comes up.
    this.root.focus = (options) => HTMLElement.prototype.focus.call(this.root, { ...options, preventScroll: true });
    this.root.addEventListener("keyup", () => this.root.classList.add("marsad-keyboard"));
    this.root.addEventListener("pointerdown", () => this.root.classList.remove("marsad-keyboard"));
    for (const kind of ["wheel", "dblclick", "keydown", "touchmove"]) {
      this.root.addEventListener(kind, () => (this.userMoved = true), { passive: true });
    }
    addEventListener("keydown", (event) => host.key && host.key(event), true);
    new ResizeObserver(() => {
      this.root.style.setProperty("--scale", this.scale);
      map.invalidateSize({ animate: false });
      if (!this.legendChosen) this.legend.open = this.root.clientWidth >= LEGEND_WIDTH;
      if (!this.userMoved) this.goHome();
      this.schedule();
    }).observe(this.root);
  }

  /* `visible`: one bit per incident, or the promise of them. */
  async show(told, visible) {
    this.told = told;
    let view;
    try {
      const [look, bits] = await Promise.all([this.look(told.look), visible]);
      if (this.told !== told) return; // a newer view came while this one was on its way
      view = { ...look, ...told };
      this.bits = bits;
    } catch (error) {
      console.warn(error);
      return;
    }
    const before = this.view;
    this.view = view;
    this.root.lang = view.lang;
    this.root.setAttribute("role", "region");
    this.root.setAttribute("aria-label", view.strings.map);
    this.root.dataset.mode = view.mode;
    this.root.style.setProperty("--scale", this.scale);
    this.root.style.setProperty("--ink", view.paper.ink);
    this.root.style.setProperty("--muted", view.paper.muted);
    this.root.style.setProperty("--halo", view.paper.halo);
    this.root.style.setProperty("--line", view.paper.border);
    this.root.style.setProperty("--accent", view.paper.accent);
    this.root.style.background = view.paper.abroad;
    const first = before === null;
    if (first || before.lang !== view.lang) this.buildControls();
    if (first) this.goHome(view.camera);
    else if (before.flight !== view.flight) this.fly();
    else if (String(before.home) !== String(view.home)) {
      this.userMoved = false; // another draft: where the last one was looked at says nothing about it
      this.goHome();
    }
    if (first || before.mode !== view.mode) this.paintGround();
    if (!L.Browser.mobile) this.hideTip();
    try {
      await this.load(view);
    } catch (error) {
      this.say(view.strings.failed);
      return;
    }
    if (this.view !== view) return; // a newer view came while the data was on its way
    this.readBits();
    this.buildLegend();
    this.say(this.sentence());
    this.schedule();
  }

  look(url) {
    if (!this.looks.has(url)) {
      const loading = host.json(url);
      loading.catch(() => this.looks.delete(url));
      this.looks.set(url, loading);
    }
    return this.looks.get(url);
  }

  async load(view) {
    if (!this.ground) {
      const [ground] = await Promise.all([
        host.json("/data/basemap.geojson"),
        ...["600 14px", "400 12px"].flatMap((font) => [
          document.fonts.load(`${font} 'IBM Plex Sans'`),
          document.fonts.load(`${font} 'IBM Plex Sans Arabic'`, "ا"),
        ]),
      ]);
      this.addGround(ground);
    }
    if (view.draft) {
      if (!this.points || this.points.revision !== view.revision) this.points = new Points(view.draft);
      return;
    }
    if (!this.points || this.points.revision !== view.revision) {
      this.points = new Points(await host.json(`/data/points/${view.revision}`));
      this.texts.clear();
    }
  }

  readBits() {
    const { points, bits } = this;
    const visible = new Uint8Array(points.count);
    const tally = new Uint32Array(points.weapons.length);
    let shown = 0;
    for (let k = 0; k < points.count; k += 1) {
      if ((bits[k >> 3] >> (k & 7)) & 1) {
        visible[k] = 1;
        shown += 1;
        tally[points.weapon[k]] += 1;
      }
    }
    this.visible = visible;
    this.shown = shown;
    this.readForward();
    this.tally = tally;
  }

  sentence() {
    if (this.shown === 0) return this.view.strings.empty;
    return this.view.unplaced;
  }

  say(text) {
    this.notice.textContent = text;
    this.notice.dir = this.view.dir;
    this.notice.hidden = !text;
  }
}

const stages = new WeakMap();

window.Marsad = {
  stage: (map) => stages.get(map),
  mount(map) {
    stages.set(map, new Stage(map));
  },
  show(map, view, bits) {
    return stages.get(map).show(decodeJson(view), inflate(bytes(bits)));
  },
};
