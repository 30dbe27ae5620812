// The stopping replay: rows 10, 6, 1, and a rule that takes two equal errors for the minimum. Predict at each row.
import { allRows, replay } from "./accident_arithmetic.js";
import { radios } from "./asking.js";
import { announcer, drawing, fill, follow, html, number, svg, unique, vector } from "./page.js";

const ANSWERS = { "goes on": "no, it goes on", stops: "yes, it stops" };
const HEADINGS = ["", "row", "its error", "change", "the rule", "(b, w) then"];

/** "10, 6 1" -> [9, 5, 0]; null where that names no rows. */
function parsed(text, m) {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const rows = words.map((word) => Number(word) - 1);
  return words.length && rows.every((row) => Number.isInteger(row) && row >= 0 && row < m) ? rows : null;
}

function render({ model, el }) {
  const [X, y, start] = ["X", "y", "theta"].map((name) => model.get(name));
  const [eta, tol, asking] = ["eta", "tol", "ask"].map((name) => model.get(name));
  const m = y.length;
  let guess = null;

  const said = announcer();
  const order = html("input", {
    type: "text",
    id: unique("order"),
    autocomplete: "off",
    onchange: orderChanged,
  });
  const trouble = html("span", { role: "alert" });
  const answers = radios(ANSWERS, (name) => {
    guess = name;
    update();
  });
  const question = html("legend");
  const ask = html("fieldset", { class: "gd-ask" }, question, ...answers.labels);
  const step = html("button", { type: "button", onclick: next });
  const again = html("button", { type: "button", onclick: restart }, "Start again");
  const verdict = html("p", { class: "gd-verdict" });
  const table = html("tbody");
  const where = html("p", {});
  const bars = drawing(250, draw);

  const all = () => replay(X, y, start, model.get("rows"), eta, tol);
  const seen = () => all().slice(0, model.get("shown"));
  const theta = () => seen().at(-1)?.next ?? start;
  const ended = () => seen().at(-1)?.stops === true;
  const left = () => !ended() && model.get("shown") < model.get("rows").length;
  const mustGuess = () => asking && left() && model.get("shown") > 0 && guess === null;

  function orderChanged() {
    const rows = parsed(order.value, m);
    trouble.textContent = rows ? "" : `Write row numbers from 1 to ${m}, such as 10, 6, 1.`;
    if (rows && JSON.stringify(rows) !== JSON.stringify(model.get("rows"))) {
      model.set("rows", rows);
      restart();
    }
  }
  function restart() {
    model.set("shown", 0);
    model.save_changes();
    verdict.textContent = "";
    clear();
    update();
  }
  function clear() {
    guess = null;
    answers.clear();
  }
  function next() {
    const now = all()[model.get("shown")];
    const asked = asking && model.get("shown") > 0;
    const truth = now.stops ? "stops" : "goes on";
    if (asked) model.set("prediction", guess);
    model.set("shown", model.get("shown") + 1);
    model.save_changes();
    const words = `${guess === truth ? "Yes" : "No"}: it ${truth}, the errors differ by ${number(now.difference)}.`;
    verdict.textContent = asked ? words : "";
    clear();
    update();
    const first = asking ? answers.first : step;
    (left() ? first : again).focus({ preventScroll: true });
    said.say(`${verdict.textContent} ${standing()}`);
  }
  function standing() {
    const { J, norm } = allRows(X, y, theta());
    const updates = seen().filter((part) => !part.stops).length;
    const far = ended() ? `The rule says “done” after ${updates} updates` : `After ${updates} updates`;
    const where = `b = ${number(theta()[0])}, w = ${vector(theta().slice(1))}`;
    return `${far}: ${where}. Over all ${m} rows J = ${number(J)} and ‖∇J‖ = ${number(norm)}.`;
  }
  function draw(picture, width, height) {
    const { squares, J } = allRows(X, y, theta());
    const [margin, bottom] = [64, 30];
    const top = Math.max(...squares, 1e-9);
    const scale = (height - bottom - 14) / top;
    const slot = (width - margin) / m;
    const agree = new Set(
      seen()
        .slice(-2)
        .map((part) => part.row),
    );
    const base = height - bottom;
    const parts = squares.flatMap((value, i) => {
      const x = margin + slot * (i + 0.5);
      const bar = svg("rect", {
        class: agree.has(i) ? "gd-agree" : "",
        x: x - slot * 0.35,
        width: slot * 0.7,
        y: base - value * scale,
        height: Math.max(1, value * scale),
      });
      const name = svg("text", { x, y: height - 6, "text-anchor": "middle" }, `${i + 1}`);
      return slot > 24 || i % 2 === 0 ? [bar, name] : [bar];
    });
    for (const value of [0, top]) {
      const y = base - value * scale + (value ? 12 : 0);
      parts.push(svg("text", { x: margin - 8, y, "text-anchor": "end" }, number(value, 2)));
    }
    const level = (name, y) => svg("line", { class: `gd-${name}`, x1: margin, x2: width, y1: y, y2: y });
    picture.replaceChildren(...parts, level("axis", base), level("mean", base - J * scale));
    const each = squares.map((v, i) => `row ${i + 1} ${number(v, 3)}`).join("; ");
    picture.setAttribute("aria-label", `Squared error of each row: ${each}. Their mean is ${number(J)}.`);
  }
  function tableRow({ row, error, difference, stops, next: then }, i) {
    const change = Number.isFinite(difference) ? number(difference) : "–";
    const rule = stops ? "stop: “done”" : "go on";
    const cells = [`${i + 1}`, `${row + 1}`, number(error), change, rule, stops ? "no step" : vector(then)];
    return html("tr", { class: stops ? "gd-fired" : "" }, ...cells.map((text) => html("td", {}, text)));
  }
  function update() {
    const rows = model.get("rows");
    const k = model.get("shown");
    if (document.activeElement !== order) order.value = rows.map((row) => row + 1).join(", ");
    table.replaceChildren(...seen().map(tableRow));
    const more = left();
    ask.hidden = !asking || !more || k === 0;
    step.hidden = !more;
    step.disabled = mustGuess();
    if (more) {
      const last = k ? number(seen().at(-1).error) : "–";
      const next = `row ${rows[k] + 1} is next; the last error was ${last}`;
      question.textContent = `Predict: ${next}. Does the rule stop here?`;
      step.textContent = `See row ${rows[k] + 1}`;
    }
    again.disabled = k === 0;
    where.textContent = standing();
    where.classList.toggle("gd-stopped", ended());
    bars.update();
  }

  const rule = `stop when two errors in a row differ by less than ${number(tol)}`;
  const caption =
    "Squared error of every row, here and now (dashed frame: the last two seen; " +
    "dashed line: their mean over all rows, J)";
  const headings = HEADINGS.map((text) => html("th", { scope: "col" }, text));
  fill(
    el,
    "accident",
    "Stopping replay",
    html("p", { class: "gd-title" }, `One row a step, η = ${number(eta)}; ${rule}`),
    html("div", { class: "gd-order" }, html("label", { for: order.id }, "rows in their order"), order, trouble),
    ask,
    html("div", { class: "gd-order" }, step, again),
    verdict,
    html(
      "div",
      { class: "gd-scroll", tabindex: 0, role: "region", "aria-label": "Rows seen so far" },
      html("table", {}, html("thead", {}, html("tr", {}, ...headings)), table),
    ),
    where,
    html("figure", {}, html("figcaption", {}, caption), bars.picture),
    said.node,
  );
  update();
  return follow(model, ["rows", "shown"], update, bars, said);
}

export default { render };
