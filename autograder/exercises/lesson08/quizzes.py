"""The quizzes of lesson 08; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

# Two classes. One model is logistic regression, σ(z). The other is softmax regression with two scores z₀ and z₁.
# What can the second model do that the first cannot?
Quiz(
    "08.quiz_two_classes",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="Divide numerator and denominator by e^(z₁): p₁ = 1/(1 + e^(z₀ − z₁)) = σ(z₁ − z₀). The second row of "
    "parameters is superfluous, and the probability of the other class is 1 − p₁ in both models.",
    reread="Lecture 08, “Two classes: softmax and sigmoid”",
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
)
