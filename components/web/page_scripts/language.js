/* Keeps <html lang dir>, and the names of Streamlit's own buttons, in step with the language that the page is shown in:
 * a switch is a rerun, not a page load.
 * And hides the brush rectangles, to which Vega gives a role but no name, from screen readers: the dates are in words above. */
(() => {
  "use strict";
  const root = document.documentElement;
  const given = new WeakMap(); // element -> [the name that Streamlit gave it, ours]
  let namesText = "{}";
  let names = {};
  const name = (node) => {
    const now = node.getAttribute("aria-label");
    const known = given.get(node);
    const said = known && known[1] === now ? known[0] : now;
    const [head, ...rest] = said.split(": "); // a toolbar's buttons add what they belong to
    const ours = names[head] ? [names[head], ...rest].join(": ") : said;
    if (ours === now) return;
    given.set(node, [said, ours]);
    node.setAttribute("aria-label", ours);
  };
  const follow = () => {
    for (const brush of document.querySelectorAll("svg .brush_brush:not([aria-hidden]), svg .brush_brush_bg:not([aria-hidden])")) {
      brush.setAttribute("aria-hidden", "true");
    }
    const mark = document.querySelector("[data-marsad-lang]");
    if (!mark) return;
    if (root.lang !== mark.dataset.marsadLang) root.lang = mark.dataset.marsadLang;
    if (root.dir !== mark.dataset.marsadDir) root.dir = mark.dataset.marsadDir;
    if (namesText !== mark.dataset.marsadNames) {
      namesText = mark.dataset.marsadNames;
      names = JSON.parse(namesText);
    }
    document.querySelectorAll("button[aria-label], input[type=file][aria-label]").forEach(name);
    for (const zone of document.querySelectorAll("[data-testid=stFileUploaderDropzone]")) {
      if (zone.getAttribute("role") !== "group") zone.setAttribute("role", "group"); // "presentation" denies the name that it has
      const button = zone.querySelector("button:not([aria-label]), button[data-marsad-said]");
      if (!button || button.dataset.marsadSaid === mark.dataset.marsadUpload) continue;
      button.dataset.marsadSaid = mark.dataset.marsadUpload; // its text is written by the style sheet
      button.setAttribute("aria-label", mark.dataset.marsadUpload);
    }
  };
  new MutationObserver(follow).observe(root, { childList: true, subtree: true });
})();
