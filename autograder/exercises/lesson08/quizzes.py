"""The quizzes of lesson 08; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

# Two classes. One model is logistic regression, σ(z). The other is softmax regression with two scores z₀ and z₁.
# What can the second model do that the first cannot?
Quiz(
    "08.quiz_two_classes",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="Divide numerator and denominator by e^(z₁): p₁ = 1/(1 + e^(z₀ − z₁)) = σ(z₁ − z₀). The second row of "
    "parameters is superfluous, and the probability of the other class is 1 − p₁ in both models.",
    reread="Lecture 08, “Two classes: softmax and sigmoid”",
    wrong={
        "a": Mistake(
            "more-parameters-more-shapes",
            "You count parameters. Only the difference of the two rows has an effect, and the boundary, where both "
            "scores are equal, is a line.",
            "Lecture 08, “A parameter too many”",
        ),
        "b": Mistake(
            "second-probability-missing",
            "You miss the second probability. With two classes it needs no model of its own: the two add up to 1.",
            "Lecture 08, “Two classes: softmax and sigmoid”",
        ),
        "c": Mistake(
            "overflow-of-the-model",
            "You took how a formula is computed for what a model can do. Both overflow when they are written down "
            "carelessly, and both have a safe form.",
            "Lecture 08, “Numbers that overflow”",
        ),
    },
)

# Predict, without running: softmax regression with K = 10 classes, Theta = 0, 500 rows in whatever classes.
# What is the loss before the first step?
Quiz(
    "08.quiz_first_loss",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="All scores are 0, so every class has probability 1/10 in every row, and every row costs −log(1/10). A program "
    "that starts with another loss has a mistake: the first thing to look at.",
    reread="Lecture 08, “Back to the digits”",
    wrong={
        "a": Mistake(
            "score-for-loss",
            "You took the scores for the loss. Equal scores are equal probabilities, and being right with one of ten "
            "costs something.",
            "Lecture 08, “The loss”",
        ),
        "c": Mistake(
            "probability-for-loss",
            "This is the probability of each class. The loss is its negative logarithm.",
            "Lecture 08, “The loss of one row”",
        ),
        "d": Mistake(
            "mix-of-classes-matters",
            "You think of the mix of classes. As long as all probabilities are equal every row costs the same, of "
            "whatever class it is.",
            "Lecture 08, “The loss of one row”",
        ),
    },
)
