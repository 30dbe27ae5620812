// Starts reveal.js, keeps its keys out of explorers, and tells the time.
(() => {
  const TYPED = "input, select, textarea";
  const REMOTE = { PageDown: "next", PageUp: "prev" };
  const ARROWS = { ArrowRight: "next", ArrowLeft: "prev" };
  const minutes = Number(document.documentElement.dataset.minutes);
  const active = () => document.activeElement;

  /** Whether the key is reveal's: no key of an explorer is, nor what presses a button beside the slides. */
  const ours = (event) =>
    !active()?.closest(".gdkit") && !(active()?.closest(".beside") && [" ", "Enter"].includes(event.key));

  const begun = Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    minScale: 0.1,
    maxScale: 4,
    center: false,
    hash: true,
    controls: false,
    progress: true,
    slideNumber: "c/t",
    navigationMode: "linear",
    transition: "none",
    backgroundTransition: "none",
    scrollActivationWidth: null,
    keyboardCondition: ours,
    totalTime: minutes * 60,
    plugins: window.RevealNotes ? [window.RevealNotes] : [],
  });

  // The buttons of a remote turn slides wherever the focus is; so do arrows where it is on a button of an explorer, which
  // has no use for them. Escape leads out of the explorer.
  window.addEventListener(
    "keydown",
    (event) => {
      if (!active()?.closest(".gdkit")) return;
      const turn = REMOTE[event.key] ?? (active().matches("button") && ARROWS[event.key]);
      if (turn) Reveal[turn]();
      else if (event.key === "Escape") active().blur();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
  Reveal.on("slidechanged", () => {
    if (active()?.matches(TYPED) || active()?.closest(".gdkit")) active().blur();
  });

  // The time since the first slide was left, and the time planned. A click or the key T halts it and lets it go on.
  const clock = document.querySelector(".clock");
  let [since, before] = [null, 0];
  const elapsed = () => before + (since === null ? 0 : Date.now() - since);
  function tell() {
    const seconds = Math.floor(elapsed() / 1000);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    clock.textContent = `${since === null && before ? "‖ " : ""}${time}${minutes ? ` / ${minutes} min` : ""}`;
    clock.classList.toggle("over", minutes > 0 && seconds > minutes * 60);
  }
  function halt() {
    [before, since] = since === null ? [before, Date.now()] : [elapsed(), null];
    tell();
  }
  clock.addEventListener("click", halt);
  Reveal.addKeyBinding({ keyCode: 84, key: "T", description: "Halt the clock, or let it go on" }, halt);
  Reveal.on("slidechanged", () => {
    if (since === null && before === 0) halt();
  });
  setInterval(tell, 500);
  tell();
  for (const button of document.querySelectorAll("[data-turn]"))
    button.addEventListener("click", () => Reveal[button.dataset.turn]());

  Promise.all([begun, window.gdLive]).then(async () => {
    const root = document.documentElement;
    root.classList.add("laying-out");
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    root.classList.remove("laying-out");
    Reveal.layout();
    root.dataset.ready = "yes";
  });
})();
