// What pages do for their readers beside the theme: pictures of live explorers fold, and unfold for print; what can be
// moved sideways can be reached by keyboard; and what the theme names wrongly, or asks for where nothing can answer.
(() => {
  // a page that was opened from a file may not read another one
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  const SIDEWAYS = ".math.display, pre, .pst-scrollable-table-container, .cell_output .output, .gd-scroll";
  const all = (selector) => [...document.querySelectorAll(selector)];

  function fold(open) {
    for (const still of all("details.gd-still")) still.open = open;
  }

  /** What is larger than its place takes part in the order of the Tab key. */
  function reachable() {
    for (const place of all(SIDEWAYS)) {
      const hidden = place.scrollWidth - place.clientWidth > 1 || place.scrollHeight - place.clientHeight > 1;
      if (hidden) place.tabIndex = 0;
      else place.removeAttribute("tabindex");
    }
  }

  /** Names that a screen reader and a voice can use. */
  function named() {
    for (const button of all(".search-button-field")) button.removeAttribute("aria-label");
    for (const summary of all("nav li > details > summary")) {
      const parent = summary.closest("li").querySelector("a");
      summary.setAttribute("aria-label", `Pages under ${parent.textContent.trim()}`);
    }
  }

  named();
  window.gdLive.then((views) => {
    if (views.length === 0) return;
    fold(false);
    window.addEventListener("beforeprint", () => fold(true));
    window.addEventListener("afterprint", () => fold(false));
  });
  new ResizeObserver(reachable).observe(document.body);
})();
