// Predict first: a question, what stays hidden until it is answered, the verdict, and the way back to the question.
import { html, unique } from "./page.js";

/** Radio buttons for { name: words }, of which one is chosen at a time; `chosen(name)` is called when it is. */
export function radios(choices, chosen) {
  const group = unique("guess");
  const boxes = Object.keys(choices).map((name) =>
    html("input", { type: "radio", name: group, value: name, onchange: () => chosen(name) }),
  );
  const clear = () => {
    for (const box of boxes) box.checked = false;
  };
  return { labels: boxes.map((box) => html("label", {}, box, choices[box.value])), first: boxes[0], clear };
}

/** "Yes: …." or "You said: …. In fact ….", in the words of the choices; `numbers` end either. */
export function verdictOn(choices, truth, guess, numbers = "", really = "In fact") {
  if (truth === guess) return `Yes: ${choices[truth]}. ${numbers}`.trim();
  const end = numbers ? `: ${numbers}` : ".";
  return `You said: ${choices[guess]}. ${really} ${choices[truth]}${end}`;
}

/** "Yes: …; because." or "You said: …. It is: …; because.", in the words of the choices. */
export function verdictBecause(choices, truth, guess, why) {
  const said = truth === guess ? "Yes" : `You said: ${choices[guess]}. It is`;
  return `${said}: ${choices[truth]}; ${why}.`;
}

/**
 * What stays hidden until somebody has said what to expect.
 *
 * update(): draws the explorer anew
 * judge(guess): the verdict in words, when all is shown; it may also do what was predicted
 * sentence(): what a screen reader hears after the verdict
 * forget(): undoes what was said, before it is asked again
 * first(): the node that has the focus when it is asked again
 * next(): what comes after the verdict; returns the node that then has the focus, by default `again`
 * back: the words on `again`
 *
 * Returns shown(), the nodes `verdict` and `again`, and
 * reveal(guess): shows all; hide(): asks again; restart(): asks again where the widget asks at all;
 * changed(): draws anew after something moved, to which the verdict no longer belongs;
 * settle(...asks): of update(): hides these nodes, or the button that leads back to them.
 */
export function hiding({ model, said, update, judge, sentence = () => "", forget = () => {}, first, next, back }) {
  let shown = !model.get("ask");
  const verdict = html("p", { class: "gd-verdict" });
  const again = html("button", { type: "button", onclick: hide }, back ?? "Hide, and let me predict again");

  function reveal(guess) {
    shown = true;
    const words = judge(guess);
    update();
    verdict.textContent = words;
    model.set("prediction", guess);
    model.save_changes();
    said.say(`${words} ${sentence()}`.trim());
    (next?.() ?? again).focus({ preventScroll: true });
  }
  function hide() {
    shown = false;
    forget();
    changed();
    first().focus();
  }
  function restart() {
    if (model.get("ask")) shown = false;
    forget();
    changed();
  }
  function changed() {
    verdict.textContent = "";
    update();
  }
  function settle(...asks) {
    for (const ask of asks) ask.hidden = shown;
    again.hidden = !shown || !model.get("ask");
  }
  return { shown: () => shown, verdict, again, reveal, hide, restart, changed, settle };
}

/**
 * The same with a question whose answer is one of a few: a fieldset `ask` of radio buttons, and a button that waits
 * for one of them, and for `possible()`.
 *
 * Of what is returned `settle` needs no nodes, and offer(question, choices) asks something else.
 */
export function asking({ question = "", choices = {}, show = "Show", possible = () => true, ...rest }) {
  let guess = null;
  let offered = { labels: [] };
  const legend = html("legend");
  const button = html("button", { type: "button", disabled: true, onclick: () => hidden.reveal(guess) }, show);
  const ask = html("fieldset", { class: "gd-ask" }, legend, button);

  function ready() {
    button.disabled = guess === null || !possible();
  }
  function choose(name) {
    guess = name;
    ready();
  }
  function clear() {
    guess = null;
    offered.clear();
  }
  function offer(words, answers) {
    legend.textContent = words;
    for (const label of offered.labels) label.remove();
    offered = radios(answers, choose);
    button.before(...offered.labels);
    clear();
  }
  const forget = () => {
    clear();
    rest.forget?.();
  };
  const hidden = hiding({ ...rest, forget, first: () => offered.first });
  offer(question, choices);
  const settle = () => {
    hidden.settle(ask);
    ready();
  };
  return { ...hidden, ask, legend, offer, settle };
}
