"""Lesson 07, logistic regression: the sigmoid, the log loss, its gradient, the descent, and the way there and back.

House convention: J = −1/m Σ log(probability given to what happened), so the gradient is 1/m Xbᵀ(p̂ − y): a factor 1/m
and no 2. Xb (m, n+1) has its ones first, theta = (b, w). Sources: ledger rows A46–A64, B8, B44, D6–D12, D23–D32.
"""

LECTURE_ONLY = (
    ("X7.6", "a run of 07.logistic_gd on iris: data and a picture of the boundary, nothing new to write"),
    ("X7.7", "a run of 07.logistic_gd on the breast cancer data: shows why columns are scaled first"),
)
