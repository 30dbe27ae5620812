"""The quiz of lesson 03."""

from autograder.declaring import Mistake, Quiz

Quiz(
    "03.quiz_batch",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="Duplicating every row doubles the sum and B alike: the mean, and with it the gradient and the step, stay.",
    reread="Lecture 03, “Step 1: the loss”",
    wrong={
        "a": Mistake(
            "sum-for-mean",
            "You added up and did not divide. The loss is a mean over B rows, and B doubles as the sum does.",
            "Lecture 03, “Step 1: the loss”",
        ),
        "b": Mistake(
            "divided-once-more",
            "You divided by the new B and left the sum as it was. Every row is in it twice now.",
            "Lecture 03, “B is the size of the batch”",
        ),
        "d": Mistake(
            "depends-on-the-residuals",
            "You expect the residuals to decide. Each of them is counted twice, whatever it is, and divided by twice "
            "as many rows.",
            "Lecture 03, “Step 3: ∂J/∂w”",
        ),
    },
)
