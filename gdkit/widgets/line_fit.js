// The line that a descent lays through points, update by update; beside it the loss so far.
import { spread } from "./canvas.js";
import { player } from "./player.js";
import { filled, number } from "./page.js";
import { lineLoss } from "./line_fit_arithmetic.js";

function render({ model, el }) {
  const { points, steps, ...sent } = model.get("film");
  const path = filled(sent.path);
  const losses = path.map((theta) => lineLoss(points, theta));
  const [xs, ys] = [0, 1].map((k) => points.map((point) => point[k]));
  const [xlim, ylim] = [spread(xs, 0.06), spread([0, ...ys], 0.06)];
  const finite = losses.filter((v) => Number.isFinite(v) && v > 0);
  const lossLim = [Math.min(...finite) * 0.7, Math.max(...finite) * 1.4];

  return player(model, el, {
    steps,
    height: 380,
    heading: model.get("title"),
    words(i) {
      const line = `b = ${number(path[i][0], 3)}, w = ${number(path[i][1], 3)}`;
      return `After ${steps[i]} updates ${line}; the mean squared error is ${number(losses[i])}.`;
    },
    draw: (pen, i) => {
      const middle = pen.width > 700 ? Math.round(pen.width * 0.62) : pen.width;
      pen.axes({ xlim, ylim, xlabel: "x", ylabel: "y", right: middle });
      pen.inside(() => {
        const blue = { colour: pen.colour("blue") };
        pen.context.globalAlpha = 0.65;
        for (const [x, y] of points) pen.mark(x, y, blue, 4);
        pen.context.globalAlpha = 1;
        const [b, w] = path[i];
        pen.line(
          xlim.map((x) => [x, b + w * x]),
          { colour: pen.colour("red"), width: 4 },
        );
      });
      if (middle === pen.width) return;
      const updates = [0, Math.max(1, steps.at(-1))];
      const labels = { xlabel: "updates", ylabel: "mean squared error" };
      pen.axes({ xlim: updates, ylim: lossLim, logY: true, ...labels, left: middle + 10 });
      pen.inside(() => {
        pen.line(
          losses.slice(0, i + 1).map((v, k) => [steps[k], v]),
          { colour: pen.colour("red"), width: 3 },
        );
        pen.mark(steps[i], losses[i], { colour: pen.colour("red") });
      });
    },
  });
}

export default { render };
