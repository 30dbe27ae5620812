"""Many files of JavaScript joined into one module: each keeps its names to itself, and what cannot be is refused."""

import json
import re

import pytest

from gdkit.widgets.base import HERE, script

LIVE = "live.js"  # a plain script of its own, which no explorer imports
FILES = sorted(file.name for file in HERE.glob("*.js") if file.name != LIVE)


def write(folder, **texts):
    """The texts as files: page="…" is page.js."""
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("order", [FILES, FILES[::-1]], ids=["as named", "backwards"])
def test_all_files_in_one_module_are_what_each_is_alone(run_node, tmp_path, order):
    """Any two can then be used together, too: the same functions and constants are found in both."""
    texts = {file: (HERE / file).read_text(encoding="utf-8") for file in order}
    lines, parts = [], []
    for k, (file, text) in enumerate(texts.items()):
        names = re.findall(r"^export (?:const|class|function)? ?(\w+)", text, re.MULTILINE)
        lines.append(f'import {{ {", ".join(f"{name} as {name}{k}" for name in names)} }} from "./{file}";')
        parts.append(f"{json.dumps(file)}: {{ {', '.join(f'{name}: {name}{k}' for name in names)} }},")
    all_of_them = "\n".join([*lines, "export const all = {", *parts, "};\n"])
    write(tmp_path, **{file.removesuffix(".js"): text for file, text in texts.items()}, all=all_of_them)
    (tmp_path / "joined.mjs").write_text(script("all.js", tmp_path), encoding="utf-8")
    answer = run_node(
        """import { all } from "./joined.mjs";
        const text = (value) => JSON.stringify(value, (_, v) => (typeof v === "function" ? String(v) : v));
        const sorted = (names) => Object.fromEntries(Object.entries(names).sort());
        const answer = {};
        for (const [file, address] of Object.entries(a)) {
          answer[file] = [text(sorted(all[file])), text(sorted(await import(address)))];
        }""",
        {file: (HERE / file).as_uri() for file in FILES},
    )
    assert len(answer) == len(FILES) > 40
    for file, (joined, alone) in answer.items():
        assert joined == alone, file
        assert len(alone) > 50, file


def test_files_of_one_module_may_give_their_constants_the_same_names(node, tmp_path):
    write(
        tmp_path,
        one="const UPDATES = 1;\nexport const updates = () => UPDATES;\nexport default { UPDATES };\n",
        two="""import { updates as other } from "./one.js";

const UPDATES = other() + 1;
export const updates = () => UPDATES;
export default { UPDATES };
""",
        both="""// Both of both, and a third of its own
import { default as one, updates } from "./one.js";
import {
  default as two,
  updates as ofTwo,
} from "./two.js";

const UPDATES = 3;
export function found() {
  return [one.UPDATES, updates(), two.UPDATES, ofTwo(), UPDATES];
}
""",
    )
    assert node("both.js", "found()", [0], tmp_path) == [[1, 1, 2, 2, 3]]


def test_what_two_files_import_is_there_once(node, tmp_path):
    write(
        tmp_path,
        counter="let last = 0;\nexport function next() {\n  last += 1;\n  return last;\n}\n",
        one='import { next } from "./counter.js";\nexport const one = next();\n',
        two='import { next } from "./counter.js";\nexport const two = next();\n',
        both='import { one } from "./one.js";\nimport { two } from "./two.js";\nexport const both = [one, two];\n',
    )
    assert node("both.js", "both", [0], tmp_path) == [[1, 2]]


def test_files_that_import_each_other_are_refused(tmp_path):
    write(
        tmp_path,
        a='import { b } from "./b.js";\nexport const a = () => b;\n',
        b='import { c } from "./c.js";\nexport const b = () => c;\n',
        c='import { b } from "./b.js";\nexport const c = () => b;\n',
    )
    with pytest.raises(ValueError, match=re.escape("b.js → c.js → b.js; expected no circle")):
        script("a.js", tmp_path)


def test_a_name_that_the_other_file_does_not_export_is_refused(tmp_path):
    write(tmp_path, one="export const number = 1;\n", two='import { numbers } from "./one.js";\n')
    with pytest.raises(ValueError, match=r"two\.js imports numbers from one\.js; expected one of \['number'\]"):
        script("two.js", tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        'import "./one.js";',
        'import one from "./one.js";',
        'import * as one from "./one.js";',
        'import { one } from "somewhere";',
        'import { one } from "../one.js";',
        'const one = await import("./one.js");',
        "const here = import.meta.url;",
        "export let one = 1;",
        "export { one };",
        'export * from "./one.js";',
        "export default 1;\nconst two = 2;",
    ],
)
def test_an_import_or_export_of_another_form_is_refused_with_the_line(tmp_path, line):
    write(tmp_path, one="export const one = 1;\n", two=f"const before = 0;\n{line}\n")
    with pytest.raises(
        ValueError, match=rf"two\.js has the line '{re.escape(line.splitlines()[0])}'; expected imports"
    ):
        script("two.js", tmp_path)


@pytest.mark.parametrize("kind", ["js", "css"])
def test_no_line_of_a_script_or_stylesheet_is_longer_than_120_characters(kind):
    """What the formatter cannot break, a text or a comment, is broken by hand."""
    lines = {(file.name, line) for file in HERE.glob(f"*.{kind}") for line in file.read_text("utf-8").splitlines()}
    assert len(lines) > 200
    assert {place for place in lines if len(place[1]) > 120} == set()
