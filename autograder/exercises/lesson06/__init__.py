"""Lesson 06, regularisation: ridge in closed form, soft thresholding, the lasso by proximal steps, weight decay.

House conventions: J = 1/m ‖Xb θ − y‖² + λ‖w‖² (ridge) or + λ‖w‖₁ (lasso), the bias free; for networks λ/2m Σ w².
Which factor stands where decides what λ means: it is fixed by the equation above each reference.
Sources: ledger rows A24, A25, A98, B27–B29, B62–B64; exercises X6.1–X6.4.
"""
