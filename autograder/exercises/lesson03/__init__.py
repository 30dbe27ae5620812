"""Lesson 03, one mini-batch step by hand: the gradient of the mean squared error and one update, then one pass.

House convention: L = 1/N Σ (ŷ − y)², so the gradient carries 2/N. Sources: ledger rows E1–E21.
"""
