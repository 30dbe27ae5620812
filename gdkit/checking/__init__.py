"""Checking a student's function: call it, compare what it gave, say what is wrong.

There is one comparer and one set of messages. In a student's notebook `check` uses them with the cases
that the student may see; the grader uses the same code with cases drawn for the occasion, and calls
the function in another process.

    encoding   values as plain data, without pickle
    inputs     functions and generators as data
    calling    one call of a function and its outcome
    comparing  type, shape, kind of number, finiteness, values: in this order
    analysis   factor, sign, transpose, missing block
    exercise   what is known of an exercise: cases, expected outcomes, mistakes
    recognising  whether a known mistake does the same
    explaining   what is said of work that is not right
    judging    outcomes of the calls -> verdict
    verdicts   the verdict, as text and as HTML
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
