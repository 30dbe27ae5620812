"""Lesson 09, from perceptrons to multilayer perceptrons: how many features, how many parameters, the forward pass.

House convention: W (n_out, n_in) to–from, b (n_out,), rows of A are examples, Z = A Wᵀ + b, σ the sigmoid.
Sources: ledger rows A83–A89, B10–B14, B46–B55, C23–C28, C38, C39.
"""
