"""The quizzes of lesson 05; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

from .shared import ADAM, MOMENTUM

# When does momentum with γ = 0.9 reach the minimum later than gradient descent with the same η?
Quiz(
    "05.quiz_momentum",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="On a round bowl gradient descent with η = 1/L arrives in one step, while momentum runs past the minimum and "
    "swings. It pays where the valley is long and narrow, and γ has to fit its shape.",
    reread=MOMENTUM,
)

# Adam's first step, from m = v = 0, with η = 0.1 and the gradient (−3.2, −6, 0.001): how far does each entry move?
Quiz(
    "05.quiz_adam",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="After the corrections m̂ = g and v̂ = g², so the step is η g/|g|: its sign is the gradient's, its size is η in "
    "every entry (as long as ε is small beside |g|).",
    reread=ADAM,
)
