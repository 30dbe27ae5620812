"""Where nothing can be hidden, what belongs to the course is not read, wherever packages are installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.inside.isolation import syscalls
from autograder.sandbox.inside.isolation.files import View, readable_without_tree

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the walls are those of Linux")
TRY = """
import json, os, sys
from autograder.sandbox.inside.isolation import landlock
read, listed, tried = json.loads(sys.argv[1])
landlock.restrict(read, [], ["/dev/null"], listed)
found = {}
for path in tried:
    try:
        found[path] = sorted(os.listdir(path)) if os.path.isdir(path) else open(path).read()
    except OSError as problem:
        found[path] = problem.strerror
print(json.dumps(found))
"""


@pytest.fixture
def view(tmp_path: Path) -> View:
    """An interpreter with its packages inside, as without a virtual environment, and links that lead about."""
    lib = tmp_path / "lib"
    site = lib / "python3" / "site-packages"
    for name in ("secret", "numpy"):
        (site / name).mkdir(parents=True)
        (site / name / "x.py").write_text(name)
    (lib / "python3" / "os.py").write_text("os")
    (lib / "libc.so").write_text("libc")
    (lib / "also").symlink_to(site / "secret")
    (lib / "up").symlink_to(lib)
    (lib / "top").symlink_to("/")
    (tmp_path / "home").mkdir()
    (lib / "elsewhere").symlink_to(tmp_path / "home")  # as an editable install, or a helper, may have it
    return View("", [str(site / "numpy")], [str(lib)], [str(site)], [str(site / "secret")])


def test_of_a_folder_around_packages_all_is_read_but_what_is_not_linked(view: View, tmp_path: Path) -> None:
    read, listed = readable_without_tree(view, str(tmp_path / "warm"))
    lib, site = Path(view.interpreter[0]), Path(view.sites[0])
    assert {path for path in read if path.startswith(str(tmp_path))} == {
        *map(str, (lib / "libc.so", lib / "python3" / "os.py", site / "numpy", tmp_path / "warm"))
    }
    assert "/" not in read
    assert str(lib / "python3") in listed


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or syscalls.landlock_abi() < 1, reason="this kernel has no Landlock"
)
def test_the_kernel_lets_the_modules_be_read_and_not_the_courses_own(view: View, tmp_path: Path) -> None:
    read, listed = readable_without_tree(view, str(tmp_path / "warm"))
    lib, site = Path(view.interpreter[0]), Path(view.sites[0])
    tried = [lib / "python3", lib / "python3" / "os.py", site / "numpy" / "x.py", site / "secret" / "x.py"]
    told = json.dumps([[path for path in read if Path(path).exists()], listed, [*map(str, tried)]])
    done = subprocess.run([sys.executable, "-c", TRY, told], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found[str(tried[0])] == ["os.py", "site-packages"]
    assert [found[str(path)] for path in tried[1:]] == ["os", "numpy", "Permission denied"]


LAYERS = """
import json, os, sys
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm_process import WarmProcess
os.umask(int(sys.argv[1], 8))
with WarmProcess(few=True, lean=True) as warm, warm.child(Limits(), "s") as child:
    made = child.run("import os\\nopen('a', 'w').close()\\noct(os.stat('a').st_mode)").outputs[0]["data"]["text/plain"]
    print(json.dumps([child.level, child.layers, made]))
"""


@pytest.mark.slow
def test_the_graders_umask_takes_no_wall_away_and_changes_nothing_that_a_cell_sees() -> None:
    said = [
        subprocess.run([sys.executable, "-c", LAYERS, mask], capture_output=True, text=True, check=True).stdout
        for mask in ("022", "077", "027")
    ]
    assert said[0] == said[1] == said[2]
