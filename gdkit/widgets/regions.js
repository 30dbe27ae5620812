// The regions of a classifier while it is trained: the network is computed here, from its parameters at each frame.
import { key } from "./canvas.js";
import { player } from "./player.js";
import { number } from "./page.js";
import { scores, winner } from "./regions_arithmetic.js";

const SOFT = ["blue-soft", "red-soft", "green-soft", "pink-soft", "panel"];

function render({ model, el }) {
  const { sizes, activations, steps, thetas, losses, points, labels, names, axes, xlim, ylim } = model.get("film");
  const right = thetas.map(
    (theta) => points.filter((x, i) => winner(scores(sizes, activations, theta, x))[0] === labels[i]).length / points.length,
  );

  return player({ model, el }, {
    steps,
    height: 440,
    heading: model.get("title"),
    extra: key(names),
    words: (i) => `After ${steps[i]} updates ${number(100 * right[i], 1)} % of the ${points.length} points lie in their region; the loss is ${number(losses[i], 4)}.`,
    draw: (pen, i) => {
      pen.axes({ xlim, ylim, xlabel: axes[0], ylabel: axes[1] });
      pen.inside(() => {
        const { left, right: edge, top, bottom } = pen.box;
        const side = 6; // pixels of a cell
        const soft = SOFT.map((name) => pen.colour(name));
        for (let px = Math.ceil(left); px < edge; px += side) {
          for (let py = Math.ceil(top); py < bottom; py += side) {
            const [k, p] = winner(scores(sizes, activations, thetas[i], pen.back(px + side / 2, py + side / 2)));
            pen.context.globalAlpha = Math.min(1, 0.25 + 0.75 * p); // the surer, the stronger
            pen.context.fillStyle = soft[k];
            pen.context.fillRect(px, py, side, side);
          }
        }
        pen.context.globalAlpha = 1;
        points.forEach(([x, y], j) => pen.mark(x, y, pen.series(labels[j]), 5));
      });
    },
  });
}

export default { render };
