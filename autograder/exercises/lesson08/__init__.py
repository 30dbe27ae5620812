"""Lesson 08, softmax regression: probabilities of K classes, their Jacobian, the loss, its gradient, the descent.

House convention: classes 0..K-1, Theta (K, n+1) has one row a class with its bias first, Z = Xb Thetaᵀ, and
J = −1/m Σ log p of the right class, so the gradient is 1/m (P − Y)ᵀ Xb. Sources: ledger rows A65–A78, C37.
"""

LECTURE_ONLY = (("X8.5", "a run of 08.softmax_gd on iris: data and a picture of the regions, nothing new to write"),)
