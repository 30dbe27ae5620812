"""Lesson 01, from guessing to gradient descent: the best of some guesses, slopes along a direction, the descent, and
the rules that end it.

Sources: ledger rows B1–B4, B30–B38, C1–C16, exercises X1.1–X1.5.
"""

LECTURE_ONLY = (
    (
        "X1.0",
        "a table of six points that the lecture computes in front of the class; its steps are 01.gradient_descent",
    ),
)
