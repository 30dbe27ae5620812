"""The quizzes of lesson 09; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

# A network 2–100–100–1 without activation functions: every layer is Z = A Wᵀ + b and passes Z on.
# Which boundaries can it draw, if its output is compared with 0?
Quiz(
    "09.quiz_linear_layers",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="A linear function of a linear function is linear: the three layers are one matrix and one bias. It is the "
    "nonlinear function between the layers that bends the boundary.",
    reread="Lecture 09, “Why a nonlinear function”",
)

# A perceptron computes σ(w·x) without a bias. What does it say at x = 0?
Quiz(
    "09.quiz_no_bias",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="w·0 = 0 and σ(0) = ½: no training can change that, and the boundary always goes through the origin. That is "
    "what the bias is for.",
    reread="Lecture 09, “A neuron without bias”",
)
