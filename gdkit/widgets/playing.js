// Plays frames: play and pause, one frame on or back, a slider, a speed. Nothing moves before somebody asks for it.
import { html, number, unique } from "./page.js";

const SECONDS = 8; // for the whole film at speed 1

/**
 * steps: [0, 1, ...], the updates at each frame; seen(frame): draws it, and says what it shows.
 * The trait `name` of the model has the frame that is shown, once it has come to rest.
 *
 * Returns the nodes, in order; play, the button; frame(); show(frame); fromKernel(), after the trait was set; stop().
 */
export function playing(model, name, steps, seen) {
  const last = steps.length - 1;
  let frame = Math.min(model.get(name) ?? 0, last);
  let timer = null;
  let began = 0;

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

  function move(next) {
    pause();
    show(next);
  }
  function show(next) {
    frame = Math.max(0, Math.min(last, next));
    slider.value = frame;
    slider.setAttribute("aria-valuetext", `after ${steps[frame]} updates`);
    shown.textContent = `${steps[frame]}`;
    back.disabled = frame === 0;
    on.disabled = frame === last;
    seen(frame);
    if (timer === null) keep();
  }
  function keep() {
    if (model.get(name) === frame) return;
    model.set(name, frame);
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
  function stop() {
    if (timer !== null) cancelAnimationFrame(timer);
    timer = null;
    play.textContent = "Play";
  }
  function pause() {
    stop();
    keep();
  }
  function changeSpeed() {
    if (timer === null) return;
    pause();
    start();
  }
  function fromKernel() {
    if (model.get(name) === frame) return;
    stop();
    show(model.get(name));
  }

  const frames = html("label", { for: slider.id }, "updates: ", shown);
  const pace = html("label", { for: speed.id }, "speed");
  const nodes = [play, back, on, frames, slider, pace, speed];
  return { nodes, play, frame: () => frame, show, fromKernel, stop };
}
