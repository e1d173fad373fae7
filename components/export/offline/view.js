/* A view: the dates can be narrowed, a dot or a row of the list opens its incident. */
(() => {
  "use strict";
  const DAY = 86400000;
  const { lang, view, words, days, sites, troops } = file;
  const stage = liveMap();
  const rows = new Map([...document.querySelectorAll("[data-row]")].map((node) => [Number(node.dataset.row), node]));
  const panel = document.getElementById("panel");
  const hint = panel.firstElementChild;
  const base = unpackBits(file.bits);
  const [from, to] = ["from", "to"].map((id) => document.getElementById(id));
  const locale = lang === "ar" ? "ar-IQ-u-nu-latn" : "en-GB";
  const written = (day) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(day * DAY));
  const inBase = (row) => (base[row >> 3] >> (row & 7)) & 1;
  let selected = view.selected;
  let selectedSite = view.selected_site;

  const lastBy = (steps, day) => {
    let said = words.none_published;
    for (const [since, text] of steps) if (since <= day) said = text;
    return said;
  };

  const show = () => {
    const first = Math.min(from.valueAsNumber, to.valueAsNumber);
    const last = Math.max(from.valueAsNumber, to.valueAsNumber);
    const bits = new Uint8Array(base.length);
    const shown = new Map();
    let count = 0;
    days.forEach((day, row) => {
      const visible = inBase(row) && day >= first && day <= last;
      const node = rows.get(row);
      if (node) node.hidden = !visible;
      if (!visible) return;
      bits[row >> 3] |= 1 << (row & 7);
      shown.set(sites[row], (shown.get(sites[row]) || 0) + 1);
      count += 1;
    });
    const told = view.sites.map((site, index) => {
      const [here, all] = [shown.get(index) || 0, file.totals[index]];
      const counted = here === all ? plural(words.incidents, all, lang) : plural(words.some, all, lang, { shown: number(here) });
      return { ...site, lines: [lastBy(troops[index], last), counted] };
    });
    document.getElementById("range").textContent = `${written(first)} – ${written(last)}`;
    document.getElementById("counted").textContent = plural(words.incidents, count, lang);
    for (const [slider, name] of [[from, "from"], [to, "to"]]) slider.setAttribute("aria-valuetext", `${words[name]}: ${written(slider.valueAsNumber)}`);
    stage.show({ ...view, selected, selected_site: selectedSite, sites: told }, bits);
  };

  const open = (row) => {
    const node = rows.get(row);
    if (!node) return;
    selected = row;
    selectedSite = "";
    for (const other of document.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    node.setAttribute("aria-current", "true");
    panel.replaceChildren(node.querySelector("article").cloneNode(true));
    panel.scrollTop = 0;
    show();
  };

  const openSite = (id) => {
    selected = -1;
    selectedSite = id;
    const card = document.querySelector(`[data-site="${CSS.escape(id)}"]`);
    panel.replaceChildren(card ? card.cloneNode(true) : hint);
    if (card) panel.firstElementChild.hidden = false;
    show();
  };

  chosen.push((kind, what) => (kind === "incident" ? open(Number(what)) : openSite(what)));
  for (const [row, node] of rows) {
    node.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault(); // the panel beside the map shows it
      open(row);
      if (matchMedia("(max-width: 60rem)").matches) panel.scrollIntoView({ block: "nearest" });
    });
  }
  for (const slider of [from, to]) slider.addEventListener("input", show);
  document.getElementById("all").addEventListener("click", () => {
    from.value = from.min;
    to.value = to.max;
    show();
  });
  if (rows.has(selected)) open(selected);
  else if (selectedSite) openSite(selectedSite);
  else show();
})();
