/* Keys and clickers for a briefing: they press the page's own buttons, one when the last has been answered, so that keys
 * pressed in haste arrive one by one. */
(() => {
  "use strict";
  const PATIENCE = 4000; // milliseconds until a press that was not answered is forgotten
  const PICTURES = 15000; // milliseconds that printing waits for pictures
  let wanted = 0; // the step that the keys lead to, 0 for none
  let asked = 0; // when its button was pressed
  let seen = ""; // the story and step that was shown last

  const place = () => {
    const mark = document.querySelector("[data-marsad-step]");
    return mark && { story: mark.dataset.marsadStory, step: Number(mark.dataset.marsadStep), steps: Number(mark.dataset.marsadSteps) };
  };
  const idle = () => document.querySelector('.stApp[data-test-script-state="notRunning"]');
  const press = (name) => document.querySelector(`.st-key-briefing-${name} button`)?.click();

  const pursue = () => {
    const now = place();
    if (!now || !wanted) return;
    if (now.step === wanted) {
      wanted = 0;
      return;
    }
    if (!idle() || Date.now() - asked < PATIENCE) return;
    asked = Date.now();
    press(`mark-${wanted}`);
    setTimeout(pursue, PATIENCE + 1);
  };

  const follow = () => {
    const now = place();
    const name = now ? `${now.story}/${now.step}` : "";
    if (name !== seen) {
      seen = name;
      asked = 0;
      document.querySelector(".st-key-briefing-text")?.scrollTo(0, 0);
      document.querySelector(".st-key-presentation")?.scrollTo(0, 0);
    }
    if (!now) {
      wanted = 0;
      return;
    }
    for (const button of document.querySelectorAll(".st-key-briefing-marks button")) {
      const here = button.closest(`.st-key-briefing-mark-${now.step}`) ? "step" : null;
      if (button.getAttribute("aria-current") !== here) here ? button.setAttribute("aria-current", here) : button.removeAttribute("aria-current");
    }
    pursue();
  };

  const STEPS = {
    ArrowRight: (now, forward) => now.step + forward,
    ArrowLeft: (now, forward) => now.step - forward,
    PageDown: (now) => now.step + 1,
    PageUp: (now) => now.step - 1,
    Home: () => 1,
    End: (now) => now.steps,
  };

  /* The pictures of the sheet for printers load only when somebody prints, and printing waits for them. */
  const pictures = () => {
    const missing = [...document.querySelectorAll(".m-print img")].filter((picture) => !picture.naturalWidth);
    return Promise.all(missing.map((picture) => new Promise((resolve) => {
      picture.addEventListener("load", resolve);
      picture.addEventListener("error", resolve);
      picture.loading = "eager";
    })));
  };
  const print = async () => {
    await Promise.race([pictures(), new Promise((resolve) => setTimeout(resolve, PICTURES))]);
    window.print();
  };

  const key = (event) => {
    const now = place();
    if (now && event.key.toLowerCase() === "p" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      print();
      return;
    }
    if (!now || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest("input, textarea, select, [contenteditable='true'], [role='menu'], [role='listbox'], [role='dialog'], [data-testid='stPopoverBody']")) return;
    if (event.key === "Escape") {
      if (document.querySelector("[data-testid='stPopoverBody']")) return; // it closes that
      event.preventDefault();
      wanted = 0;
      press("leave");
      return;
    }
    const from = { ...now, step: wanted || now.step };
    let to;
    if (event.key === " ") {
      if (target.closest("button, a, summary")) return; // it presses what has the focus
      to = from.step + (event.shiftKey ? -1 : 1);
    } else if (STEPS[event.key] && !event.shiftKey) {
      to = STEPS[event.key](from, document.documentElement.dir === "rtl" ? -1 : 1);
    } else {
      return;
    }
    event.preventDefault();
    wanted = Math.min(Math.max(to, 1), now.steps);
    pursue();
  };

  addEventListener("keydown", key);
  addEventListener("beforeprint", pictures); // from the browser's menu: it does not wait for what is still missing
  // What was pressed with a pointer gives the focus back: else Space would press it again instead of going on.
  addEventListener("click", (event) => {
    if (event.detail > 0 && place()) event.target.closest?.(".st-key-briefing-foot button")?.blur();
  });
  new MutationObserver(follow).observe(document.documentElement, {
    attributeFilter: ["data-test-script-state", "data-marsad-step"],
    childList: true,
    subtree: true,
  });
})();
