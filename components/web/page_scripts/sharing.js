/* Fills the share panel, and the links of an embedded frame, with what only the address bar knows: the map's position, a
 * briefing's step. It does so whenever they appear and whenever the address moves, and copies a field on request. */
(() => {
  "use strict";
  const SAID_FOR = 2500; // milliseconds
  const HELD = "[data-marsad-link]";
  const CODE = "/share/code.svg?link=";
  const fresh = (node) => {
    const link = new URL(node.dataset.marsadLink, location.origin);
    const bar = new URLSearchParams(location.search);
    for (const name of (node.dataset.marsadBar || "").split(" ")) {
      if (name && bar.has(name)) link.searchParams.set(name, bar.get(name));
    }
    link.search = link.search.replace(/%2C/g, ",").replace(/%3A/g, ":"); // as short as the server writes them
    return link.href;
  };
  const quoted = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  const frame = (link, title) =>
    `<iframe src="${quoted(link)}" title="${quoted(title)}" width="100%" height="480" style="border:0" loading="lazy"></iframe>`;
  const set = (node, name, value) => {
    if (node && node[name] !== value) node[name] = value;
  };
  /* A link may be too long for a code that a camera can read: then the server gives none. */
  const showCode = (node, there) => {
    const caption = node.querySelector("figcaption");
    node.querySelector("a").hidden = !there;
    caption.textContent = there ? caption.dataset.marsadSays : node.dataset.marsadLong;
  };
  const fill = (node) => {
    const link = fresh(node);
    const field = node.querySelector("input");
    if (field) set(field, "value", node.dataset.marsadFrame ? frame(link, node.dataset.marsadFrame) : link);
    const image = node.querySelector("img");
    if (image) {
      const code = location.origin + CODE + encodeURIComponent(link);
      if (image.src !== code) showCode(node, true);
      set(image, "src", code);
      set(image.closest("a"), "href", code);
    }
    if (node.tagName === "A") set(node, "href", link);
  };
  const fillAll = () => document.querySelectorAll(HELD).forEach(fill);

  /* Without a secure context (plain http in a room) browsers offer only the old way. */
  const copy = async (field) => {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      field.focus();
      field.select();
      return document.execCommand("copy");
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".m-share-field button");
    if (!button) return;
    const holder = button.closest(".m-share-field");
    if (holder.matches(HELD)) fill(holder);
    const said = (await copy(holder.querySelector("input, textarea"))) ? button.dataset.marsadCopied : button.dataset.marsadFailed;
    if (!button.dataset.marsadSays) button.dataset.marsadSays = button.textContent;
    button.textContent = said;
    clearTimeout(button.marsadTimer);
    button.marsadTimer = setTimeout(() => {
      button.textContent = button.dataset.marsadSays;
    }, SAID_FOR);
  });
  document.addEventListener("error", (event) => {
    const code = event.target.closest?.(".m-share-code");
    if (code) showCode(code, false);
  }, true);
  document.addEventListener("focusin", (event) => {
    const field = event.target.closest?.(".m-share-field :is(input, textarea)");
    if (field) field.select();
  });

  /* The address moves by the History API, which tells nobody. */
  for (const name of ["pushState", "replaceState"]) {
    const own = history[name];
    history[name] = function moved(...given) {
      const answer = own.apply(this, given);
      fillAll();
      return answer;
    };
  }
  addEventListener("popstate", fillAll);
  new MutationObserver(fillAll).observe(document.documentElement, { childList: true, subtree: true });
})();
