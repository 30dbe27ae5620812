// One answer is marked: what is clicked is sent at once, one message after the other, and what comes back is told.

const form = document.getElementById("rubric");
const told = document.getElementById("told");
const note = document.getElementById("note");
const points = document.getElementById("points");
const boxes = [...document.querySelectorAll("input[name=item]")];
let version = form.dataset.version;
let last = Promise.resolve();
let open = 0;
let typed;
let stopped = false;

const plain = (number) => String(Math.round(number * 1e6) / 1e6);

function tell(text, problem) {
  told.textContent = text;
  told.classList.toggle("bad", Boolean(problem));
}

function refuse(text) {
  stopped = true;
  tell(text, true);
  for (const part of form.elements) part.disabled = true;
  document.getElementById("anew").hidden = false;
}

function send(more) {
  clearTimeout(typed);
  typed = undefined;
  const wanted = { note: note.value, ...more };
  open += 1;
  tell("Saving …");
  last = last
    .then(() => (stopped ? undefined : post(wanted)))
    .finally(() => {
      open -= 1;
    });
  return last;
}

async function post(wanted) {
  let answer;
  let reply;
  try {
    reply = await fetch(form.dataset.to, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...wanted, version }),
    });
    answer = await reply.json();
  } catch {
    tell("Not saved: the program that serves this page does not answer. Start autograder mark again.", true);
    return;
  }
  if (answer.changed) {
    refuse(answer.problem);
  } else if (!reply.ok) {
    tell(answer.problem, true);
  } else {
    version = answer.version;
    show(answer);
  }
}

function show(answer) {
  const given = answer.score === null ? "–" : plain(answer.score);
  document.getElementById("given").textContent = given;
  document.getElementById("state").textContent = answer.state;
  document.getElementById("override").hidden = !answer.overridden;
  document.getElementById("holds").hidden = true;
  tell(answer.score === null ? "Saved: it waits for points." : `Saved: ${given} of ${form.dataset.points} points.`);
}

function clicked() {
  if (points) {
    if (points.value === "" || !points.checkValidity()) {
      tell(`Not saved: give a number from 0 to ${form.dataset.points}.`, true);
      return;
    }
    send({ points: Number(points.value) });
  } else {
    send({ items: boxes.flatMap((box, k) => (box.checked ? [k] : [])) });
  }
}

function nothing() {
  for (const box of boxes) box.checked = false;
  if (points) points.value = "0";
  clicked();
}

function back() {
  for (const box of boxes) box.checked = false;
  if (points) points.value = "";
  send({ back: true });
}

function keep() {
  send({ keep: true }); // the points as they are, with the comment as it is now
}

async function go(link) {
  if (typed !== undefined) keep();
  await last;
  if (told.classList.contains("bad") && !stopped) {
    told.classList.remove("bad"); // who goes again has read it
  } else if (link?.href) {
    location.assign(link.href);
  }
}

function written() {
  clearTimeout(typed);
  typed = setTimeout(() => {
    typed = undefined;
    keep();
  }, 700);
}

const byKey = {
  ArrowRight: () => go(document.getElementById("after")),
  ArrowLeft: () => go(document.getElementById("before")),
  Enter: () => go(document.getElementById("next")),
  0: nothing,
  c: () => note.focus(),
};

form.addEventListener("submit", (event) => event.preventDefault());
for (const box of boxes) box.addEventListener("change", clicked);
points?.addEventListener("change", clicked);
note.addEventListener("input", written);
document.getElementById("none").addEventListener("click", nothing);
document.getElementById("back").addEventListener("click", back);
document.getElementById("holds").addEventListener("click", keep);
document.getElementById("anew").addEventListener("click", () => location.reload());
for (const link of document.querySelectorAll("a")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link);
  });
}
addEventListener("beforeunload", (event) => {
  if (open > 0 || typed !== undefined) event.preventDefault();
});
addEventListener("keydown", (event) => {
  const writes = event.target === note || event.target === points;
  if (event.key === "Escape") event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (stopped && !["ArrowLeft", "ArrowRight", "Enter"].includes(event.key)) return;
  if (writes || (event.key === "Enter" && event.target.closest("a, button, summary"))) return;
  const box = /^[1-9]$/.test(event.key) ? boxes[Number(event.key) - 1] : undefined;
  if (box) {
    box.checked = !box.checked;
    clicked();
  } else if (Object.hasOwn(byKey, event.key)) {
    event.preventDefault();
    byKey[event.key]();
  }
});
