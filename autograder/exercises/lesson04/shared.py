"""What several exercises of lesson 04 use: rows to draw."""

from gdkit import add_bias


def drawn_rows(rng, m, n):
    return {"Xb": add_bias(rng.normal(size=(m, n))), "y": rng.normal(size=m) + rng.normal()}
