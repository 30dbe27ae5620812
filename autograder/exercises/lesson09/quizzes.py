"""The quizzes of lesson 09; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

# A network 2–100–100–1 without activation functions: every layer is Z = A Wᵀ + b and passes Z on.
# Which boundaries can it draw, if its output is compared with 0?
Quiz(
    "09.quiz_linear_layers",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="A linear function of a linear function is linear: the three layers are one matrix and one bias. It is the "
    "nonlinear function between the layers that bends the boundary.",
    reread="Lecture 09, “Why a nonlinear function”",
    wrong={
        "a": Mistake(
            "parameters-are-shapes",
            "You count parameters. Multiplied out, the 10 501 numbers are two weights and a bias.",
            "Lecture 09, “A deep network without a nonlinear function”",
        ),
        "b": Mistake(
            "corners-without-kinks",
            "A corner needs a unit whose function has a kink or a bend. No unit of this network has one.",
            "Lecture 09, “Why a nonlinear function”",
        ),
        "d": Mistake(
            "layers-multiply-inputs",
            "The layers multiply matrices with each other, not the inputs: a square of x₁ appears nowhere.",
            "Lecture 09, “Why a nonlinear function”",
        ),
    },
)

# A perceptron computes σ(w·x) without a bias. What does it say at x = 0?
Quiz(
    "09.quiz_no_bias",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="w·0 = 0 and σ(0) = ½: no training can change that, and the boundary always goes through the origin. That is "
    "what the bias is for.",
    reread="Lecture 09, “A neuron without bias”",
    wrong={
        "a": Mistake(
            "score-for-output",
            "You stopped at the score: w·x is 0 there. The output is σ of it.",
            "Lecture 09, “What counts as a neuron”",
        ),
        "b": Mistake(
            "sigmoid-at-zero",
            "σ comes near 1 far to the right of 0 only. At 0 it is half way.",
            "Lecture 09, “Why a sigmoid”",
        ),
        "c": Mistake(
            "weights-decide",
            "At x = 0 every weight is multiplied by 0, so none of them has a say.",
            "Lecture 09, “A neuron without bias”",
        ),
    },
)
