"""Python code as a syntax tree, in a program with threads.

CPython counts the depth of the tree that it builds in one place for all threads of an interpreter. When garbage is
collected meanwhile and a finalizer lets another thread run, which parses too, the counts mix, and a good text ends in
`SystemError: AST constructor recursion depth mismatch` (Python 3.11 and 3.12; seen once in seven runs over a class).
"""

from __future__ import annotations

import ast
import threading
import warnings

TRIES = 5  # traceback parses lines as well, without our lock

_one_at_a_time = threading.RLock()  # what a finalizer parses in the same thread does not wait for ever


def parsed(source: str) -> ast.Module:
    """The syntax tree; what is odd in the text (an invalid escape) makes no warning.

    Raises SyntaxError, or ValueError for a null character, RecursionError or MemoryError for what is nested too deeply.
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(TRIES - 1):
            try:
                return ast.parse(source)
            except SystemError:
                continue
        return ast.parse(source)
