// The threshold explorer: where a probability becomes a decision, and the four counts that change with it.
import { asking } from "./asking.js";
import { sheet } from "./canvas.js";
import { slider } from "./controls.js";
import { announcer, fill, follow, html, number } from "./page.js";
import { confusion, growing, histogram } from "./threshold_arithmetic.js";

const ANSWERS = {
  "TP FP": "those who are said to be positive: TP and FP",
  "FN TN": "those who are said to be negative: FN and TN",
  "FP FN": "the wrong ones: FP and FN",
};
const MEANING = { TP: "found", FN: "missed", FP: "false alarms", TN: "left alone" };
const BINS = 20;

/** A bar with a border, and stripes in it where `striped`. */
function drawBar(c, [left, top, width, height], striped) {
  c.fillRect(left, top, width, height);
  c.lineWidth = 2;
  c.strokeRect(left, top, width, height);
  if (!striped) return;
  c.save();
  c.beginPath();
  c.rect(left, top, width, height);
  c.clip();
  for (let d = -height; d < width + 2; d += 7) {
    c.beginPath();
    c.moveTo(left - 1 + d, top + height);
    c.lineTo(left - 1 + d + height, top);
    c.stroke();
  }
  c.restore();
}

function render({ model, el }) {
  const { p, y, names } = model.get("rows");
  const bins = histogram(p, y, BINS);
  const tallest = Math.max(...bins.flat(), 1);
  const at = () => model.get("threshold");
  const counts = () => confusion(p, y, at());

  const said = announcer();
  const label = `said to be ${names[1]} from p̂ ≥ `;
  const threshold = slider(model, label, { min: 0.05, max: 0.95, step: 0.05 }, (value) => {
    model.set("threshold", Math.round(value * BINS) / BINS);
    predicted.changed();
  });
  const predicted = asking({
    model,
    said,
    update,
    question: "Predict first: the threshold goes up. Which counts can grow?",
    choices: ANSWERS,
    show: "Show the counts",
    judge,
    sentence,
  });
  const { ask, verdict, again, shown } = predicted;
  const cells = Object.fromEntries(Object.keys(MEANING).map((name) => [name, html("td")]));
  const headings = ["in truth", `said: ${names[1]}`, `said: ${names[0]}`].map((text) =>
    html("th", { scope: "col" }, text),
  );
  const table = html(
    "table",
    {},
    html("caption", {}, "Counts"),
    html("thead", {}, html("tr", {}, ...headings)),
    html(
      "tbody",
      {},
      html("tr", {}, html("th", { scope: "row" }, names[1]), cells.TP, cells.FN),
      html("tr", {}, html("th", { scope: "row" }, names[0]), cells.FP, cells.TN),
    ),
  );
  const shares = html("p", { class: "gd-facts" });
  const picture = sheet(380, draw);

  const percent = (v) => (Number.isNaN(v) ? "not defined" : `${number(100 * v, 1)} %`);
  function judge(guess) {
    const [lower, higher] = at() < 0.9 ? [at(), 0.95] : [0.05, at()];
    const grown = growing(p, y, lower, higher);
    const start = guess === "FN TN" ? "Yes" : `You said: ${ANSWERS[guess]}. In fact`;
    const seen = grown.length ? `${grown.join(" and ")} grow` : "nothing grows";
    return (
      `${start}: rows can only leave the positive side. From ${number(lower, 2)} to ${number(higher, 2)} ${seen} ` +
      "here; one kind of mistake is paid with the other."
    );
  }
  function sentence() {
    const c = counts();
    const each = Object.entries(MEANING).map(([name, words]) => `${c[name]} ${words}`);
    const three = ["accuracy", "recall", "precision"].map((name) => `${name} ${percent(c[name])}`);
    return `Threshold ${number(at(), 2)}: ${each.join(", ")}; ${three.join(", ")}.`;
  }

  function draw(pen) {
    const room = 1.3 * tallest;
    const ylabel = `rows: ↑ ${names[1]}, ↓ ${names[0]}`;
    pen.axes({ xlim: [0, 1], ylim: [-room, room], xlabel: "probability p̂", ylabel });
    const c = pen.context;
    // the axis counts rows in both directions
    c.clearRect(0, pen.box.top - 10, pen.box.left - 7, pen.box.bottom - pen.box.top + 24);
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((s) => tallest / s <= 3) ?? 2000;
    for (let v = -Math.floor(room / step) * step; v <= room; v += step) {
      pen.text(String(Math.abs(v)), pen.box.left - 9, pen.y(v), { align: "right" });
    }
    pen.inside(() => {
      for (const k of [0, 1]) {
        bins[k].forEach((count, j) => {
          if (count === 0) return;
          const positive = (j + 0.5) / BINS >= at();
          const [left, right, zero, end] = [
            pen.x(j / BINS),
            pen.x((j + 1) / BINS),
            pen.y(0),
            pen.y(k ? count : -count),
          ];
          const box = [left + 1, Math.min(zero, end), right - left - 2, Math.max(2, Math.abs(end - zero))];
          c.fillStyle = pen.colour(["blue-soft", "red-soft"][k]);
          c.strokeStyle = pen.colour(["blue", "red"][k]);
          drawBar(c, box, shown() && positive !== (k === 1));
        });
      }
      pen.level(0, [0, 1], { colour: pen.colour("ink"), width: 1.5 });
      pen.upright(at(), [-room, room], { colour: pen.colour("ink"), dash: [9, 6], width: 3 });
    });
    const what = `Histogram of ${p.length} probabilities, ${names[1]} upward, ${names[0]} downward.`;
    const hidden = `The threshold is ${number(at(), 2)}; the counts are hidden until you predict.`;
    picture.describe(`${what} ${shown() ? sentence() : hidden}`);
  }
  function update() {
    threshold.show(at(), number(at(), 2));
    const c = counts();
    for (const [name, cell] of Object.entries(cells)) {
      cell.textContent = shown() ? `${name} ${c[name]}  ${MEANING[name]}` : name;
    }
    for (const name of ["FN", "FP"]) cells[name].classList.toggle("gd-wrong", shown());
    const found = `recall ${percent(c.recall)} of all ${names[1]} found`;
    const right = `precision ${percent(c.precision)} of those said to be ${names[1]}`;
    shares.textContent = shown() ? `accuracy ${percent(c.accuracy)}; ${found}; ${right}` : "";
    predicted.settle();
    picture.update();
    if (shown()) said.say(sentence());
  }

  fill(
    el,
    "threshold",
    "Threshold explorer",
    html("p", { class: "gd-title" }, model.get("title")),
    threshold.row,
    ask,
    verdict,
    again,
    picture.canvas,
    html("div", { class: "gd-scroll" }, table),
    shares,
    said.node,
  );
  update();
  return follow(model, ["threshold"], update, picture, said);
}

export default { render };
