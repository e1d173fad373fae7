/* Sees to it that turning to a page is not lost.
 * Streamlit joins rerun requests that wait, and the last one names the page. What a widget of the old page sends a moment
 * after the link was pressed (the map's first word, say) names the old page, and the reader would stay where they were. */
(() => {
  "use strict";
  const QUIET = 250; // milliseconds without a run before the page counts as come to rest
  const TRIES = 3;
  let wanted = ""; // the page whose link was pressed
  let tries = 0;
  let rest = 0;
  const check = () => {
    if (!wanted || !document.querySelector('.stApp[data-test-script-state="notRunning"]')) return;
    const link = document.querySelector(`.st-key-page-${wanted} a`); // the shown page's own is "…-here"
    if (!link || tries >= TRIES) {
      wanted = "";
      return;
    }
    tries += 1;
    link.click();
  };
  const wait = () => {
    clearTimeout(rest);
    if (wanted) rest = setTimeout(check, QUIET);
  };
  const pressed = (event) => {
    const place = event.target.closest?.(".st-key-pages a")?.closest("[class*='st-key-page-']");
    if (!place || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (event.isTrusted) tries = 0;
    wanted = /st-key-page-(\w+)/.exec(place.className)[1];
    wait();
  };
  document.addEventListener("click", pressed, true);
  addEventListener("popstate", () => { wanted = ""; }); // Back and Forward are the reader's own
  new MutationObserver(wait).observe(document.documentElement, {
    attributeFilter: ["data-test-script-state"],
    subtree: true,
  });
})();
