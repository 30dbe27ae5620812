"""Lesson 00, arrays and shapes, and the slope felt by a nudge: a matrix product by hand, the column of ones, central
differences.

House convention: rows of X are examples, the ones come first. Sources: ledger rows C18–C20, D16, exercises X0.1–X0.3.
"""
