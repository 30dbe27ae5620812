"""What the notebooks of this course import. Released beside them, and at hand when they are graded."""

import numpy as np


def heights():
    """Heights of eight people in cm, shape (8,)."""
    return np.array([158.0, 164.5, 171.0, 171.0, 175.5, 180.0, 183.5, 190.5])
