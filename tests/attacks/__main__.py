"""Run the attacks behind the guard and print what became of them as JSON: `python -m tests.attacks FOLDER`.

python -m tests.attacks FOLDER [--only TEXT]     exit status 77: the guard cannot be had here
python -m tests.attacks FOLDER --contained       as without Landlock: what looks for secrets, side doors
python -m tests.attacks --scoreboard             writes docs/attacks.md
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import socket
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

SKIP = 77
ROOT = Path(__file__).parent.parent.parent
CANARY = "CANARY-8472-secret"
CONFIG = """
from autograder import configure
c = get_config()
c.CourseDirectory.course_id = "attacked"
c.CourseDirectory.source_directory = "solutions"
c.Autograder.cell_seconds = 6.0
c.Autograder.call_seconds = 1.5
c.Autograder.total_seconds = 5.0
c.Autograder.memory_mb = 512
c.Autograder.exercises = ["autograder.exercises"]
configure(c)
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--only", default="")
    parser.add_argument("--contained", action="store_true")
    parser.add_argument("--scoreboard", action="store_true")
    options = parser.parse_args()
    if options.scoreboard:
        from .scoreboard import write

        return write(ROOT)
    from ..autograder import lesser
    from . import class_of, guard

    folder = options.folder.resolve()
    chosen = [name for name in class_of.students() if options.only in name]
    try:
        guard.enter(folder)
        if options.contained:
            lesser.MACHINES["no Landlock"]()
            chosen = class_of.students_of("D and E", "I")
    except OSError as problem:
        print(f"no private namespaces here: {problem}", file=sys.stderr)
        return SKIP
    os.environ.update(TMPDIR=str(folder), HOME=str(folder), MPLCONFIGDIR=str(folder / "mpl"), COURSE_TOKEN=CANARY)
    tempfile.tempdir = None
    real, sys.stdout = sys.stdout, sys.stderr
    result = run(folder / "a course", chosen)
    sys.stdout = real
    json.dump(result, sys.stdout)
    return 0


def run(root: Path, chosen: list[str]) -> dict[str, Any]:
    """Make a course, hand in these attacks among honest submissions, grade, and say what is there afterwards."""
    warnings.filterwarnings("ignore", message="Object of type <Submitted")
    from autograder.classes.keeping import grade_assignment
    from autograder.course.course import Course
    from autograder.course.interpreter import put_interpreter_on_path
    from autograder.course.release import release

    from . import class_of

    put_interpreter_on_path()
    root.mkdir(parents=True)
    shutil.copytree(ROOT / "solutions", root / "solutions")
    (root / "nbgrader_config.py").write_text(CONFIG)
    course = Course(root)
    release(course, class_of.ASSIGNMENT)
    canary = root / "canary.txt"
    canary.write_text(CANARY)
    before = before_and_after(root)
    with socket.create_server(("127.0.0.1", 0)) if _loopback() else socket.socket() as server:
        port = server.getsockname()[1] if _loopback() else 9
        about = {"@COURSE@": str(root), "@ROOT@": str(ROOT), "@CANARY@": str(canary), "@PID@": str(os.getpid())}
        class_of.hand_in(course, about | {"@PORT@": str(port)}, chosen)
        others = class_of.honest_others() if len(chosen) == len(class_of.students()) else []
        class_of.hand_in_honest(course, others)
        count = len(course.students(class_of.ASSIGNMENT))
        honest = time_of_honest(course, count) if others else 0.0
        start = time.perf_counter()
        graded = grade_assignment(course, class_of.ASSIGNMENT)
        seconds = time.perf_counter() - start
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    submissions = {}
    for submission in graded:
        if submission.student in others:
            continue
        folder = course.path("autograded", submission.student, class_of.ASSIGNMENT)
        text = "".join(path.read_text(errors="replace") for path in folder.glob("*.ipynb"))
        submissions[submission.student] = {
            "tree": submission.to_tree(),
            "text": text,
            "seconds": submission.seconds,
            "hidden": hidden_numbers(course, submission.student),
        }
    return {
        "submissions": submissions,
        "others": {each.student: each.to_tree() for each in graded if each.student in others},
        "count": count,
        "seconds": {"honest": honest, "class": seconds},
        "peak_mb": peak_mb,
        "before": before,
        "after": before_and_after(root),
        "left": left(),
    }


def time_of_honest(course: Any, count: int) -> float:
    """Seconds for a class of so many who all hand in the same right work."""
    from autograder.classes.keeping import grade_assignment
    from autograder.course.course import Course

    from . import class_of

    folder = course.root.with_name("a course of the honest")
    shutil.copytree(course.root, folder, ignore=shutil.ignore_patterns("submitted"))
    calm = Course(folder)
    class_of.hand_in_honest(calm, [f"honest-{number:03}" for number in range(count)])
    start = time.perf_counter()
    grade_assignment(calm, class_of.ASSIGNMENT)
    seconds = time.perf_counter() - start
    shutil.rmtree(folder)
    return seconds


def hidden_numbers(course: Any, student: str) -> list[str]:
    """Numbers of the inputs that were drawn for a student's work, as they would be written; long enough to be no
    accident."""
    import numpy as np

    from autograder.errors import CourseError
    from autograder.grading.alignment import align, own_sources
    from autograder.grading.answer_key import AnswerKey
    from autograder.intake.matching import matched_notebook

    from . import class_of

    assignment = course.load(class_of.ASSIGNMENT)
    (source,) = assignment.notebooks.values()
    try:
        aligned, _ = align(source, matched_notebook(course, assignment, source, student))
    except CourseError:  # it cannot be read
        return []
    key = AnswerKey(assignment.book, assignment.seed).for_work(own_sources(aligned))
    cases = [case for id in assignment.check_ids for case in getattr(key.data(id), "cases", ()) if not case.title]
    values = [float(x) for case in cases for v in case.inputs.values() for x in np.ravel(np.asarray(v, dtype=object))
              if isinstance(x, float)]  # fmt: skip
    return sorted({repr(value)[:10] for value in values if len(repr(value)) > 10})


def before_and_after(root: Path) -> dict[str, Any]:
    """What no submission may change."""
    mounts = [line.split(" - ")[0].split(" ", 1)[1] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    fixed = [root / "solutions", root / "release", root / "canary.txt", root / "nbgrader_config.py"]
    files = [path for each in fixed for path in ([each] if each.is_file() else sorted(each.rglob("*")))]
    return {
        "mounts": mounts,
        "files": {str(path.relative_to(root)): path.read_bytes().hex()[:2000] for path in files if path.is_file()},
        "outside": [str(path) for place in ("/tmp", "/var/tmp", "/dev/shm", "/etc", "/") for path in _pwned(place)],
    }


def _pwned(place: str) -> list[Path]:
    return sorted(Path(place).glob("*pwned*"))


def left() -> list[str]:
    """Processes that are there besides this one."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        if int(path.name) not in (1, os.getpid()):
            try:
                found.append((path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:200])
            except OSError:
                continue
    return found


def _loopback() -> bool:
    try:
        with socket.create_server(("127.0.0.1", 0)):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
