"""A question with choices; the answer stays with the grader."""

from autograder.declaring import Quiz

shift = Quiz(
    "01.quiz_shift",
    ("a", "b", "c"),
    answer="b",
    why="The mean grows by 10 too, so the deviations from it stay.",
    reread="Lecture 01, The spread of a sample",
)
