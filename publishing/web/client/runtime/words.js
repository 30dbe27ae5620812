// What a person is told when Python cannot start or has ended: what happened, and what to do.

const RELOAD = "What you typed is safe.";

/** Why Python could not start, for each code of a Failure. */
export const FAILED = {
  network: "Python could not be fetched. Look at the connection, then try again.",
  damaged: "A file of Python came damaged. Try again; if that does not help, tell your instructor.",
  browser:
    "This browser is too old to run Python. Use a current Chrome, Edge, Firefox (131 or newer) or Safari (18.4 or newer).",
  memory: "There is not enough memory to start Python. Close other tabs and programs, then try again.",
  file:
    "Python cannot start on a page that was opened as a file: browsers allow it only on pages from a web server. " +
    "Open the page by its address, or run: python -m http.server in its folder, and open http://localhost:8000.",
  ended: "Python could not start. Reload the page; if that does not help, tell your instructor.",
  other: "Python could not start. Reload the page; if that does not help, tell your instructor.",
};

/** What became of a run that has no answer. */
export const OVER = {
  stopped: `Stopped. Python has started again without its variables. ${RELOAD}`,
  ended: `The cell ended Python, which has started again without its variables. ${RELOAD}`,
  memory: `Python had no memory left and has started again without its variables. ${RELOAD}`,
};

/** The words for a cell that ran longer than it may. */
export function tooLong(seconds) {
  return `The cell ran longer than ${seconds} s and was stopped. Python has started again without its variables.`;
}
