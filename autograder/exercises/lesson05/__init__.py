"""Lesson 05, momentum and adaptive methods: one step of each, the memory in and out.

An optimizer is a rule that turns (θ, gradient, memory) into (θ, memory). Names hide variants: which form is asked
for is fixed here by the equation above each reference, in the letters of its paper. Nothing that comes in is changed.
Sources: ledger rows A36–A45; exercises X5.1–X5.8.
"""

LECTURE_ONLY = (
    ("X5.0", "plain gradient descent is the step of earlier lessons; here it is the yardstick of the race"),
    ("A45", "the race of the optimizers is a figure to look at"),
)
