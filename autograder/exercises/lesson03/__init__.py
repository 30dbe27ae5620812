"""Lesson 03, one mini-batch step by hand: the gradient of the mean squared error and one update, then one pass.

House convention: J = 1/B Σ (ŷ − y)², so the gradient carries 2/B. Sources: ledger rows E1–E21.
"""
