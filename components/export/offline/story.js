/* A story: a step at a time, with the keys of a presenter; the map flies from one to the next. */
(() => {
  "use strict";
  const stage = liveMap();
  const root = document.documentElement;
  const sections = [...document.querySelectorAll("[data-step]")];
  const last = file.steps.length;
  const button = (id) => document.getElementById(id);
  let step = 0;
  let lang = root.lang;

  const bits = file.steps.map((item) => unpackBits(item.bits));

  const show = () => {
    root.lang = lang;
    root.dir = file.languages[lang].dir;
    document.title = file.languages[lang].title;
    for (const node of document.querySelectorAll("[data-lang]")) node.hidden = node.dataset.lang !== lang;
    for (const node of sections) node.hidden = node.dataset.lang !== lang || Number(node.dataset.step) !== step;
    button("done").value = step;
    button("previous").disabled = step === 1;
    button("next").disabled = step === last;
    const { previous, next, other, places } = file.languages[lang];
    for (const [id, text] of [["previous", previous], ["next", next], ["language", other], ["place", places[step - 1]]]) {
      button(id).textContent = text;
    }
    stage.show(file.steps[step - 1].views[lang], bits[step - 1]);
  };

  const go = (wanted) => {
    const target = Math.min(Math.max(wanted, 1), last);
    if (target === step) return;
    step = target;
    history.replaceState(null, "", `#${step}`);
    show();
    document.getElementById("text").scrollTop = 0;
  };

  button("previous").addEventListener("click", () => go(step - 1));
  button("next").addEventListener("click", () => go(step + 1));
  button("language").addEventListener("click", () => {
    lang = lang === "ar" ? "en" : "ar";
    show();
  });
  addEventListener("hashchange", () => go(Number(location.hash.slice(1)) || 1));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const forward = root.dir === "rtl" ? -1 : 1;
    const steps = { ArrowRight: step + forward, ArrowLeft: step - forward, PageDown: step + 1, PageUp: step - 1, Home: 1, End: last };
    const onControl = event.target.closest && event.target.closest("button, a, summary");
    if (event.key === " " && !onControl) steps[" "] = step + (event.shiftKey ? -1 : 1);
    if (!(event.key in steps)) return;
    event.preventDefault();
    go(steps[event.key]);
  });
  addEventListener("click", (event) => {
    if (event.detail > 0 && event.target.closest("#foot button")) event.target.closest("button").blur();
  });
  go(Number(location.hash.slice(1)) || 1);
})();
