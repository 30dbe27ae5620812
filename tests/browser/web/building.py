"""The runtime's folder with a page that has nothing but Python, for the tests in a browser and the benchmark."""

import fcntl
import shutil
import subprocess
from pathlib import Path

from publishing.executing import digest_of
from publishing.web import packages
from publishing.web.runtime import ROOT, runtime

HERE = Path(__file__).parent
CLIENT = ROOT / "publishing" / "web" / "client"
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
BUNDLES = {"static/worker.js": "runtime/worker.js", "static/python.js": "runtime/python.js", "sw.js": "sw.js"}


def built(folder: Path = ROOT / "build" / "web-test") -> Path:
    """The folder, made once for all processes that test; raises OSError where Python for the browser is missing."""
    runtime()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = folder / "digest"
        digest = digest_of(ROOT / "publishing" / "web", ROOT / "gdkit", HERE / "runtime_page.html")
        if not stamp.is_file() or stamp.read_text() != digest:
            packages.write(folder)
            shutil.copyfile(HERE / "runtime_page.html", folder / "index.html")
            bundle(folder)
            stamp.write_text(digest)
    return folder


def bundle(folder: Path) -> None:
    """The scripts, as the notebook page gets them."""
    for name, source in BUNDLES.items():
        command = [str(ESBUILD), str(CLIENT / source), "--bundle", "--minify", "--format=esm", "--log-level=error"]
        subprocess.run([*command, f"--outfile={folder / name}"], check=True, timeout=60)
