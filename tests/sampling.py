"""Of tests that are alike, .ci/run takes a sample; AUTOGRADER_FAULTS=1 runs them all."""

from __future__ import annotations

import os

import pytest

ALL = "AUTOGRADER_FAULTS" in os.environ
more = pytest.mark.skipif(not ALL, reason="something like it runs; AUTOGRADER_FAULTS=1 runs this too")
