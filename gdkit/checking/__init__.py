"""Checking a student's function: call it, compare what it gave, say what is wrong.

There is one comparer and one set of messages. In a student's notebook `check` uses them with the cases
that the student may see; the grader uses the same code with cases drawn for the occasion, and calls
the function in another process.

    encoding   values as plain data, without pickle
    inputs     functions and generators as data
    calling    one call of a function and its outcome
    comparing  type, shape, kind of number, finiteness, values: in this order
    analysis   what wrong numbers say: a factor, a block, an order, a limit, lost digits
    exercise   what is known of an exercise: cases, expected outcomes, mistakes
    recognising  whether a known mistake does the same
    explaining   what is said of work that is not right
    differing    … where no known mistake does the same
    digits     how many digits of a right result are right
    quoting    a case as code to paste, expected and got
    judging    outcomes of the calls -> verdict
    domain     what a probe may be: sizes, ranges and rules, with their words
    probe      what is known of an exercise whose answer is a probe
    probing    probe -> verdict
    library_calls  which functions a student's function calls
    parsing    Python code as a syntax tree, in threads
    verdicts   the verdict, as text and as HTML
    time_limit  a call that does not end is stopped
    monitoring  … where there are no threads
    summary    the table at the end of a homework
    edition    which gdkit is installed, and which one released a homework
    at_home    `check`, the student's side
"""

from .at_home import CheckFailed, check
from .calling import Outcome, call
from .comparing import Difference, compare
from .exercise import Case, ExerciseData, Mistake, QuizData
from .judging import judge, judge_quiz
from .probe import ProbeData
from .probing import judge_probe
from .verdicts import STATUSES, Verdict

__all__ = [
    "STATUSES",
    "Case",
    "CheckFailed",
    "Difference",
    "ExerciseData",
    "Mistake",
    "Outcome",
    "ProbeData",
    "QuizData",
    "Verdict",
    "call",
    "check",
    "compare",
    "judge",
    "judge_probe",
    "judge_quiz",
]
