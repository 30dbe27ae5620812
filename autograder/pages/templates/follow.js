// Asks whether the report is another, and only then loads it again; what was unfolded, and the place on the page, stay.

const SECONDS = 2;
const KEPT = "follow";
const edition = document.currentScript.dataset.edition;
const folds = () => [...document.querySelectorAll("details")];

function keep() {
  const open = folds().flatMap((each, number) => (each.open ? [number] : []));
  sessionStorage.setItem(KEPT, JSON.stringify({ open, top: window.scrollY }));
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (kept === null) return;
  folds().forEach((each, number) => {
    each.open = kept.open.includes(number);
  });
  window.scrollTo(0, kept.top);
}

async function look() {
  try {
    const reply = await fetch("edition", { cache: "no-store" });
    document.title = document.title.replace(/^ended: /, "");
    if ((await reply.json()).edition === edition) return;
    keep();
    location.reload();
  } catch {
    if (!document.title.startsWith("ended: ")) document.title = `ended: ${document.title}`;
  }
}

document.addEventListener("DOMContentLoaded", restore);
setInterval(look, 1000 * SECONDS);
