// Typesets formulas for publishing/typesetting.py: a line of JSON [tex, display] in, a line of JSON { html } or { error } out.
import { createInterface } from "node:readline";
import katex from "katex";

const options = { output: "htmlAndMathml", strict: "ignore", trust: false };
for await (const line of createInterface({ input: process.stdin })) {
  const [tex, displayMode] = JSON.parse(line);
  let answer;
  try {
    answer = { html: katex.renderToString(tex, { ...options, displayMode }) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
