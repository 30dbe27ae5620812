// Optimizers on one surface, all at the same number of updates; beside them the loss so far.
import { key } from "./canvas.js";
import { player } from "./player.js";
import { filled, number, vector } from "./page.js";

function render({ model, el }) {
  const { names, steps, contours, xlim, ylim, labels, ...sent } = model.get("film");
  const [paths, values] = [filled(sent.paths), filled(sent.values)];
  const all = values.flat().filter((v) => v > 0 && Number.isFinite(v));
  const lossLim = [Math.max(Math.min(...all), 1e-16) * 0.5, Math.max(...all) * 2];
  const title = model.get("title");

  return player(model, el, {
    steps,
    height: 420,
    heading: title,
    extra: key(names),
    words(i) {
      const rounded = (r) => paths[r][i].map((v) => Math.round(1000 * v) / 1000);
      const each = names.map((name, r) => `${name} at ${vector(rounded(r), 3)}, loss ${number(values[r][i])}`);
      return `After ${steps[i]} updates: ${each.join("; ")}.`;
    },
    draw: (pen, i) => {
      const middle = pen.width > 700 ? Math.round(pen.width * 0.56) : pen.width;
      pen.axes({ xlim, ylim, xlabel: labels[0], ylabel: labels[1], right: middle });
      pen.inside(() => {
        const faint = { colour: pen.colour("faint"), width: 1 };
        for (const line of contours) pen.curve(line, faint);
        for (const [r, path] of paths.entries()) pen.line(path.slice(0, i + 1), pen.series(r));
        for (const [r, path] of paths.entries()) pen.mark(...path[i], pen.series(r), 8);
      });
      if (middle === pen.width) return;
      const updates = [0, Math.max(1, steps.at(-1))];
      pen.axes({ xlim: updates, ylim: lossLim, logY: true, xlabel: "updates", ylabel: "loss", left: middle + 10 });
      pen.inside(() => {
        values.forEach((run, r) => {
          const points = run.slice(0, i + 1).map((v, k) => [steps[k], Math.max(v, lossLim[0])]);
          pen.line(points, pen.series(r));
          pen.mark(...points.at(-1), pen.series(r));
        });
      });
    },
  });
}

export default { render };
