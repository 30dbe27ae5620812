// Brings the explorers of a page to life where no kernel runs: a website, a deck of slides, a page opened from a file.
//
// An executed notebook keeps of each widget its state, in which anywidget's module (_esm) and rules (_css) are, and the
// places where it is shown; nbconvert and myst-nb write both into the page, in scripts of a type of Jupyter's.
// A plain script, not a module: a module of another file cannot be loaded from file://. It asks nothing of a network.
(() => {
  const KIND = "application/vnd.jupyter.widget-";
  const scripts = (kind) => [...document.querySelectorAll(`script[type="${KIND}${kind}+json"]`)];
  const parsed = (script) => JSON.parse(script.textContent);

  /** What render() of an explorer asks of the model that a kernel would keep, and no more. */
  function modelOf(state) {
    const heard = [];
    return {
      state,
      heard,
      get: (name) => state[name],
      set(name, value) {
        if (JSON.stringify(state[name]) === JSON.stringify(value)) return;
        state[name] = value;
        for (const [event, call] of [...heard]) if (event === `change:${name}`) call();
      },
      save_changes() {},
      on: (event, call) => heard.push([event, call]),
      off(event, call) {
        const at = heard.findIndex(([e, c]) => e === event && c === call);
        if (at >= 0) heard.splice(at, 1);
      },
    };
  }

  const modules = new Map();
  /** The widget that a text of JavaScript exports; one module for each text, however many widgets share it. */
  function widgetOf(text) {
    if (!modules.has(text)) {
      const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      const loaded = import(url).then((module) => module.default);
      modules.set(
        text,
        loaded.finally(() => URL.revokeObjectURL(url)),
      );
    }
    return modules.get(text);
  }

  const styles = new Set();
  function addStyle(text) {
    if (!text || styles.has(text)) return;
    styles.add(text);
    const style = document.createElement("style");
    style.textContent = text;
    document.head.append(style);
  }

  async function show(place, model) {
    addStyle(model.get("_css"));
    const widget = await widgetOf(model.get("_esm"));
    return widget.render({ model, el: place });
  }

  /** Every view of the page, in order: { place, model, stop }. A view that does not start says so in its place. */
  async function start() {
    const states = Object.assign({}, ...scripts("state").map((script) => parsed(script).state));
    const models = new Map();
    const views = [];
    for (const script of scripts("view")) {
      const id = parsed(script).model_id;
      if (states[id]?.model_module !== "anywidget") continue;
      if (!models.has(id)) models.set(id, modelOf(states[id].state));
      const place = document.createElement("div");
      place.className = "gd-live";
      script.after(place);
      const view = { place, model: models.get(id), stop: () => {} };
      views.push(view);
      try {
        view.stop = await show(place, view.model);
      } catch (error) {
        place.textContent = `This explorer did not start: ${error.message}`;
        console.error(error);
      }
    }
    document.documentElement.dataset.gdLive = views.length;
    return views;
  }

  window.gdExplorers = { modelOf, show }; // for a page that gets its explorers from a Python of its own
  window.gdLive = new Promise((resolve) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => resolve(start()));
    else resolve(start());
  });
})();
