/* Watches for newer data: where the server's newest revision is not the one that the page knows of, the page is told to
 * look again, but never in the middle of a run, and once for each revision. */
(() => {
  "use strict";
  const EVERY = 3000; // milliseconds
  let told = "";
  const look = async () => {
    const mark = document.querySelector("[data-marsad-newest]");
    if (document.hidden || !mark) return;
    try {
      const { revision } = await (await fetch("/data/head", { cache: "no-store" })).json();
      const idle = document.querySelector('.stApp[data-test-script-state="notRunning"]');
      const button = document.querySelector(".st-key-look-again button");
      if (revision === mark.dataset.marsadNewest || revision === told || !idle || !button) return;
      told = revision;
      // Streamlit hears it below the body; further up a press outside of an open panel would close that.
      document.body.addEventListener("click", (event) => event.stopPropagation(), { once: true });
      button.click();
    } catch {
      // The server is away: Streamlit says so itself.
    }
  };
  setInterval(look, EVERY);
})();
