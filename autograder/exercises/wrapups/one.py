"""Wrap-up one, lectures 00 to 04: questions that mix them; the question of each stands in the homework."""

from autograder.declaring import Mistake, Quiz

# A perfect model, y a column: the loss is 2.5.
Quiz(
    "W1.quiz_column_target",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="(4,) beside (4, 1) is repeated to (4, 4): every prediction meets every target. A perfect model has the loss "
    "0, so a printed 2.5 is a reason to look at the shapes.",
    wrong={
        "a": Mistake(
            "noise-blamed",
            "You explain a number that cannot be right. The model repeats the targets exactly, so every residual "
            "is 0, whatever the noise was.",
            "Lecture 02, “The loss”",
        ),
        "b": Mistake(
            "rounding-blamed",
            "You make rounding responsible for an error of order 1. Rounding spoils about the sixteenth digit; "
            "whole numbers like these have none of it.",
            "Lecture 00, “Kinds of numbers”",
        ),
        "d": Mistake(
            "mean-is-not-sum-over-m",
            "You expect a difference between the mean and a sum divided by the number of rows. Look at what is "
            "averaged, before you look at the average.",
            "Lecture 00, “Axes: the one that is named vanishes”",
        ),
    },
)

# ∇J = (3, −4), a step of 0.01 along (−6, 8): the change of J.
Quiz(
    "W1.quiz_after_a_nudge",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="The direction is v/‖v‖ = (−0.6, 0.8), the slope 3·(−0.6) + (−4)·0.8 = −5, the change about −5 · 0.01. It is "
    "the steepest way down: v points against the gradient.",
    wrong={
        "a": Mistake(
            "direction-not-normalised",
            "You took the dot product with v itself, which is ten units long. How far one goes was told apart "
            "from the direction.",
            "Lecture 01, “A direction has no length”",
        ),
        "c": Mistake(
            "sign-lost",
            "You took the size of the slope and lost its sign. Going against the gradient leads down.",
            "Lecture 01, “Steepest descent”",
        ),
        "d": Mistake(
            "distance-is-the-change",
            "You took the distance in θ for the change of J. How much J changes for each unit of distance is what "
            "the gradient says.",
            "Lecture 01, “The dot product”",
        ),
    },
)

# A gradient of 1e-9 on the MSE, and at the origin of x⁴ − 2x² + y².
Quiz(
    "W1.quiz_two_flat_points",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The mean squared error is convex, so a flat point is a global minimum. At the origin f curves downwards "
    "along x (f″ = −4) and upwards along y: started with x = 0, descent never leaves this ridge.",
    wrong={
        "a": Mistake(
            "flat-is-a-minimum",
            "You take a zero gradient for a minimum. It is necessary, not sufficient: a maximum and a saddle are "
            "flat too.",
            "Lecture 01, “Flat is not low”",
        ),
        "b": Mistake(
            "rate-in-the-gradient",
            "You mix the step, ηg, with the gradient, g. The step gets short where the rate is small; the "
            "gradient at a point knows no rate.",
            "Lecture 01, “The step”",
        ),
        "d": Mistake(
            "convexity-not-used",
            "You expect local minima where there are none. What did the lecture prove of the second derivatives "
            "of the mean squared error?",
            "Lecture 02, “Why J is convex”",
        ),
    },
)

# Curvatures 8 and 0.1, η = 0.3.
Quiz(
    "W1.quiz_largest_curvature",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="Along a direction of curvature λ each update multiplies the error by 1 − ηλ: 1 − 0.3 · 8 = −1.4 and 1 − 0.3 "
    "· 0.1 = 0.97. The limit is 2/L = 2/8 = 0.25, and the largest curvature sets it.",
    wrong={
        "a": Mistake(
            "below-one-is-safe",
            "You compare η with 1. Whether a rate is large depends on the loss: on its largest curvature.",
            "Lecture 02, “How large may η be?”",
        ),
        "b": Mistake(
            "smallest-curvature-limits",
            "You took the limit 2/λ of the flattest direction. Every direction must hold, so the steepest one decides.",
            "Lecture 02, “The largest curvature”",
        ),
        "c": Mistake(
            "flat-runs-away",
            "You expect trouble where the loss is flat. There the factor 1 − ηλ is just below 1: descent is slow "
            "there, not unstable.",
            "Lecture 02, “The slow valley”",
        ),
    },
)

# A check in which only the entry of b differs.
Quiz(
    "W1.quiz_one_entry",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="Six of six digits agree for the weights, so h is fine and the formula of the weights is right. A gradient "
    "with one entry at 0 still leads downhill, to the best line through a bias that never moves.",
    wrong={
        "b": Mistake(
            "step-blamed",
            "You suspect the nudge. The same h gives all digits of the other entries, and rounding makes small "
            "errors, not 6 in place of 0.",
            "Lecture 00, “Which h?”",
        ),
        "c": Mistake(
            "falling-loss-proves",
            "You trust a falling loss. Any direction with a downhill part lowers it, also one that leaves a "
            "parameter out.",
            "Lecture 02, “A falling loss proves nothing”",
        ),
        "d": Mistake(
            "rate-in-the-check",
            "You look for the rate in a comparison that has none: the check compares two slopes at one point, "
            "before any step.",
            "Lecture 00, “One entry at a time”",
        ),
    },
)

# x = 1, 3; y = 2, 9; w = 2, b = 1, η = 0.1: one update.
Quiz(
    "W1.quiz_new_w_for_b",
    choices=("a", "b", "c", "d"),
    answer="d",
    why="ŷ = 3, 7; the residuals ŷ − y are 1 and −2. ∂J/∂w = 2/2 (1·1 − 2·3) = −5, ∂J/∂b = 2/2 (1 − 2) = −1, both at "
    "the old point: w = 2 + 0.5, b = 1 + 0.1.",
    wrong={
        "a": Mistake(
            "sum-for-the-mean",
            "You added the rows and did not divide by their number: J is a mean, and so is its gradient.",
            "Lecture 03, “B is the size of the batch”",
        ),
        "b": Mistake(
            "bias-at-the-new-weight",
            "You moved w first and took the slope of b at the new w. Both entries belong to one point.",
            "Lecture 03, “Step 5: one point, two gradients”",
        ),
        "c": Mistake(
            "uphill",
            "You went up: a sign is missing, either in the residual (ŷ − y) or in the update (minus η times the "
            "gradient).",
            "Lecture 03, “Predict 1: which sign?”",
        ),
    },
)

# Three curves: smooth, jumping without end, jumps that die out.
Quiz(
    "W1.quiz_curves",
    choices=("a", "b", "c", "d"),
    answer="c",
    why="The gradient of all rows leads down at every update while the rate is below its limit. That of a few rows is "
    "right on the average only: with a constant rate the descent hovers, with a rate that falls the noise dies "
    "out.",
    wrong={
        "a": Mistake(
            "small-rate-jumps",
            "You expect jumps from a small rate. A small rate makes a smooth and slow curve; the jumps come from "
            "rows that disagree.",
            "Lecture 01, “Which η?”",
        ),
        "b": Mistake(
            "replacement-ends-the-noise",
            "You let the way of drawing end the noise. With a constant rate, single rows make the descent hover "
            "however they are drawn.",
            "Lecture 04, “It hovers”",
        ),
        "d": Mistake(
            "noise-is-a-mistake",
            "You take noise for a mistake in the gradient. A mini-batch's gradient is right on the average, and "
            "may still raise the loss of all rows.",
            "Lecture 04, “The twelve rows in detail”",
        ),
    },
)

# 1 000 rows in batches of 64, five epochs; the short last batch.
Quiz(
    "W1.quiz_last_batch",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="An epoch has 15 batches of 64 and one of the 40 rows that are left: 16 updates, five times. The gradient is "
    "the mean over the rows that are in the batch.",
    wrong={
        "a": Mistake(
            "short-batch-thrown-away",
            "You left out the short batch. Its 40 rows would never be seen in this epoch.",
            "Lecture 03, “From one step to one pass”",
        ),
        "c": Mistake(
            "nominal-batch-size",
            "You divided by the nominal size. The mean over 40 rows divides by 40; otherwise these rows count "
            "less than the others.",
            "Lecture 03, “B is the size of the batch”",
        ),
        "d": Mistake(
            "epoch-is-an-update",
            "You took an epoch for an update. An epoch is one pass over the rows, with an update for each of its "
            "batches.",
            "Lecture 04, “Batch, mini-batch, stochastic”",
        ),
    },
)

# B = 8 has a spread of 0.6; B = 32?
Quiz(
    "W1.quiz_four_times_the_rows",
    choices=("a", "b", "c", "d"),
    answer="b",
    why="The variance is σ²/B. Four times the rows are a quarter of the variance and half of the standard deviation; "
    "the mean is the full gradient for every B.",
    wrong={
        "a": Mistake(
            "variance-for-deviation",
            "You divided the standard deviation by four. It is the variance that falls like 1/B.",
            "Lecture 04, “How noisy is a mini-batch?”",
        ),
        "c": Mistake(
            "batch-size-is-speed",
            "You let the batch size change the speed alone. It changes the path, too: how far each step is off, "
            "and how far the descent hovers.",
            "Lecture 04, “How noisy is a mini-batch?”",
        ),
        "d": Mistake(
            "batch-sum",
            "You let the gradient grow with the batch, as a sum would. The gradient of a batch is a mean.",
            "Lecture 03, “Predict 3: a row twice”",
        ),
    },
)

# A program works on 12 rows and explodes on 1 200 of the same kind.
Quiz(
    "W1.quiz_more_rows_explode",
    choices=("a", "b", "c", "d"),
    answer="a",
    why="A mean does not grow with the number of rows, and neither do its gradient and its curvature. A sum does; "
    "with few rows and a small η the missing 1/m goes unnoticed.",
    wrong={
        "b": Mistake(
            "curvature-grows-with-rows",
            "You let the curvature of a mean grow with the rows. Its Hessian is 2/m XᵀX, a mean over rows, too.",
            "Lecture 02, “The largest curvature”",
        ),
        "c": Mistake(
            "noise-blamed-for-divergence",
            "You blame noise where all rows are used: then there is none. A descent explodes where the step is "
            "too long for the curvature.",
            "Lecture 02, “How large may η be?”",
        ),
        "d": Mistake(
            "falling-loss-acquits",
            "You acquit a gradient because its loss fell. A gradient that is too long by a factor lowers the "
            "loss, too, as long as η is small enough.",
            "Lecture 02, “A falling loss proves nothing”",
        ),
    },
)
