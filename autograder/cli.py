"""The command line: autograder demo | release | grade | report | regrade | feedback | explain | verify |
doctor.

Exit status: 0 when every submission has a status, 1 when something could not be graded, proved or was not as
expected, 2 wrong use.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import WrongUse
from .interpreter import put_interpreter_on_path

EXAMPLES = {
    "demo": "autograder demo                          a class of 40 in build/demo",
    "release": "autograder release 03 --bundle           notebook for students, and a zip with all they need",
    "grade": "autograder grade 03                      everything in submitted/*/03-...",
    "regrade": "autograder regrade 03 --diff             who gains and who loses; writes nothing",
    "report": "autograder report 03                     one page: where the class stands",
    "feedback": "autograder feedback 03                   one page a student",
    "explain": "autograder explain 03 ada 03.minibatch_step   for you, not for the student",
    "verify": "autograder verify 03                     proves the exercises of lesson 03",
    "doctor": "autograder doctor                        how well this machine walls students' code in",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    put_interpreter_on_path()
    # JSON schemas may speak of IRIs, and their grammar takes longer to compile than all else to import; ours do not
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    # nbgrader's own way to add a submission makes SQLAlchemy warn; the grades are written all the same
    warnings.filterwarnings("ignore", message="Object of type <Submitted")
    try:
        status: int = options.run(options)
    except WrongUse as problem:
        print(f"autograder: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("autograder: interrupted", file=sys.stderr)
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Releases, grades and reports the homework of the course.",
        epilog="examples:\n  " + "\n  ".join(EXAMPLES.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[Any], int], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name,
            help=text,
            description=text,
            epilog=f"example:\n  {EXAMPLES[name]}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(run=run)
        return command

    def with_course(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
        command.add_argument("assignment", help="name of the assignment, or its beginning (03)")
        command.add_argument("--course", type=Path, help="folder of the course (default: this one or one above)")
        return command

    demo = add("demo", _demo, "make a class of 40, release, grade, write feedback and report, say what each was")
    demo.add_argument("--into", type=Path, default=Path("build/demo"), help="folder of the demo course (build/demo)")
    demo.add_argument("--jobs", type=int, help="processes at once (default: one a core)")
    demo.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON too")

    release = with_course(add("release", _release, "make the students' version of an assignment"))
    release.add_argument("--bundle", action="store_true", help="also make a zip for students, in build/bundles")

    grade = with_course(add("grade", _grade, "grade what students handed in"))
    grade.add_argument("--from", dest="source", type=Path, metavar="PATH", help="collect from a folder or an LMS's zip")
    grade.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")
    grade.add_argument("--jobs", type=int, help="processes at once (default: one a core)")
    grade.add_argument("--resume", action="store_true", help="go on where a run that was killed stopped")
    grade.add_argument("--seed", type=int, help="draw the hidden cases with this seed instead of the assignment's")
    grade.add_argument("--json", type=Path, metavar="FILE", help="write the results as JSON too")

    regrade = with_course(add("regrade", _regrade, "grade again, and tell whose results change"))
    regrade.add_argument("--diff", action="store_true", help="only tell: write neither results nor grades")
    regrade.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")
    regrade.add_argument("--jobs", type=int, help="processes at once (default: one a core)")
    regrade.add_argument("--seed", type=int, help="draw the hidden cases with this seed instead of the assignment's")
    regrade.add_argument("--json", type=Path, metavar="FILE", help="write the changes as JSON too")

    with_course(add("report", _report, "write the page that says where the class stands"))
    with_course(add("feedback", _feedback, "write a page for each student"))

    explain = with_course(
        add("explain", _explain, "show why a check failed: hidden cases, expected, got (for an appeal)")
    )
    explain.add_argument("student", help="id of the student")
    explain.add_argument("exercise", help="id of the exercise")

    verify = add("verify", _verify, "prove the exercises: mistakes rejected and named, variants accepted")
    verify.add_argument("exercise", nargs="?", help="id of an exercise, or its beginning (03)")
    verify.add_argument("--json", type=Path, metavar="FILE", help="write the proofs as JSON too")

    doctor = add("doctor", _doctor, "tell what this machine offers to wall students' code in, and what is missing")
    doctor.add_argument("--json", type=Path, metavar="FILE", help="write what was found as JSON too")
    return parser


def _course(options: Any) -> tuple[Any, str]:
    from .course import Course

    course = Course(options.course) if options.course else Course.find(Path.cwd())
    return course, course.resolve(options.assignment)


def _demo(options: Any) -> int:
    from .demo import run_demo

    return run_demo(options.into, jobs=options.jobs, json_file=options.json)


def _release(options: Any) -> int:
    from . import release

    course, name = _course(options)
    print(f"released: {release.release(course, name)}")
    if options.bundle:
        print(f"bundle:   {release.bundle(course, name)}")
    return 0


def _grade(options: Any) -> int:
    from .students import WarmProcess

    with WarmProcess(wait=False) as first:  # it starts while this process imports what it needs itself
        return _grade_with(options, first)


def _grade_with(options: Any, first: Any) -> int:
    from .batch import choose_students, cores, grade_assignment
    from .progress import Progress

    course, name = _course(options)
    if getattr(options, "source", None):
        _collect(course, name, options.source)
    total = len(choose_students(course, name, options.student))
    if course.load(name).changed_since_release:
        print("note: the exercises were edited after the release; students' checks are those of the release")
    with Progress(f"grading {name}", total) as progress:
        graded = grade_assignment(
            course,
            name,
            students=options.student,
            jobs=options.jobs or cores(),
            warm=first,
            seed=options.seed,
            resume=options.resume,
            progress=lambda submission: progress.advance(submission.student),
        )
    trees = [submission.to_tree() for submission in graded]
    if options.json:
        options.json.write_text(json.dumps(trees, indent=1))
    print(f"{len(graded)} submissions graded; results in {course.results_path(name)}")
    print(f"next: autograder report {name}; autograder feedback {name}")
    return 0 if all(_has_status(tree) for tree in trees) else 1


def _collect(course: Any, name: str, source: Path) -> None:
    from .collecting import collect

    collected = collect(course, name, source)
    for path, why in collected.refused:
        print(f"not collected: {path!r}: {why}", file=sys.stderr)
    print(f"{len(collected.students)} submissions collected from {source}, {len(collected.refused)} files refused")


def _regrade(options: Any) -> int:
    from .batch import choose_students
    from .progress import Progress
    from .regrade import changes

    course, name = _course(options)
    total = len(choose_students(course, name, options.student))
    about = {"students": options.student, "jobs": options.jobs, "seed": options.seed}
    with Progress(f"grading {name} again", total) as progress:
        found = changes(course, name, **about, progress=lambda submission: progress.advance(submission.student))
    for change in found:
        print(change)
    gains, losses = sum(change.gain > 0 for change in found), sum(change.gain < 0 for change in found)
    print(f"{total} submissions, {len(found)} cells change: {gains} gain points, {losses} lose points")
    if options.json:
        options.json.write_text(json.dumps([vars(change) for change in found], indent=1))
    if options.diff:
        print("nothing was written")
        return 0
    return _grade(argparse.Namespace(**{**vars(options), "json": None, "resume": False}))


def _has_status(tree: dict[str, Any]) -> bool:
    cells = [cell for notebook in tree["notebooks"] for cell in notebook["cells"]]
    return not any(cell["status"] == "ungraded" and cell["kind"] in ("check", "test") for cell in cells)


def _report(options: Any) -> int:
    from .report import write_report

    course, name = _course(options)
    print(f"report: {write_report(course, name)}")
    return 0


def _feedback(options: Any) -> int:
    from .feedback import write_feedback

    course, name = _course(options)
    pages = write_feedback(course, name)
    print(f"{len(pages)} pages of feedback in {course.path('feedback', '*', name)}")
    return 0


def _explain(options: Any) -> int:
    from .explain import explain

    course, name = _course(options)
    print(explain(course, course.load(name), options.student, options.exercise))
    return 0


def _doctor(options: Any) -> int:
    from .doctor import diagnose, in_words

    diagnosis = diagnose()
    print(in_words(diagnosis))
    if options.json:
        options.json.write_text(json.dumps(vars(diagnosis), indent=1))
    return 0 if diagnosis.good else 1


def _verify(options: Any) -> int:
    from .proof import prove_all

    proofs = prove_all(options.exercise)
    if not proofs:
        print(f"autograder: no exercise begins with {options.exercise!r}", file=sys.stderr)
        return 2
    for proof in proofs:
        named = sum(mistake["named_as"] == mistake["name"] for mistake in proof.mistakes)
        rejected = sum(mistake["rejected"] for mistake in proof.mistakes)
        accepted = sum(variant["accepted"] for variant in proof.variants)
        counts = proof.mutants
        print(
            f"{'✓' if proof.holds else '✗'} {proof.id}: reference {'passes' if proof.reference_passes else 'FAILS'}, "
            f"stub {'earns 0' if proof.stub_fails else 'EARNS POINTS'}, "
            f"mistakes rejected {rejected}/{len(proof.mistakes)}, named {named}/{len(proof.mistakes)}, "
            f"variants accepted {accepted}/{len(proof.variants)}, "
            f"mutants killed {counts['killed']}/{counts['total'] - counts['equivalent']} "
            f"(+ {counts['equivalent']} equivalent)"
        )
        for mistake in proof.mistakes:
            if not mistake["rejected"] or mistake["named_as"] != mistake["name"]:
                said = "named as " + str(mistake["named_as"]) if mistake["rejected"] else "ACCEPTED"
                print(f"    mistake {mistake['name']}: {said}")
        for variant in proof.variants:
            if not variant["accepted"]:
                print(f"    variant {variant['name']}: REJECTED")
        for survivor in counts["survivors"]:
            print(f"    mutant that survives: {survivor}")
    if options.json:
        options.json.write_text(json.dumps([proof.to_tree() for proof in proofs], indent=1))
    return 0 if all(proof.holds for proof in proofs) else 1
