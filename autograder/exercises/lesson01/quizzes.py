"""The quizzes of lesson 01; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

# At some θ the gradient of J is zero. What follows?
Quiz(
    "01.quiz_zero_gradient",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="A zero gradient is necessary for a minimum, not sufficient: x² − y² has one at the origin, which is a saddle,"
    " and x⁴ − 2x² + 0.3x has one at a local minimum that is not the lowest.",
    reread="Lecture 01, “Flat is not low”",
)

# Gradient descent runs for 100 updates with η, and again from the same start with η/100. What can be said?
Quiz(
    "01.quiz_small_rate",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="A small rate never overshoots, but 100 small steps may lead nowhere: on the toy batch, from (0, 1, 1), the"
    " largest error after 100 updates is 0.113 with η = 0.01 and 0.0027 with η = 0.1. Up to a limit, more is faster.",
    reread="Lecture 01, “Which η?”",
)
