"""The quizzes of lesson 02; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Quiz

# J is a quadratic function of θ. Why is the mean squared error convex?
Quiz(
    "02.quiz_convex",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="vᵀ(2/m XᵀX)v = 2/m ‖Xv‖² is never negative. Quadratic alone is not enough: θ₁² − θ₂² is a saddle. And where"
    " columns of X depend on each other the minimum is not unique, J is convex all the same.",
    reread="Lecture 02, “Why J is convex”",
)

# Somebody's gradient is in doubt. The loss falls in each of 100 updates made with it. What does this prove?
Quiz(
    "02.quiz_falling_loss",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="Any direction with a downhill part lowers the loss: a gradient without 1/m does, or one whose bias entry is"
    " forgotten. Of 74 wrong gradients that were tried, 43 still brought the loss down.",
    reread="Lecture 02, “A falling loss proves nothing”",
)
