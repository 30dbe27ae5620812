// Work that comes from a file, or from what was put aside.

import { ask, tell } from "./dialog.js";
import { element } from "./elements.js";
import { Notebook, NotANotebook } from "./notebook.js";

const LARGEST = 50e6; // bytes; a notebook has hardly ever more than a few million

/** Let the reader choose a file. */
export function choose(use) {
  const input = element("input", { type: "file", accept: ".ipynb,application/json" });
  input.addEventListener("change", () => input.files[0] && use(input.files[0]));
  input.click();
}

/** A file dropped anywhere on the page. */
export function listenForDrops(use) {
  const isFile = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => isFile(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    use(event.dataTransfer.files[0]);
  });
}

/** The notebook of a file, or null after it was said what is wrong or the reader has thought better of it. */
export async function read(file, released) {
  try {
    if (file.size > LARGEST) throw new NotANotebook("This file has more than 50 MB: it is hardly your notebook.");
    const found = Notebook.parse(await file.text());
    return (await belongs(found, released)) ? found : null;
  } catch (error) {
    const words = error instanceof NotANotebook ? error.message : `It could not be read: ${error.message}`;
    await tell(`${file.name} was not opened`, words);
    return null;
  }
}

/** Whether it is this homework, or the reader wants it here all the same. */
async function belongs(found, released) {
  const wanted = released.exercises;
  const missing = wanted.filter((name) => !found.exercises.includes(name));
  if (missing.length === 0) return true;
  const other = found.exercises.filter((name) => !wanted.includes(name));
  const has = other.length ? `It has ${other.join(", ")}; expected` : "It does not have";
  const graded = "Opened here, it could not be graded as this one.";
  const text = `This looks like another homework. ${has} ${missing.join(", ")}. ${graded}`;
  return (await ask("Another homework?", text, { no: "Leave it", yes: "Open it all the same" })) === "yes";
}

/** One of the versions that were put aside, or null. */
export async function chooseAside(records) {
  if (records.length === 0) {
    await tell("Earlier work", "Nothing was put aside yet. Work is put aside when a file is opened or you start over.");
    return null;
  }
  const when = (record) => new Date(record.when).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  const answers = Object.fromEntries(records.map((record, k) => [`v${k}`, `${when(record)}, ${record.why}`]));
  const text = "What is here now is put aside in its turn. Which version do you want back?";
  const answer = await ask("Earlier work", text, { ...answers, no: "None" });
  return answer?.startsWith("v") ? records[Number(answer.slice(1))] : null;
}
