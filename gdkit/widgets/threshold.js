// The threshold explorer: where a probability becomes a decision, and the four counts that change with it.
import { sheet } from "./canvas.js";
import { announcer, html, number, unique } from "./page.js";
import { confusion, growing, histogram } from "./threshold_arithmetic.js";

const ANSWERS = {
  "TP FP": "those who are said to be positive: TP and FP",
  "FN TN": "those who are said to be negative: FN and TN",
  "FP FN": "the wrong ones: FP and FN",
};
const BINS = 20;

function render({ model, el }) {
  const { p, y, names } = model.get("rows");
  const bins = histogram(p, y, BINS);
  const tallest = Math.max(...bins.flat(), 1);
  let shown = !model.get("ask");
  let guess = null;
  const at = () => model.get("threshold");
  const counts = () => confusion(p, y, at());

  const said = announcer();
  const value = html("span", { class: "gd-value" });
  const slider = html("input", {
    type: "range", id: unique("threshold"), min: 0.05, max: 0.95, step: 0.05,
    oninput: () => (model.set("threshold", Math.round(Number(slider.value) * BINS) / BINS), changed()),
    onchange: () => model.save_changes(),
  });
  const group = unique("guess");
  const show = html("button", { type: "button", disabled: true, onclick: reveal }, "Show the counts");
  const ask = html(
    "fieldset", { class: "gd-ask" },
    html("legend", {}, "Predict first: the threshold goes up. Which counts can grow?"),
    ...Object.entries(ANSWERS).map(([name, words]) => html("label", {}, html("input", { type: "radio", name: group, value: name, onchange: () => ((guess = name), (show.disabled = false)) }), words)),
    show,
  );
  const verdict = html("p", { class: "gd-verdict" });
  const again = html("button", { type: "button", onclick: hide }, "Hide, and let me predict again");
  const cells = Object.fromEntries(["TP", "FN", "FP", "TN"].map((name) => [name, html("td", {})]));
  const table = html(
    "table", {},
    html("caption", {}, "Counts"),
    html("thead", {}, html("tr", {}, html("th", { scope: "col" }, "in truth"), html("th", { scope: "col" }, `said: ${names[1]}`), html("th", { scope: "col" }, `said: ${names[0]}`))),
    html("tbody", {},
      html("tr", {}, html("th", { scope: "row" }, names[1]), cells.TP, cells.FN),
      html("tr", {}, html("th", { scope: "row" }, names[0]), cells.FP, cells.TN)),
  );
  const shares = html("p", { class: "gd-facts" });
  const picture = sheet(380, draw);
  const MEANING = { TP: "found", FN: "missed", FP: "false alarms", TN: "left alone" };

  const percent = (v) => (Number.isNaN(v) ? "not defined" : `${number(100 * v, 1)} %`);
  function sentence() {
    const c = counts();
    return `Threshold ${number(at(), 2)}: ${c.TP} found, ${c.FN} missed, ${c.FP} false alarms, ${c.TN} left alone; accuracy ${percent(c.accuracy)}, recall ${percent(c.recall)}, precision ${percent(c.precision)}.`;
  }
  function changed() {
    verdict.textContent = "";
    update();
  }
  function reveal() {
    shown = true;
    const higher = at() < 0.9 ? 0.95 : at();
    const lower = at() < 0.9 ? at() : 0.05;
    const grown = growing(p, y, lower, higher);
    const right = guess === "FN TN";
    update();
    verdict.textContent = `${right ? "Yes" : `You said: ${ANSWERS[guess]}. In fact`}: rows can only leave the positive side. From ${number(lower, 2)} to ${number(higher, 2)} ${grown.length ? `${grown.join(" and ")} grow` : "nothing grows"} here; one kind of mistake is paid with the other.`;
    model.set("prediction", guess);
    model.save_changes();
    again.focus({ preventScroll: true });
    said.say(`${verdict.textContent} ${sentence()}`);
  }
  function hide() {
    shown = false;
    guess = null;
    show.disabled = true;
    for (const radio of ask.querySelectorAll("input")) radio.checked = false;
    changed();
    ask.querySelector("input").focus();
  }

  function draw(pen) {
    const room = 1.3 * tallest;
    pen.axes({ xlim: [0, 1], ylim: [-room, room], xlabel: "probability p̂", ylabel: `rows: ↑ ${names[1]}, ↓ ${names[0]}` });
    const c = pen.context;
    // the axis counts rows in both directions
    c.clearRect(0, pen.box.top - 10, pen.box.left - 7, pen.box.bottom - pen.box.top + 24);
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((s) => tallest / s <= 3) ?? 2000;
    for (let v = -Math.floor(room / step) * step; v <= room; v += step) pen.text(String(Math.abs(v)), pen.box.left - 9, pen.y(v), { align: "right" });
    pen.inside(() => {
      [0, 1].forEach((k) => {
        bins[k].forEach((count, j) => {
          if (count === 0) return;
          const positive = (j + 0.5) / BINS >= at();
          const wrong = positive !== (k === 1);
          const [left, right, zero, end] = [pen.x(j / BINS), pen.x((j + 1) / BINS), pen.y(0), pen.y(k ? count : -count)];
          const [top, height] = [Math.min(zero, end), Math.max(2, Math.abs(end - zero))];
          c.fillStyle = pen.colour(["blue-soft", "red-soft"][k]);
          c.fillRect(left + 1, top, right - left - 2, height);
          c.strokeStyle = pen.colour(["blue", "red"][k]);
          c.lineWidth = 2;
          c.strokeRect(left + 1, top, right - left - 2, height);
          if (shown && wrong) {
            c.save();
            c.beginPath();
            c.rect(left + 1, top, right - left - 2, height);
            c.clip();
            for (let d = -height; d < right - left; d += 7) {
              c.beginPath();
              c.moveTo(left + d, top + height);
              c.lineTo(left + d + height, top);
              c.stroke();
            }
            c.restore();
          }
        });
      });
      pen.line([[0, 0], [1, 0]], { colour: pen.colour("ink"), width: 1.5 });
      pen.line([[at(), -room], [at(), room]], { colour: pen.colour("ink"), dash: [9, 6], width: 3 });
    });
    picture.describe(`Histogram of ${p.length} probabilities, ${names[1]} upward, ${names[0]} downward. ${shown ? sentence() : `The threshold is ${number(at(), 2)}; the counts are hidden until you predict.`}`);
  }
  function update() {
    slider.value = at();
    value.textContent = number(at(), 2);
    const c = counts();
    for (const [name, cell] of Object.entries(cells)) cell.textContent = shown ? `${name} ${c[name]}  ${MEANING[name]}` : name;
    for (const name of ["FN", "FP"]) cells[name].classList.toggle("gd-wrong", shown);
    shares.textContent = shown ? `accuracy ${percent(c.accuracy)}; recall ${percent(c.recall)} of all ${names[1]} found; precision ${percent(c.precision)} of those said to be ${names[1]}` : "";
    ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
    picture.update();
    if (shown) said.say(sentence());
  }

  el.append(
    html("div", { class: "gdkit gd-threshold", role: "group", "aria-label": "Threshold explorer" },
      html("p", { class: "gd-title" }, model.get("title")),
      html("div", { class: "gd-slider" }, html("label", { for: slider.id }, `said to be ${names[1]} from p̂ ≥ `, value), slider),
      ask,
      verdict,
      again,
      picture.canvas,
      html("div", { class: "gd-scroll" }, table),
      shares,
      said.node,
    ),
  );
  const follow = () => update();
  model.on("change:threshold", follow);
  update();
  return () => {
    model.off("change:threshold", follow);
    picture.stop();
    said.stop();
  };
}

export default { render };
