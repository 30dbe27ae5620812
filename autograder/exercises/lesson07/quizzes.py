"""The quizzes of lesson 07; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

# Two inputs x₁ and x₂, logistic regression on them, classes by p̂ ≥ ½. The sigmoid is a curve.
# Which boundary between the classes can the model draw in the plane of x₁ and x₂?
Quiz(
    "07.quiz_boundary",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="p̂ ≥ ½ exactly where θ·(1, x) ≥ 0, and θ·(1, x) = 0 is a line: the sigmoid bends the probability, not the "
    "boundary. A curve needs other inputs, such as x₁².",
    reread="Lecture 07, “The decision boundary”",
    wrong={
        "a": Mistake(
            "curve-of-the-sigmoid",
            "You saw the sigmoid's curve in the boundary. It bends how p̂ rises across the boundary; along it p̂ is "
            "½ and the score is 0.",
            "Lecture 07, “The decision boundary”",
        ),
        "b": Mistake(
            "boundary-follows-the-data",
            "You let the data decide the form. They choose which boundary of its kind; the kind comes from a score "
            "that is linear in x₁ and x₂.",
            "Lecture 07, “The decision boundary: the equation of the line”",
        ),
        "d": Mistake(
            "steps-add-shapes",
            "You expect training to add shapes. More steps change three numbers, and three numbers describe a line.",
            "Lecture 07, “The decision boundary: three fits”",
        ),
    },
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
    wrong={
        "b": Mistake(
            "pulled-to-zero",
            "You thought of a penalty. Nothing here pulls θ to 0: a longer θ makes every row more certain, and the "
            "loss smaller.",
            "Lecture 07, “Separable data: why”",
        ),
        "c": Mistake(
            "small-gradient-is-arrival",
            "You took the small gradient for an arrival. It shrinks because every row becomes certain; steps that "
            "get shorter can still add up without a limit.",
            "Lecture 07, “Separable data: a small gradient is no arrival”",
        ),
        "d": Mistake(
            "rate-too-large",
            "You expect a rate that is too large. Here the loss falls, and θ goes on in nearly one direction.",
            "Lecture 07, “Separable data: the valley from above”",
        ),
    },
)
