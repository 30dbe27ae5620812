"""The quizzes of lesson 05; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

from .shared import ADAM, MOMENTUM

# When does momentum with γ = 0.9 reach the minimum later than gradient descent with the same η?
Quiz(
    "05.quiz_momentum",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="On a round bowl gradient descent with η = 1/L arrives in one step, while momentum runs past the minimum and "
    "swings. It pays where the valley is long and narrow, and γ has to fit its shape.",
    reread=MOMENTUM,
    wrong={
        "a": Mistake(
            "memory-only-helps",
            "You thought of the narrow valley, where momentum gains. Speed does not end at the minimum: the ball "
            "runs past it and has to come back.",
            "Lecture 05, “A ball with friction”",
        ),
        "b": Mistake(
            "gamma-has-the-wrong-sign",
            "You look for a fault in γ. With the usual 0.9 too, past steps count on after the gradient has turned "
            "round.",
            "Lecture 05, “Momentum: steps that add up”",
        ),
        "d": Mistake(
            "only-where-not-convex",
            "You blame the shape of the function. It happens on the simplest convex one, where plain descent needs a "
            "single step.",
            "Lecture 05, “The γ of the textbooks is not the γ of this valley”",
        ),
    },
)

# Adam's first step, from m = v = 0, with η = 0.1 and the gradient (−3.2, −6, 0.001): how far does each entry move?
Quiz(
    "05.quiz_adam",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="After the corrections m̂ = g and v̂ = g², so the step is η g/|g|: its sign is the gradient's, its size is η in "
    "every entry (as long as ε is small beside |g|).",
    reread=ADAM,
    wrong={
        "a": Mistake(
            "step-of-plain-descent",
            "This is the step of gradient descent. Adam divides by the root of the averaged squares, in the first "
            "step the size of the gradient itself.",
            "Lecture 05, “What Adam's step measures”",
        ),
        "b": Mistake(
            "second-average-not-corrected",
            "You stopped before the correction: v = (1 − β₂) g² is divided by 1 − β₂, and β₂ is gone.",
            "Lecture 05, “Adam: two averages, and why they are corrected”",
        ),
        "c": Mistake(
            "first-average-not-corrected",
            "You corrected v and not m: the first average, (1 − β₁) g, is divided by 1 − β₁ as well.",
            "Lecture 05, “Adam: two averages, and why they are corrected”",
        ),
    },
)
