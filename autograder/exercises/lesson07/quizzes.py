"""The quizzes of lesson 07; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

# Two inputs x₁ and x₂, logistic regression on them, classes by p̂ ≥ ½. The sigmoid is a curve.
# Which boundary between the classes can the model draw in the plane of x₁ and x₂?
Quiz(
    "07.quiz_boundary",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="p̂ ≥ ½ exactly where θ·(1, x) ≥ 0, and θ·(1, x) = 0 is a line: the sigmoid bends the probability, not the "
    "boundary. A curve needs other inputs, such as x₁².",
    reread="Lecture 07, “The decision boundary”",
)

# The labels of the toy batch can be separated by a line. Gradient descent on the log loss, η = 0.5, is run for 1 000
# steps and then for 10 000. What does the length of θ do?
Quiz(
    "07.quiz_separable",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="On separable data a longer θ makes every row more certain, so the loss falls without end and has no minimum. "
    "The length is 7.9 after 1 000 steps and 16.0 after 10 000. A small gradient does not mean that the "
    "descent has arrived.",
    reread="Lecture 07, “Separable data”",
)
