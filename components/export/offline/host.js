/* The page around the incident layer, where everything lies in the file itself: see the layer's `host.js`. */
const file = JSON.parse(document.getElementById("marsad-data").textContent);
const chosen = []; // who is told what was clicked on the map

window.MarsadHost = {
  json: (url) => (url in file.answers ? Promise.resolve(file.answers[url]) : Promise.reject(new Error(url))),
  selected: (what) => chosen.forEach((tell) => tell(...what.split(":"))),
  moved() {},
};

/* The live map in place of the still one. A language switch needs no other map. */
const liveMap = () => {
  document.documentElement.classList.add("live");
  const map = L.map("map", { zoomControl: false, preferCanvas: true, zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 120, minZoom: 3, maxZoom: 16, keyboard: !file.steps });
  map.setView([34.6, 43.4], 6);
  Marsad.mount(map);
  return Marsad.stage(map);
};

const unpackBits = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
const plural = (forms, count, lang, more = {}) => {
  const form = count === 0 && forms.zero ? "zero" : new Intl.PluralRules(lang).select(count);
  const values = { n: number(count), ...more };
  return (forms[form] || forms.other).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
};
const number = (value) => new Intl.NumberFormat("en").format(value);
