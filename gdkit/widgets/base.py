"""The ground of every widget: a module of JavaScript that needs no network, and a static picture beside it.

Drawing and arithmetic happen in the browser. The .js files lie beside this one and import each other, so that
node and editors can read them as they are; a page gets them joined into one module, since it cannot ask a
kernel for a second file. In it each file is a function of what it imports that returns what it exports, so that
no two files can collide, whatever names they use.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from gdkit import notebook

if TYPE_CHECKING or notebook.registered() or find_spec("anywidget") is None:
    from gdkit.widgets.plain import PlainWidget as Widget
else:
    from anywidget import AnyWidget as Widget

__all__ = ["Explorer", "script", "stylesheet"]

HERE = Path(__file__).parent
# The only imports and exports that a file may have.
IMPORT = re.compile(r'^import \{([^{}]*)\} from "\./(\w+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:const|class|(?:async )?function\*?) (\w+))", re.MULTILINE)
DEFAULT = re.compile(r"^export default ([^;]+);\s*\Z", re.MULTILINE)
LEFT = re.compile(r"^\s*(?:import|export)\b.*|.*\bimport\s*[.(].*", re.MULTILINE)
EXPECTED = (
    'expected imports of the form import { a, b as c } from "./file.js"; exports of the form export const, '
    "export class or export function; and a default export, with no ; inside, as the last statement."
)


def script(name: str, folder: Path = HERE) -> str:
    """The file `name` of the folder with all that it imports, as one module that exports what the file exports.

    ValueError: an import or export of another form, a name that the other file does not export, or files that
    import each other in a circle. FileNotFoundError: no such file.
    """
    functions: dict[str, str] = {}
    exports: dict[str, list[str]] = {}

    def add(file: str, importers: tuple[str, ...] = ()) -> None:
        if file in importers:
            circle = " → ".join((*importers[importers.index(file) :], file))
            raise ValueError(
                f"files import each other: {circle}; expected no circle. Put what both need in a third file."
            )
        if file in functions:
            return
        text = (folder / file).read_text(encoding="utf-8")
        for names, other in IMPORT.findall(text):
            add(other, (*importers, file))
            for wanted in re.findall(r"(\w+)(?: as \w+)?", names):
                if wanted not in exports[other]:
                    raise ValueError(f"{file} imports {wanted} from {other}; expected one of {exports[other]}.")
        functions[file] = _function(file, text)
        exports[file] = EXPORT.findall(text) + ["default"] * bool(DEFAULT.search(text))

    add(name)
    named = ", ".join(export for export in exports[name] if export != "default")
    whole = f"export const {{ {named} }} = {_variable(name)};\n" if named else ""
    if "default" in exports[name]:
        whole += f"export default {_variable(name)}.default;\n"
    return "\n".join([*functions.values(), whole])


def _function(file: str, text: str) -> str:
    """The file as a function, called with the exports of others, whose result is a constant: its own exports."""
    body = DEFAULT.sub("", EXPORT.sub("", IMPORT.sub("", text)))
    if wrong := LEFT.search(body):
        raise ValueError(f"{file} has the line {wrong[0].strip()!r}; {EXPECTED}")
    imports = IMPORT.findall(text)
    parameters = ", ".join(f"{{ {' '.join(names.replace(' as ', ': ').split())} }}" for names, _ in imports)
    arguments = ", ".join(_variable(other) for _, other in imports)
    exported = ", ".join(EXPORT.findall(text) + [f"default: {value}" for value in DEFAULT.findall(text)])
    start, end = f"const {_variable(file)} = (({parameters}) => {{", f"}})({arguments});"
    return f"{start}\n{body.rstrip()}\nreturn {{ {exported} }};\n{end}\n"


def _variable(file: str) -> str:
    """page_js for page.js."""
    return file.replace(".", "_")


def stylesheet(name: str) -> str:
    """The rules of every widget, then those of the file `name`."""
    return "\n".join((HERE / file).read_text(encoding="utf-8") for file in ("page.css", name))


class Explorer(Widget):
    """A widget of gdkit; `static()` is a picture of its content for slides, print and screen readers."""

    def static(self) -> Figure:
        """The present state as a figure with its words in `.alt`."""
        raise NotImplementedError(f"{type(self).__name__} has no static picture.")

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Text that says where the picture is, for a place that cannot show a widget."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            bundle[0]["text/plain"] = f"{type(self).__name__}: interactive; `.static()` is its picture."
        return bundle
