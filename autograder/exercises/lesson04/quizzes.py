"""The quizzes of lesson 04; the question of each stands above it, its choices in the homework."""

from autograder.declaring import Mistake, Quiz

# Batches of 16 instead of 8, with the same rate and as many epochs: what changes?
Quiz(
    "04.quiz_batch_size",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="The mean over all batches is the full gradient for every size; the variance is σ²/B (m − B)/(m − 1), and a "
    "pass makes m/B steps. The batch size changes the path and how far it hovers in the end, not just the speed.",
    reread="Lecture 04, “How noisy is a mini-batch?”",
    wrong={
        "b": Mistake(
            "sum-of-the-rows",
            "You take the gradient of a batch for a sum. It is a mean: twice as many rows do not make it twice as "
            "long.",
            "Lecture 04, “Batch, mini-batch, stochastic”",
        ),
        "c": Mistake(
            "only-the-time",
            "You thought of the work alone. θ moves after every batch: with half as many batches it moves half as "
            "often, each time by the mean of other rows.",
            "Lecture 04, “Equal work, three batch sizes”",
        ),
        "d": Mistake(
            "bias-for-noise",
            "You took spread for bias. Averaged over all batches, the gradient of a batch is that of all rows, "
            "whatever the size; it is the spread around it that shrinks.",
            "Lecture 04, “How far off is it?”",
        ),
    },
)

# Two consecutive mini-batches have the same error to eight digits. What do you know?
Quiz(
    "04.quiz_stopping",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="The two errors belong to two functions, one for each batch; that they agree may be chance. Rows 10, 6 and 1 "
    "of the toy batch stop such a rule after two updates, far from the minimum. Test the gradient of all rows.",
    reread="Lecture 04, “When to stop”",
    wrong={
        "a": Mistake(
            "equal-is-arrived",
            "You compare two values as if they were of one function. Each mini-batch has its own loss, with its own "
            "minimum.",
            "Lecture 04, “When to stop”",
        ),
        "b": Mistake(
            "equal-is-too-slow",
            "You read equal values as a short step. They belong to different rows: they may agree after a long step "
            "and differ after a short one.",
            "Lecture 04, “The three rows as a picture”",
        ),
        "c": Mistake(
            "equal-is-flat",
            "You took the difference of two values for a slope. How long the gradient of all rows is, only a look at "
            "all rows tells.",
            "Lecture 04, “A fit that stops for the right reason”",
        ),
    },
)
