"""What a page loads, made from client/ by esbuild, and KaTeX's rules with their fonts beside them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from ..executing import ROOT
from ..typesetting import KATEX

CLIENT = Path(__file__).parent / "client"
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
MISSING = "pages are bundled by Node and esbuild. Install Node 18 or newer, then: make node_modules/ready"
ENTRIES = {
    "notebook.js": "main.js",
    "worker.js": "runtime/worker.js",
    "notebook.css": "notebook.css",
    "../sw.js": "sw.js",
}
OPTIONS = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning", "--legal-comments=eof")


def bundle(static: Path) -> None:
    """The files of static/. Raises OSError where Node or esbuild is missing, ValueError for what esbuild refuses."""
    if not ESBUILD.exists() or not shutil.which("node") or not KATEX.is_dir():
        raise OSError(MISSING)
    static.mkdir(parents=True, exist_ok=True)
    for name, entry in ENTRIES.items():
        if not (CLIENT / entry).is_file():
            print(f"{CLIENT / entry} is not there: static/{name} is not made")
            continue
        command = [str(ESBUILD), str(CLIENT / entry), *OPTIONS, f"--outfile={static / name}"]
        made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        if made.returncode:
            raise ValueError(f"esbuild does not take {CLIENT / entry}:\n{made.stderr.strip()}")
    _katex(static)


def _katex(static: Path) -> None:
    """Fonts are files of their own: the text is read before they have come."""
    rules = (KATEX / "katex.min.css").read_text(encoding="utf-8")
    rules = re.sub(r"src:(url\(fonts/[^)]+\.woff2\) format\(\"woff2\"\))[^;}]*", r"src:\1", rules)
    (static / "katex.css").write_text(rules.replace("font-display:block", "font-display:swap"), encoding="utf-8")
    (static / "fonts").mkdir(exist_ok=True)
    for font in re.findall(r"url\((fonts/[^)]+\.woff2)\)", rules):
        shutil.copyfile(KATEX / font, static / font)
