// Explorers, live: the module of an explorer comes from Python with its state, the model is gdkit/widgets/live.js's.

import "../../../gdkit/widgets/live.js";
import { element } from "./elements.js";
import { plain } from "./notebook.js";

export const KIND = "application/vnd.gdkit.explorer+json";
const VIEW = "application/vnd.jupyter.widget-view+json";
const models = new Map();

export const isExplorer = ({ data = {} }) => KIND in data || (VIEW in data && !("text/html" in data));

/** An explorer without its module and rules, as it is kept: only one that Python has just sent is run. */
export function withoutModule(output) {
  if (!output.data?.[KIND]?.state) return output;
  const { _esm, _css, ...state } = output.data[KIND].state;
  return { ...output, data: { ...output.data, [KIND]: { ...output.data[KIND], state } } };
}

/** Values that Python gave an explorer. */
export function fromPython(key, values) {
  const found = models.get(key);
  if (!found) return;
  found.hearing = false;
  for (const [name, value] of Object.entries(values)) found.model.set(name, value);
  found.hearing = true;
}

/** { element, stop }. One that was kept is not run: its module may be anyone's. */
export function explorer(value, live, moved) {
  const place = element("div", { class: "explorer" });
  if (!live || !value?.state?._esm) {
    place.append(element("p", { text: "Run this cell to bring its explorer to life." }));
    return { element: place, stop() {} };
  }
  const { key, state } = plain(value);
  const entry = { model: window.gdExplorers.modelOf(state), hearing: true };
  connect(entry, (values) => moved(key, values));
  models.set(key, entry);
  let stop = () => {};
  let gone = false;
  window.gdExplorers
    .show(place, entry.model)
    .then((end) => {
      if (gone) end?.();
      else stop = end ?? stop;
    })
    .catch((error) => {
      place.textContent = `This explorer did not start: ${error.message}`;
      console.error(error);
    });
  return {
    element: place,
    stop() {
      gone = true;
      stop();
      if (models.get(key) === entry) models.delete(key);
    },
  };
}

/** What a person moves goes to Python when the explorer saves it: the names that were set since. */
function connect(entry, send) {
  const changed = new Set();
  const { model } = entry;
  const set = model.set;
  model.set = (name, value) => {
    if (entry.hearing && JSON.stringify(model.get(name)) !== JSON.stringify(value)) changed.add(name);
    set.call(model, name, value);
  };
  model.save_changes = () => {
    if (changed.size === 0) return;
    send(Object.fromEntries([...changed].map((name) => [name, model.get(name)])));
    changed.clear();
  };
}
