/* The page around the map: where data comes from, who is told what was clicked and where the map looks.
 * A page that holds all of it in itself, such as an offline file, defines window.MarsadHost before this script. */
const inStreamlit = {
  async json(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  },

  /* Tell the page at once, in the shape that streamlit-folium's own handler would send 250 ms later. */
  selected(what) {
    const data = window.__GLOBAL_DATA__;
    data.last_object_clicked_count += 1;
    data.last_object_clicked_tooltip = what;
    const value = { last_object_clicked_count: data.last_object_clicked_count, last_object_clicked_tooltip: what };
    data.previous_data = value;
    window.Streamlit.setComponentValue(value);
  },

  /* Where the reader moved the map, null for the opening view: kept in the address bar. */
  moved(camera) {
    const page = window.parent;
    const url = new URL(page.location.href);
    for (const name of ["lat", "lon", "zoom"]) {
      if (camera) url.searchParams.set(name, camera[name]);
      else url.searchParams.delete(name);
    }
    if (url.href !== page.location.href) page.history.replaceState(page.history.state, "", url);
  },

  /* A key belongs to the page first where that has a use for it, also while the map has the focus: a briefing's steps. */
  key(event) {
    const page = window.parent;
    if (!page.document.querySelector("[data-marsad-step]") || event.target.closest("input, select")) return;
    if (event.key === " " && event.target.closest("button, a, summary")) return;
    const { key, shiftKey, altKey, ctrlKey, metaKey } = event;
    const same = new page.KeyboardEvent("keydown", { key, shiftKey, altKey, ctrlKey, metaKey, bubbles: true, cancelable: true });
    if (page.document.body.dispatchEvent(same)) return;
    event.preventDefault();
    event.stopPropagation();
  },
};
const host = window.MarsadHost || inStreamlit;
