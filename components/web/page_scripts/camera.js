/* The map's position stands in the address bar: the map writes it there without a run of the page, so the server does not
 * know it. It is carried over when the server writes another view of the same page there, and it is handed to the server
 * with the press of a button that asks for it, through a field that nobody sees. */
(() => {
  "use strict";
  const NAMES = ["lat", "lon", "zoom"];
  const BUTTON = ".st-key-storyboard-add-view button";
  const FIELD = ".st-key-storyboard-camera input";
  const turn = () => new Promise((resolve) => setTimeout(resolve));

  /* The position as it stands in an address, null where it is not whole. */
  const position = (search) => {
    const query = new URLSearchParams(search);
    return NAMES.every((name) => query.has(name)) ? NAMES.map((name) => query.get(name)) : null;
  };

  const own = history.pushState;
  history.pushState = function pushed(state, title, address) {
    const next = new URL(address ?? location.href, location.href);
    const held = position(location.search);
    if (held && next.pathname === location.pathname && !NAMES.some((name) => next.searchParams.has(name))) {
      const rest = NAMES.map((name, place) => `${name}=${encodeURIComponent(held[place])}`).join("&");
      next.search += (next.search ? "&" : "?") + rest;
    }
    return own.call(this, state, title, next.href);
  };

  /* React takes a value that is set by script for its own unless the setter of the element itself was used; it hears of
   * the change with `input`, and keeps it with `focusout`, which must come a turn later. */
  const hand = async (field, text) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await turn();
    field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    await turn();
  };

  let handed = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(BUTTON);
    const field = document.querySelector(FIELD);
    if (!button || !field || handed) {
      handed = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    await hand(field, (position(location.search) || []).join(","));
    handed = true;
    button.click();
  }, true);
})();
