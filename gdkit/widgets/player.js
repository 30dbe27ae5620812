// Plays recorded frames: play and pause, one frame on or back, a slider, a speed. Native controls with labels.
import { sheet } from "./canvas.js";
import { announcer, fill, follow, html, number, unique } from "./page.js";

const SECONDS = 8; // for the whole film at speed 1

/** film: { steps: [0, 1, ...] the updates at each frame, height, draw(pen, frame), words(frame), heading, extra } */
export function player(model, el, film) {
  const last = film.steps.length - 1;
  let frame = Math.min(model.get("frame") ?? 0, last);
  let timer = null;
  let began = 0;

  const said = announcer();
  const picture = sheet(film.height, (pen) => film.draw(pen, frame));
  const slider = html("input", {
    type: "range",
    id: unique("frame"),
    min: 0,
    max: last,
    step: 1,
    oninput: () => move(Number(slider.value)),
  });
  const shown = html("span", { class: "gd-value" });
  const button = (words, onclick, label = null) =>
    html("button", { type: "button", "aria-label": label, onclick }, words);
  const play = button("Play", () => (timer === null ? start() : pause()));
  const back = button("‹", () => move(frame - 1), "One frame back");
  const on = button("›", () => move(frame + 1), "One frame on");
  const speeds = [0.25, 0.5, 1, 2].map((s) => html("option", { value: s, selected: s === 1 }, `${number(s, 2)}×`));
  const speed = html("select", { id: unique("speed"), onchange: changeSpeed }, ...speeds);
  const words = html("p", { class: "gd-words" });

  function move(next) {
    pause();
    show(next);
  }
  function show(next) {
    frame = Math.max(0, Math.min(last, next));
    slider.value = frame;
    slider.setAttribute("aria-valuetext", `after ${film.steps[frame]} updates`);
    shown.textContent = `${film.steps[frame]}`;
    words.textContent = film.words(frame);
    picture.describe(`${film.heading}. ${words.textContent}`);
    back.disabled = frame === 0;
    on.disabled = frame === last;
    picture.update();
    said.say(words.textContent);
    if (timer === null) keep();
  }
  function keep() {
    if (model.get("frame") === frame) return;
    model.set("frame", frame);
    model.save_changes();
  }
  function start() {
    if (frame === last) frame = 0;
    began = performance.now() - ((frame / last) * SECONDS * 1000) / Number(speed.value);
    play.textContent = "Pause";
    const tick = (now) => {
      const next = Math.floor((((now - began) / 1000) * Number(speed.value) * last) / SECONDS);
      if (next !== frame) show(next);
      if (frame < last) timer = requestAnimationFrame(tick);
      else pause();
    };
    timer = requestAnimationFrame(tick);
  }
  function halt() {
    if (timer !== null) cancelAnimationFrame(timer);
    timer = null;
    play.textContent = "Play";
  }
  function pause() {
    halt();
    keep();
  }
  function changeSpeed() {
    if (timer === null) return;
    pause();
    start();
  }
  function fromKernel() {
    if (model.get("frame") === frame) return;
    halt();
    show(model.get("frame"));
  }

  const frames = html("label", { for: slider.id }, "updates: ", shown);
  const pace = html("label", { for: speed.id }, "speed");
  fill(
    el,
    "player",
    film.heading,
    html("figure", {}, html("figcaption", {}, film.heading), film.extra ?? "", picture.canvas),
    html("div", { class: "gd-slider" }, play, back, on, frames, slider, pace, speed),
    words,
    said.node,
  );
  show(frame);
  return follow(model, ["frame"], fromKernel, { stop: halt }, picture, said);
}
