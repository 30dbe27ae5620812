"""The quizzes of lesson 02; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

# J is a quadratic function of θ. Why is the mean squared error convex?
Quiz(
    "02.quiz_convex",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="vᵀ(2/m XᵀX)v = 2/m ‖Xv‖² is never negative. Quadratic alone is not enough: θ₁² − θ₂² is a saddle. And where"
    " columns of X depend on each other the minimum is not unique, J is convex all the same.",
    reread="Lecture 02, “Why J is convex”",
    wrong={
        "b": Mistake(
            "quadratic-is-convex",
            "You took the bowl for the only quadratic function. There are saddles too, which fall without end in one "
            "direction.",
            "Lecture 02, “Why J is convex”",
        ),
        "c": Mistake(
            "convex-is-unique",
            "You took a consequence for the reason, and one that does not always hold: where columns depend on each "
            "other there are many minima, and J is convex all the same.",
            "Lecture 02, “Columns that depend on each other”",
        ),
        "d": Mistake(
            "convex-data",
            "Convex is said of functions, not of data. Each row's loss is the square of a linear function of θ, "
            "whatever the data are.",
            "Lecture 02, “The reason: a square with a plus sign”",
        ),
    },
)

# Somebody's gradient is in doubt. The loss falls in each of 100 updates made with it. What does this prove?
Quiz(
    "02.quiz_falling_loss",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="Any direction with a downhill part lowers the loss: a gradient without 1/m does, or one whose bias entry is"
    " forgotten. Of 74 wrong gradients that were tried, 43 still brought the loss down.",
    reread="Lecture 02, “A falling loss proves nothing”",
    wrong={
        "a": Mistake(
            "falling-proves-right",
            "You conclude from the effect to the cause. Every direction less than a right angle away from the "
            "steepest way down lowers the loss, if the step is short enough.",
            "Lecture 02, “A falling loss proves nothing”",
        ),
        "b": Mistake(
            "right-up-to-a-factor",
            "You allow for a wrong length, not for a wrong direction. A gradient whose bias entry is forgotten is no "
            "multiple of the right one, and its steps lead down too.",
            "Lecture 02, “A falling loss proves nothing”",
        ),
        "c": Mistake(
            "falling-is-the-best-rate",
            "You judge the rate; the question is about the gradient. And many rates make a loss fall, good ones and "
            "far too small ones.",
            "Lecture 02, “How large may η be?”",
        ),
    },
)
