// Handing in: what is not ready yet is said first; then a file with the right name, or a POST where one is set.

import { ask } from "./dialog.js";
import { element } from "./elements.js";
import { Outputs } from "./outputs.js";
import { textOf } from "./notebook.js";

export const SUMMARY = "summary-before-handing-in"; // the cell that Python is given for it
const ASKED = '__import__("gdkit").check.summary()';
const PATIENCE = 60_000; // ms for an answer of the server
const SHOWN = 2000; // characters of it
const WHERE = "Hand the downloaded file in where your course takes it. Do not rename it.";

/** A file for the student's downloads. */
export function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** What is not ready, as elements: checks that are out of date, and the summary of check, made by Python. */
async function readiness(page) {
  const { runner } = page;
  const made = [];
  const old = runner.stale.flatMap((cell) => cell.exercises);
  if (old.length) {
    const text = `Code was changed after these checks were run: ${old.join(", ")}. Run everything again first.`;
    made.push(element("p", { class: "warning", text }));
  }
  if (!page.notebook.exercises.length) return made;
  if (!runner.ready || runner.busy) {
    const why = runner.busy ? "Python is busy" : "Python has not started";
    made.push(element("p", { class: "warning", text: `${why}, so it is not known which checks pass.` }));
    return made;
  }
  const place = element("div", { class: "outputs" });
  const outputs = new Outputs(place, () => {});
  page.listeners.set(SUMMARY, (output) => outputs.add(output, false));
  const { status, text } = await page.python.run({ cell: SUMMARY, source: ASKED, quiet: false });
  page.listeners.delete(SUMMARY);
  if (status !== "ok" && !place.childElementCount) {
    const why = textOf(text ?? "");
    place.append(element("p", { class: "warning", text: `It could not be found out which checks pass. ${why}` }));
  }
  made.push(place);
  return made;
}

function inputs(fields) {
  return Object.entries(fields).map(([name, label]) => {
    const input = element("input", { name, required: true, autocomplete: "on" });
    return element("label", { class: "field" }, `${label} `, input);
  });
}

/** All fields filled in; the first that is not gets the focus. */
function filled(dialog) {
  const missing = [...dialog.querySelectorAll("input")].find((input) => !input.value.trim());
  for (const input of dialog.querySelectorAll("input")) input.toggleAttribute("aria-invalid", !input.value.trim());
  missing?.focus();
  return !missing;
}

/** The whole of it, from the button to what the server answered. */
export async function handIn(page) {
  const { address = "", text = "", fields = {} } = page.settings.hand_in ?? {};
  const { file, title } = page.about;
  await page.save();
  const asked = address ? inputs(fields) : [];
  const where = address ? `The file goes to ${new URL(address, location.href).host}.` : text || WHERE;
  const body = element("div", {}, ...(await readiness(page)), element("p", { text: where }), ...asked);
  const save = `Download ${file}`;
  const answers = address ? { send: "Hand in", save, again: "Run everything again first" } : { save };
  if (!address && page.notebook.exercises.length) answers.again = "Run everything again first";
  const allowed = (value, dialog) => value !== "send" || filled(dialog);
  const answer = await ask(`Hand in: ${title}`, body, { ...answers, no: "Not yet" }, allowed);
  if (answer === "again") return page.restart(true);
  if (answer === "save") return page.download();
  if (answer === "send") await send(page, address, asked);
}

async function send(page, address, asked) {
  const form = new FormData();
  form.append("assignment", page.about.name);
  for (const input of asked.map((label) => label.querySelector("input"))) form.append(input.name, input.value.trim());
  form.append("file", new File([page.notebook.text()], page.about.file, { type: "application/x-ipynb+json" }));
  page.notes.show("handing in", "Handing in …", {}, { closable: false });
  const { done, words } = await post(address, form);
  page.notes.close("handing in");
  const title = done ? "Handed in" : "Not handed in";
  const body = element("p", { class: "answer", text: words });
  const answer = await ask(title, body, { no: "Close", save: `Download ${page.about.file}` });
  if (answer === "save") page.download();
}

async function post(address, body) {
  const host = new URL(address, location.href).host;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(address, { method: "POST", body, signal });
    const said = (await response.text()).trim().slice(0, SHOWN);
    if (response.ok) return { done: true, words: said || `${host} has taken the file.` };
    const reason = `${host} answered ${response.status} ${response.statusText}`.trim();
    return { done: false, words: `${reason}${said ? `: ${said}` : "."}\nDownload the file and ask whom it goes to.` };
  } catch (error) {
    const why = error.name === "TimeoutError" ? "did not answer in a minute" : "could not be reached";
    return { done: false, words: `${host} ${why}. Try again, or download the file and hand it in another way.` };
  }
}
