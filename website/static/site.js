// What pages do for their readers beside the theme: pictures of live explorers fold, and unfold for print; what can be
// moved sideways can be reached by keyboard.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];

  function fold(open) {
    for (const still of all("details.gd-still")) still.open = open;
  }

  /** What is wider than its place takes part in the order of the Tab key. */
  function reachable() {
    for (const place of all(".math.display, pre, .pst-scrollable-table-container, .cell_output .output")) {
      if (place.scrollWidth > place.clientWidth + 1) place.tabIndex = 0;
      else place.removeAttribute("tabindex");
    }
  }

  window.gdLive.then((views) => {
    if (views.length === 0) return;
    fold(false);
    window.addEventListener("beforeprint", () => fold(true));
    window.addEventListener("afterprint", () => fold(false));
  });
  window.addEventListener("load", reachable);
  window.addEventListener("resize", reachable);
})();
