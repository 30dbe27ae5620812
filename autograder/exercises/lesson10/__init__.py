"""Lesson 10, backpropagation: the errors Δ and the gradients, their check, and the one-hidden-layer form.

House convention: the rows of Δ are the errors δ = ∂C_x/∂z of examples, without 1/m; dW = Δᵀ A / m, db = the mean of Δ.
Costs: quadratic 1/(2m) Σ‖a − y‖², and cross-entropy −1/m Σ [y log a + (1 − y) log(1 − a)], both with sigmoid outputs.
Sources: ledger rows A87–A97, B9, B15–B26, C32–C36.
"""
