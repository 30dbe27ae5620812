"""The quizzes of lesson 00; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

# A has shape (4, 3), v has shape (3,), y has shape (4, 1). Which shape has A @ v - y?
Quiz(
    "00.quiz_shapes",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="A @ v has shape (4,) and counts as a row (1, 4); beside a column (4, 1) both are repeated to (4, 4), without a"
    " word of warning. With y of shape (4,) the difference has shape (4,).",
    reread="Lecture 00, “Shapes”",
)

# Central differences with h = 1e-5 are good to ten digits. What does h = 1e-12 give?
Quiz(
    "00.quiz_step",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="The formula's own error shrinks like h², but f is known to 16 digits only and that error is divided by 2h. "
    "For exp at 1 the error is 6e-11 at h = 1e-5 and 2e-4 at h = 1e-12.",
    reread="Lecture 00, “Which h?”",
)
