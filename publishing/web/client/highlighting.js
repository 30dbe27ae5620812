// Colours of Python: CodeMirror marks the words with the classes of pygments, which coloured the page before any
// script, so that there is one set of colours, in notebook.css.

import { pythonLanguage } from "@codemirror/lang-python";
import { HighlightStyle } from "@codemirror/language";
import { highlightCode, tags } from "@lezer/highlight";
import { element } from "./elements.js";

export const STYLE = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], class: "k" },
  { tag: [tags.bool, tags.null, tags.self], class: "kc" },
  { tag: tags.operatorKeyword, class: "ow" },
  { tag: [tags.string, tags.special(tags.string), tags.docString], class: "s" },
  { tag: [tags.number, tags.integer, tags.float], class: "m" },
  { tag: tags.comment, class: "c" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: tags.meta, class: "nd" },
]);

/** Code as a page shows it before there is an editor. */
export function highlighted(text) {
  const pre = element("pre");
  highlightCode(
    text,
    pythonLanguage.parser.parse(text),
    STYLE,
    (words, classes) => pre.append(classes ? element("span", { class: classes, text: words }) : words),
    () => pre.append("\n"),
  );
  return pre;
}
