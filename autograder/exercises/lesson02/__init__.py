"""Lesson 02, linear regression by batch gradient descent: the loss, its gradient, the solution in one line, the largest
curvature, the descent.

House convention: J = 1/m ‖Xb θ − y‖², so the gradient carries 2/m; Xb begins with the ones, θ = (b, w) with the bias.
Sources: ledger rows A1–A23, exercises X2.1–X2.6.
"""

LECTURE_ONLY = (
    ("X2.6", "the functions of this lesson on 200 random points: a run of the lecture, nothing new to write"),
)
