"""Records autograd_networks.json: 24 random networks, their costs and the gradients of PyTorch's autograd.

Not a test, and run by hand in an environment of its own, since the project does not depend on PyTorch:

    python -m venv torch-env
    torch-env/bin/pip install torch==2.13.0 numpy
    torch-env/bin/python tests/data/autograd_networks.py

Everything is float64; a float is written so that reading it gives the same number back.
"""

import json
from itertools import pairwise
from pathlib import Path

DEPTHS = [(4, 3), (4, 5, 3), (3, 6, 4, 2), (2, 5, 3, 4, 3)]
ACTIVATIONS = ["sigmoid", "tanh", "relu"]
HEADS = [("softmax", None), ("cross_entropy", None), ("quadratic", "sigmoid"), ("quadratic", "identity")]


def record() -> dict:
    import numpy as np
    import torch
    from torch.nn import functional as F

    functions = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "identity": lambda z: z}
    rng = np.random.default_rng(20)

    def parameter(shape: tuple[int, ...]) -> torch.Tensor:
        return torch.tensor(rng.normal(0, 0.8, shape), dtype=torch.float64, requires_grad=True)

    def case(number: int, sizes: tuple[int, ...], activation: str) -> dict:
        (cost, output), lam, m = HEADS[number % 4], [0.0, 0.7][number % 2], 5
        X = torch.tensor(rng.normal(size=(m, sizes[0])))
        if cost == "softmax":
            Y = torch.tensor(rng.integers(0, sizes[-1], m))
        elif cost == "cross_entropy":
            Y = torch.tensor(rng.integers(0, 2, (m, sizes[-1])).astype(float))
        else:
            Y = torch.tensor(rng.normal(size=(m, sizes[-1])))
        Ws = [parameter((n_out, n_in)) for n_in, n_out in pairwise(sizes)]
        bs = [parameter((n_out,)) for n_out in sizes[1:]]

        z = F.linear(X, Ws[0], bs[0])
        for W, b in zip(Ws[1:], bs[1:], strict=True):
            z = F.linear(functions[activation](z), W, b)
        if cost == "softmax":
            value = F.cross_entropy(z, Y)
        elif cost == "cross_entropy":
            value = F.binary_cross_entropy_with_logits(z, Y, reduction="sum") / m
        else:
            value = F.mse_loss(functions[output](z), Y, reduction="sum") / (2 * m)
        value = value + lam / (2 * m) * sum((W**2).sum() for W in Ws)
        value.backward()
        return {
            "sizes": sizes,
            "activation": activation,
            "cost": cost,
            "output": output,
            "lam": lam,
            "X": X.tolist(),
            "Y": Y.tolist(),
            "Ws": [W.tolist() for W in Ws],
            "bs": [b.tolist() for b in bs],
            "value": value.item(),
            "dWs": [W.grad.tolist() for W in Ws],
            "dbs": [b.grad.tolist() for b in bs],
        }

    nets = [(sizes, activation) for _ in range(2) for sizes in DEPTHS for activation in ACTIVATIONS]
    # The second dozen meets the heads in another order, so that each activation sees each head.
    cases = [case(i + i // 12, sizes, activation) for i, (sizes, activation) in enumerate(nets)]
    return {"made by": f"torch {torch.__version__}, numpy {np.__version__}", "networks": cases}


if __name__ == "__main__":
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(record()).replace('{"sizes"', '\n{"sizes"') + "\n")
