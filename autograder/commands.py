"""What each command of `autograder.cli` does: a function of its name, from the options to the exit status.

A command imports what it needs when it runs, so that none waits for what another one uses.
"""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .progress import say
from .text import safe, safe_tree

if TYPE_CHECKING:
    from .course.course import Course
    from .declaring.proof import Proof
    from .sandbox.warm_process import WarmProcess

Options = argparse.Namespace


def _folder(options: Options) -> Path:
    """The course's folder: --course, else the current one or one above it."""
    from .course.config import course_folder

    return Path(options.course).resolve() if options.course else course_folder(Path.cwd())


def _course(options: Options) -> Course:
    from .course.course import Course

    return Course(_folder(options))


def _assignment(options: Options) -> tuple[Course, str]:
    course = _course(options)
    return course, course.resolve(options.assignment)


def _write_json(path: Path | None, tree: Any) -> None:
    if path is not None:
        from .course.files import as_json, write_where_told

        write_where_told(path, as_json(safe_tree(tree)))


# --- a course -----------------------------------------------------------------------------------


def new_course(options: Options) -> int:
    """autograder new-course FOLDER"""
    from .skeleton import new_course

    folder = new_course(options.folder)
    say(safe(f"made: {folder}\nnext: cd {shlex.quote(str(folder))} && autograder verify && autograder demo"))
    return 0


def settings(options: Options) -> int:
    """autograder settings"""
    from .course.config import course_folder, load_config
    from .course.settings import Settings, listing, settings_of
    from .errors import CourseError

    try:
        folder = Path(options.course).resolve() if options.course else course_folder(Path.cwd())
    except CourseError:  # outside a course the defaults are of interest
        found = Settings()
    else:
        found = settings_of(load_config(folder))
    say(safe("\n".join(listing(found, markdown=options.markdown))))
    return 0


def exercises(options: Options) -> int:
    """autograder exercises"""
    from .course.kernel import book_of
    from .declaring.messages import messages
    from .declaring.table import table

    page = messages if options.messages else table
    say(safe(page(book_of(_folder(options))).removesuffix("\n")))
    return 0


def verify(options: Options) -> int:
    """autograder verify"""
    from .course.statements import statements
    from .declaring.probe_proof import prove_probes
    from .declaring.proof import prove_all
    from .declaring.separating import choose_all

    course, only = _course(options), options.exercise or ""
    if options.choose:
        for id, numbers in choose_all(course.book, only):
            say(safe(f"{id}: .keep({', '.join(map(str, numbers))})"))
        return 0
    proofs, probes = prove_all(course.book, only, statements=statements(course)), prove_probes(course.book, only)
    if not proofs and not probes:
        about = f"begins with {options.exercise!r}" if options.exercise else "is declared by this course"
        say(safe(f"autograder: no exercise {about}"), problem=True)
        return 2
    for proof in proofs:
        say(safe("\n".join(_said_of(proof))))
    for probe in probes:
        say(safe("\n".join(probe.said())))
    _write_json(options.json, [*(proof.to_tree() for proof in proofs), *(probe.to_tree() for probe in probes)])
    return 0 if all(proof.holds for proof in proofs) and all(probe.holds for probe in probes) else 1


def _said_of(proof: Proof) -> list[str]:
    """A line for an exercise, and one for each thing that does not hold."""
    named = sum(mistake["named_as"] == mistake["name"] for mistake in proof.mistakes)
    rejected = sum(mistake["rejected"] for mistake in proof.mistakes)
    accepted = sum(variant["accepted"] for variant in proof.variants)
    counts, guards = proof.mutants, proof.guards
    lines = [
        f"{'✓' if proof.holds else '✗'} {proof.id}: reference {'passes' if proof.reference_passes else 'FAILS'}, "
        f"stub {'earns 0' if proof.stub_fails else 'EARNS POINTS'}, "
        f"mistakes rejected {rejected}/{len(proof.mistakes)}, named {named}/{len(proof.mistakes)}, "
        f"variants accepted {accepted}/{len(proof.variants)}, "
        f"mutants killed {counts['killed']}/{counts['total'] - counts['equivalent']} "
        f"(+ {counts['equivalent']} equivalent), "
        f"guards {guards['killed']}/{guards['total'] - guards['same']} (+ {guards['same']} without effect)"
    ]
    for mistake in proof.mistakes:
        if not mistake["rejected"] or mistake["named_as"] != mistake["name"]:
            said = "named as " + str(mistake["named_as"]) if mistake["rejected"] else "ACCEPTED"
            lines.append(f"    mistake {mistake['name']}: {said}")
    lines += [f"    variant {variant['name']}: REJECTED" for variant in proof.variants if not variant["accepted"]]
    lines += [f"    {' '.join(problem.split())}" for problem in proof.problems]
    lines += [f"    {problem}" for problem in proof.coverage]
    return lines + [
        f"    {kind} that survives: {survivor}"
        for kind, tried in (("mutant", counts), ("guard", guards))
        for survivor in tried["survivors"]
    ]


def doctor(options: Options) -> int:
    """autograder doctor"""
    from .sandbox.doctor import diagnose, in_words

    diagnosis = diagnose()
    say(safe(in_words(diagnosis)))
    _write_json(options.json, vars(diagnosis))
    return 0 if diagnosis.good else 1


def demo(options: Options) -> int:
    """autograder demo"""
    from .demo.run import run_demo

    course = _course(options)
    into = options.into or course.root / "build" / "demo"
    return run_demo(course, into, jobs=options.jobs, json_file=options.json)


# --- an assignment ------------------------------------------------------------------------------


def release(options: Options) -> int:
    """autograder release"""
    from .course.bundle import bundle
    from .course.release import release

    course, name = _assignment(options)
    say(safe(f"released: {release(course, name)}"))
    if options.bundle:
        say(safe(f"bundle:   {bundle(course, name)}"))
    return 0


def grade(options: Options) -> int:
    """autograder grade"""
    from .course.config import load_config
    from .course.helpers import warm_process
    from .course.settings import settings_of

    folder = _folder(options)
    settings = settings_of(load_config(folder))
    with warm_process(settings, folder, wait=False) as first:  # it starts while this process imports what it needs
        return _grade(options, first)


def _grade(options: Options, first: WarmProcess) -> int:
    from .classes.batch import choose_students, cores
    from .classes.keeping import grade_assignment
    from .progress import Progress

    course, name = _assignment(options)
    if options.source:
        _collect(course, name, options.source)
    for folder in course.unusable(name):
        say(safe(f"not graded: {folder!a} in submitted/ cannot be a student's name: rename it"), problem=True)
    total = len(choose_students(course, name, options.student))
    changed = course.load(name).changed_since_release
    if changed:
        say(safe(f"note: edited after the release: {', '.join(changed)}; students' checks are those of the release"))
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
    _write_json(options.json, trees)
    kept = f", {sum(submission.kept for submission in graded)} kept from an earlier run" if options.resume else ""
    say(safe(f"{len(graded)} submissions graded{kept}; results in {course.results_path(name)}"))
    say(safe(f"next: autograder report {name}; autograder feedback {name}"))
    return 0 if all(_has_status(tree) for tree in trees) else 1


def _collect(course: Course, name: str, source: Path) -> None:
    from .intake.collecting import collect

    collected = collect(course, name, source)
    for who, folders in collected.namesakes.items():
        say(
            safe(f"note: several students are called {who!r}: {', '.join(folders)} (the LMS's numbers tell them apart)")
        )
    for path, why in collected.refused:
        say(safe(f"not collected: {path!r}: {why}"), problem=True)
    say(safe(f"{len(collected.students)} submissions collected from {source}, {len(collected.refused)} files refused"))


def _has_status(tree: dict[str, Any]) -> bool:
    """Whether the machine did all that it should for a submission, and it is written."""
    if "not-written" in tree["flags"]:
        return False
    cells = [cell for notebook in tree["notebooks"] for cell in notebook["cells"]]
    return not any(cell["status"] == "ungraded" and cell["kind"] in ("check", "test") for cell in cells)


def regrade(options: Options) -> int:
    """autograder regrade"""
    from .classes.batch import choose_students
    from .classes.regrade import changes
    from .progress import Progress

    course, name = _assignment(options)
    total = len(choose_students(course, name, options.student))
    with Progress(f"grading {name} again", total) as progress:
        found = changes(
            course,
            name,
            students=options.student,
            jobs=options.jobs,
            seed=options.seed,
            progress=lambda submission: progress.advance(submission.student),
        )
    for change in found:
        say(safe(change))
    gains, losses = sum(change.gain > 0 for change in found), sum(change.gain < 0 for change in found)
    say(safe(f"{total} submissions, {len(found)} cells change: {gains} gain points, {losses} lose points"))
    _write_json(options.json, [vars(change) for change in found])
    if options.diff:
        say(safe("nothing was written"))
        return 0
    return grade(Options(**{**vars(options), "json": None, "resume": False, "source": None}))


def report(options: Options) -> int:
    """autograder report"""
    from .pages.report import write_report

    say(safe(f"report: {write_report(*_assignment(options))}"))
    return 0


def feedback(options: Options) -> int:
    """autograder feedback"""
    from .pages.feedback import write_feedback

    course, name = _assignment(options)
    pages = write_feedback(course, name)
    say(safe(f"{len(pages)} pages of feedback in {course.path('feedback', '*', name)}"))
    return 0


def explain(options: Options) -> int:
    """autograder explain"""
    from .pages.explain import explain

    course, name = _assignment(options)
    say(safe(explain(course, course.load(name), options.student, options.exercise)))
    return 0
