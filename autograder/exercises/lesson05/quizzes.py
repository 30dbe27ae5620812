"""The quizzes of lesson 05; the question of each stands above it."""

from autograder.declaring import Quiz

from .shared import ADAM, MOMENTUM

# When does momentum with γ = 0.9 reach the minimum later than gradient descent with the same η?
# a  never: past gradients only add speed
# b  where η is already at its best, or the valley is round: it overshoots and swings
# c  only when γ is negative
# d  only on functions that are not convex
Quiz(
    "05.quiz_momentum",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="On a round bowl gradient descent with η = 1/L arrives in one step, while momentum runs past the minimum and "
    "swings. It pays where the valley is long and narrow, and γ has to fit its shape.",
    reread=MOMENTUM,
)

# Adam's first step, from m = v = 0, with η = 0.1 and the gradient (−3.2, −6, 0.001): how far does each entry move?
# a  0.32, 0.6 and 0.0001: η times the gradient
# b  by 0.1 each, whatever the size of its gradient
# c  by 0.01 each: (1 − β₁) times η
# d  it depends on β₂
Quiz(
    "05.quiz_adam",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="After the corrections m̂ = g and v̂ = g², so the step is η g/|g|: its sign is the gradient's, its size is η in "
    "every entry (as long as ε is small beside |g|).",
    reread=ADAM,
)
