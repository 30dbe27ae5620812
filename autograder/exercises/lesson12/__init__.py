"""Lesson 12, training a network end to end: labels as rows, a start, the descent, and how well it classifies.

House convention: W (n_out, n_in), b (n_out,), hidden layers with the sigmoid, softmax output, classes 0..K-1, and the
mean log loss −1/m Σ log p of the right class. Batch gradient descent. Sources: ledger rows A84, A99; L8 and L10.
"""

LECTURE_ONLY = (
    ("X12.2", "runs of 12.train_mlp from equal weights, looked at with 12.hidden_spread: what rounding does is shown"),
)
