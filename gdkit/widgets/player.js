// A film alone: its picture, what plays it, and its words.
import { sheet } from "./canvas.js";
import { announcer, fill, follow, html } from "./page.js";
import { playing } from "./playing.js";

/** film: { steps: [0, 1, ...] the updates at each frame, height, draw(pen, frame), words(frame), heading, extra } */
export function player(model, el, film) {
  const said = announcer();
  const words = html("p", { class: "gd-words" });
  const picture = sheet(film.height, (pen) => film.draw(pen, played.frame()));
  const played = playing(model, "frame", film.steps, (frame) => {
    words.textContent = film.words(frame);
    picture.describe(`${film.heading}. ${words.textContent}`);
    picture.update();
    said.say(words.textContent);
  });

  fill(
    el,
    "player",
    film.heading,
    html("figure", {}, html("figcaption", {}, film.heading), film.extra ?? "", picture.canvas),
    html("div", { class: "gd-slider" }, ...played.nodes),
    words,
    said.node,
  );
  played.show(played.frame());
  return follow(model, ["frame"], played.fromKernel, played, picture, said);
}
