"""The quizzes of lesson 06; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

from .shared import RIDGE

# What does a penalty do to the loss on the training data, measured without the penalty, at the new minimum?
Quiz(
    "06.quiz_training_loss",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="Least squares has the smallest training loss of all θ; any other θ, the penalised one too, has the same "
    "or a larger one. What may fall is the loss on new data.",
    reread=RIDGE,
)

# Your loss is 1/m ‖Xb θ − y‖² + λ‖w‖² with m = 12 and λ = 0.5. Which alpha gives scikit-learn's Ridge the same θ?
Quiz(
    "06.quiz_convention",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="scikit-learn's Ridge has the sum of the squares, not their mean: multiply the loss by m, and λ becomes mλ "
    "= 6. Never copy a λ without its loss.",
    reread=RIDGE,
)
