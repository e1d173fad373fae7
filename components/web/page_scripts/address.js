/* Takes a parameter out of the address bar that the notice names and that the server cannot take out: Streamlit keeps its
 * own `embed` there, whatever it says. The next run asks with the address as it then stands. */
(() => {
  "use strict";
  const drop = () => {
    const notice = document.querySelector("[data-marsad-drop]");
    if (!notice) return;
    const address = new URL(location.href);
    const name = notice.dataset.marsadDrop;
    const value = (address.searchParams.get(name) ?? "true").toLowerCase();
    if (value === "true" || value === "false") return;
    address.searchParams.delete(name);
    history.replaceState(history.state, "", address);
  };
  new MutationObserver(drop).observe(document.documentElement, { childList: true, subtree: true });
})();
