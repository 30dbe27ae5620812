"""Lesson 04, stochastic and mini-batch gradient descent: one pass row by row, a rate that shrinks, how noisy a
mini-batch's gradient is, and a fit that stops for the right reason.

House convention: J = 1/m ‖Xb θ − y‖², so one row has the gradient 2 (xᵀθ − y) x and a batch of B rows the mean of B
of them. Sources: ledger rows A26–A36, B5–B7, B39–B43, E22–E25; exercises X4.1–X4.4.
"""

LECTURE_ONLY = (
    ("E24", "rates and starts to compare: a figure to look at, no function with one right answer"),
    ("A33", "the θ that 50 epochs end at depends on the draws; the lecture shows its distribution"),
)
