"""What several exercises of lesson 04 use: rows to draw, and a common slip."""

from gdkit import add_bias


def drawn_rows(rng, m, n):
    return {"Xb": add_bias(rng.normal(size=(m, n))), "y": rng.normal(size=m) + rng.normal()}


# --- slips of several exercises ------------------------------------------------------------------

STEPS_UPHILL = "The steps go uphill: either η times the gradient is added, or the residual is y − ŷ."
