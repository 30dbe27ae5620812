"""The quizzes of lesson 00; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

# A has shape (4, 3), v has shape (3,), y has shape (4, 1). Which shape has A @ v - y?
Quiz(
    "00.quiz_shapes",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="A @ v has shape (4,) and counts as a row (1, 4); beside a column (4, 1) both are repeated to (4, 4), without a"
    " word of warning. With y of shape (4,) the difference has shape (4,).",
    reread="Lecture 00, “Shapes”",
    wrong={
        "a": Mistake(
            "column-taken-for-flat",
            "You treated y as if it had shape (4,). A column (4, 1) has a second axis, and the difference keeps it.",
            "Lecture 00, “Shapes that differ: repeated, or an error”",
        ),
        "b": Mistake(
            "flat-taken-for-column",
            "You read A @ v as a column. A product with a vector of shape (3,) loses the last axis: its shape is "
            "(4,), and beside a column that counts as a row.",
            "Lecture 00, “Row times column”",
        ),
        "d": Mistake(
            "error-expected",
            "You expect NumPy to refuse shapes that differ. It repeats every axis of length 1; only lengths that are "
            "neither equal nor 1 are an error.",
            "Lecture 00, “Shapes that differ: repeated, or an error”",
        ),
    },
)

# Central differences with h = 1e-5 are good to ten digits. What does h = 1e-12 give?
Quiz(
    "00.quiz_step",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="The formula's own error shrinks like h², but f is known to 16 digits only and that error is divided by 2h. "
    "For exp at 1 the error is 6e-11 at h = 1e-5 and 2e-4 at h = 1e-12.",
    reread="Lecture 00, “Which h?”",
    wrong={
        "b": Mistake(
            "step-without-effect",
            "You take the digits for a property of the formula alone. The step is in both errors: the formula's own "
            "shrinks with h, that of rounding grows.",
            "Lecture 00, “Which h?”",
        ),
        "c": Mistake(
            "smaller-is-always-better",
            "You counted the formula's own error only. In floating point the difference of two nearly equal numbers "
            "keeps few digits, and it is divided by 2h.",
            "Lecture 00, “Which h?”",
        ),
        "d": Mistake(
            "difference-vanishes",
            "You let the difference vanish altogether. That happens where θ + h is θ itself, beside 1 for an h below "
            "about 1e-16; at 1e-12 some digits are left.",
            "Lecture 00, “Floats are rounded”",
        ),
    },
)
