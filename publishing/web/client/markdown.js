// Text of a student's cell as HTML: Markdown without HTML in it, formulas by KaTeX, cleaned like everything shown.

import katex from "katex";
import MarkdownIt from "markdown-it";
import { clean } from "./cleaning.js";

const formula = (tex, displayMode) =>
  katex.renderToString(tex.trim(), { displayMode, throwOnError: false, errorColor: "inherit", maxExpand: 100 });

/** $…$ and $$…$$ within a paragraph. A dollar before a space or behind a digit is a dollar. */
function inlineFormula(state, silent) {
  const { src, pos } = state;
  if (src[pos] !== "$") return false;
  const mark = src.startsWith("$$", pos) ? "$$" : "$";
  const from = pos + mark.length;
  let end = src.indexOf(mark, from);
  while (end > 0 && src[end - 1] === "\\") end = src.indexOf(mark, end + 1);
  if (end <= from) return false;
  const tex = src.slice(from, end);
  if (mark === "$" && (/^\s|\s$/.test(tex) || /\d/.test(src[end + 1] ?? ""))) return false;
  if (!silent) state.push(mark === "$" ? "formula" : "formula_display", "", 0).content = tex;
  state.pos = end + mark.length;
  return true;
}

/** Lines from one that begins with $$ to one that ends so: no line of them is a list or a heading. */
function blockFormula(state, startLine, endLine, silent) {
  const line = (n) => state.src.slice(state.bMarks[n] + state.tShift[n], state.eMarks[n]).trim();
  const first = line(startLine);
  if (!first.startsWith("$$")) return false;
  let last = startLine;
  const closes = (n) => line(n).endsWith("$$") && (n > startLine || first.length > 3);
  while (last < endLine && !closes(last)) last++;
  if (last >= endLine || first.slice(2, -2).includes("$$")) return false;
  if (silent) return true;
  const lines = Array.from({ length: last - startLine + 1 }, (_, k) => line(startLine + k));
  state.push("formula_display", "", 0).content = lines.join("\n").slice(2, -2);
  state.line = last + 1;
  return true;
}

const reader = new MarkdownIt("commonmark", { html: false, linkify: false }).enable(["table", "strikethrough"]);
reader.inline.ruler.before("escape", "formula", inlineFormula);
reader.block.ruler.before("fence", "formula_display", blockFormula, { alt: ["paragraph", "blockquote", "list"] });
reader.renderer.rules.formula = (tokens, k) => `<span class="math">${formula(tokens[k].content, false)}</span>`;
reader.renderer.rules.formula_display = (tokens, k) =>
  `<span class="math display">${formula(tokens[k].content, true)}</span>`;

/** Markdown as a fragment for the page; pictures may be attachments of the cell. */
export function markdown(text, attachments = {}) {
  const shown = clean(
    reader.render(
      text.replace(/\]\(attachment:([^)\s]+)\)/g, (whole, name) => {
        const [[kind, data] = []] = Object.entries(attachments[decodeURI(name)] ?? {});
        return kind?.startsWith("image/") ? `](data:${kind};base64,${data})` : whole;
      }),
    ),
  );
  return shown;
}

/** A formula of an output, in dollars or without. */
export const latex = (text) => clean(formula(text.trim().replace(/^\$+|\$+$/g, ""), true));
