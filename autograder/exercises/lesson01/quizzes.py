"""The quizzes of lesson 01; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

# At some θ the gradient of J is zero. What follows?
Quiz(
    "01.quiz_zero_gradient",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="A zero gradient is necessary for a minimum, not sufficient: x² − y² has one at the origin, which is a saddle,"
    " and x⁴ − 2x² + 0.3x has one at a local minimum that is not the lowest.",
    reread="Lecture 01, “Flat is not low”",
    wrong={
        "a": Mistake(
            "flat-is-lowest",
            "You read “flat” as “lowest”. Which kind of flat point it is, and whether another one is lower, the "
            "gradient does not say.",
            "Lecture 01, “Flat is not low”",
        ),
        "b": Mistake(
            "flat-is-a-minimum",
            "You left out maxima and saddles. From a saddle J rises one way and falls another, and the gradient "
            "there is zero as well.",
            "Lecture 01, “A zero gradient: a minimum, or a saddle”",
        ),
        "c": Mistake(
            "slope-is-height",
            "You took the slope for the height. The gradient says how J changes nearby, not how large it is: J + 100 "
            "has the same gradient.",
            "Lecture 01, “Steepest descent”",
        ),
    },
)

# Gradient descent runs for 100 updates with η, and again from the same start with η/100. What can be said?
Quiz(
    "01.quiz_small_rate",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="A small rate never overshoots, but 100 small steps may lead nowhere: on the toy batch, from (0, 1, 1), the"
    " largest error after 100 updates is 0.113 with η = 0.01 and 0.0027 with η = 0.1. Up to a limit, more is faster.",
    reread="Lecture 01, “Which η?”",
    wrong={
        "a": Mistake(
            "smaller-is-safer",
            "“Safe” is true of each step, not of where 100 of them lead: with a rate that small the number of "
            "updates decides how far one gets.",
            "Lecture 01, “Too small, too large, and in between”",
        ),
        "c": Mistake(
            "same-end",
            "You expect both to have arrived. After a fixed number of updates a descent is where its steps have "
            "brought it, which need not be the minimum.",
            "Lecture 01, “A run, and its picture”",
        ),
        "d": Mistake(
            "small-diverges",
            "You turned the limit round. It is rates that are too large that diverge; a smaller one creeps.",
            "Lecture 01, “Which η?”",
        ),
    },
)
