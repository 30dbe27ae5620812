// The editor of a cell: CodeMirror with Python, and the keys of a notebook.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { EditorView, highlightSpecialChars, keymap } from "@codemirror/view";
import { STYLE } from "./highlighting.js";

const LEAVING = "Tab indents. To leave the editor: press Escape, then Tab.";
const ESCAPE_HOLDS = 60_000; // ms in which the Tab after an Escape leaves; CodeMirror's two seconds are short for some

/** The cursor leaves a cell at its first and last line. */
function atEdge(down, leave) {
  return (view) => {
    const { main } = view.state.selection;
    const line = view.state.doc.lineAt(main.head);
    const edge = down ? line.number === view.state.doc.lines : line.number === 1;
    return main.empty && edge && leave(down);
  };
}

/** Escape lets the next Tab leave. */
function letTabLeave(view) {
  view.setTabFocusMode(ESCAPE_HOLDS);
  return true;
}

/** keys: { run, runHere, runInsert, save }, functions; leave(down) says whether there was a cell to go to. */
function keysOf(keys, leave) {
  const done = (act) => () => {
    act();
    return true;
  };
  return [
    { key: "Shift-Enter", run: done(keys.run) },
    { key: "Mod-Enter", run: done(keys.runHere) },
    { key: "Ctrl-Enter", run: done(keys.runHere) },
    { key: "Alt-Enter", run: done(keys.runInsert) },
    { key: "Mod-s", run: done(keys.save), preventDefault: true },
    { key: "ArrowUp", run: atEdge(false, leave) },
    { key: "ArrowDown", run: atEdge(true, leave) },
  ];
}

export class Editor {
  /** code: whether it is Python; locked: whether it can only be read; changed(text) is called at each change. */
  constructor(place, { text, code, locked, label, changed, keys, leave }) {
    this.locked = new Compartment();
    const language = code ? [python(), syntaxHighlighting(STYLE), bracketMatching(), closeBrackets()] : [];
    const listener = EditorView.updateListener.of((update) => {
      if (update.docChanged) changed(update.state.doc.toString());
    });
    this.view = new EditorView({
      parent: place,
      doc: text,
      extensions: [
        Prec.highest(keymap.of(keysOf(keys, leave))),
        highlightSpecialChars(),
        history(),
        ...language,
        code ? indentOnInput() : EditorView.lineWrapping,
        indentUnit.of("    "),
        highlightSelectionMatches(),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
        Prec.lowest(keymap.of([{ key: "Escape", run: letTabLeave }])),
        EditorView.contentAttributes.of({ "aria-label": label, autocapitalize: "off", spellcheck: String(!code) }),
        this.locked.of(this.lock(locked)),
        listener,
      ],
    });
  }

  lock(locked) {
    const said = locked ? "Read only." : LEAVING;
    const attributes = { "aria-description": said, tabindex: "0", ...(locked ? { "aria-readonly": "true" } : {}) };
    return [
      EditorState.readOnly.of(locked),
      EditorView.editable.of(!locked),
      EditorView.contentAttributes.of(attributes),
    ];
  }

  setLocked(locked) {
    this.view.dispatch({ effects: this.locked.reconfigure(this.lock(locked)) });
  }

  get place() {
    return this.view.state.selection.main.head;
  }

  /** Type here: at a place in the text, or where the cursor was. */
  focus(at) {
    if (at !== undefined) {
      const anchor = Math.min(Math.max(at, 0), this.view.state.doc.length);
      this.view.dispatch({ selection: { anchor }, scrollIntoView: true });
    }
    this.view.focus();
  }

  destroy() {
    this.view.destroy();
  }
}
