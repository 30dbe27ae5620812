// The regions of a classifier while it is trained: the network is computed here, from its parameters at each frame.
import { key } from "./canvas.js";
import { player } from "./player.js";
import { number } from "./page.js";
import { scores, winner } from "./regions_arithmetic.js";

function render({ model, el }) {
  const { sizes, activations, steps, thetas, losses, points, labels, names, axes, xlim, ylim } = model.get("film");
  const classAt = (theta) => (x) => winner(scores(sizes, activations, theta, x));
  const right = thetas.map(
    (theta) => points.filter((x, i) => classAt(theta)(x)[0] === labels[i]).length / points.length,
  );

  return player(model, el, {
    steps,
    height: 440,
    heading: model.get("title"),
    extra: key(names),
    words(i) {
      const share = `${number(100 * right[i], 1)} % of the ${points.length} points lie in their region`;
      return `After ${steps[i]} updates ${share}; the loss is ${number(losses[i])}.`;
    },
    draw: (pen, i) => {
      pen.axes({ xlim, ylim, xlabel: axes[0], ylabel: axes[1] });
      pen.inside(() => {
        pen.regions(classAt(thetas[i]));
        for (const [j, [x, y]] of points.entries()) pen.mark(x, y, pen.series(labels[j]), 5);
      });
    },
  });
}

export default { render };
