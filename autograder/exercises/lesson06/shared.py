"""What several exercises of lesson 06 use: where the lecture treats them, rows to draw, and common slips."""

from gdkit import add_bias

RIDGE = "Lecture 06, “Ridge: one more term in the normal equation”"
BIAS = "Lecture 06, “Why the bias goes free”"
SOFT = "Lecture 06, “Soft thresholding”"
LASSO = "Lecture 06, “The lasso by proximal steps”"
DECAY = "Lecture 06, “Weight decay”"


def drawn_rows(rng, m, n):
    return {"Xb": add_bias(rng.normal(size=(m, n))), "y": 2 * rng.normal(size=m) + rng.choice([-3.0, 3.0])}


# --- slips of several exercises ------------------------------------------------------------------

LAST_WEIGHT_FREE = """\
The last parameter goes free instead of the first.

Where does the column of ones stand in Xb?
"""

HARD_THRESHOLD = "What is kept keeps its size: this is hard thresholding."
