"""The released course of the grader's own tests."""

from ..autograder.conftest import released

__all__ = ["released"]
