"""Records torch_trajectories.npz: 200 steps of PyTorch's optimizers on four problems, in float64.

Not a test, and run by hand in an environment of its own, since the project does not depend on PyTorch:

    python -m venv torch-env
    torch-env/bin/pip install torch==2.13.0 numpy
    torch-env/bin/python tests/data/record_torch_trajectories.py

The file holds, for each run, the path at the steps "kept", (39, P), under the key "problem/optimizer"; the rates of
PyTorch's schedulers under "schedule/name"; and PyTorch's version. test_optimizers.py writes the same problems with
gdkit's own functions.
"""

from pathlib import Path
from typing import Any

import numpy as np

STEPS = 200
KEPT = [*range(21), *range(30, STEPS + 1, 10)]  # a path that is right here is right between

# The rate of the first four follows the size of the gradient; on Rosenbrock's function it is multiplied by 0.001.
# RMSprop's is small because with lr=0.01 it is chaotic on "softmax": two starts 1e-15 apart are 0.04 apart after 200
# steps, and no two libraries could agree.
OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "GD": ("SGD", {"lr": 0.4}),
    "GD weight_decay": ("SGD", {"lr": 0.4, "weight_decay": 0.1}),
    "Momentum": ("SGD", {"lr": 0.1, "momentum": 0.9}),
    "Nesterov": ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "Adagrad": ("Adagrad", {"lr": 0.4, "eps": 1e-10}),
    "Adadelta": ("Adadelta", {"lr": 1.0, "rho": 0.9, "eps": 1e-6}),
    "RMSprop": ("RMSprop", {"lr": 0.003, "alpha": 0.9, "eps": 1e-8}),
    "Adam": ("Adam", {"lr": 0.1}),
    "AdamW": ("AdamW", {"lr": 0.1, "weight_decay": 0.05}),
    "AdaMax": ("Adamax", {"lr": 0.1}),
    "Nadam": ("NAdam", {"lr": 0.1}),
}
SCHEDULERS: dict[str, tuple[str, dict[str, Any]]] = {
    "step_decay": ("StepLR", {"step_size": 7, "gamma": 0.3}),
    "exponential": ("ExponentialLR", {"gamma": 0.9}),
    "cosine": ("CosineAnnealingLR", {"T_max": 60, "eta_min": 0.05}),
    "warmup": ("LinearLR", {"start_factor": 1 / 20, "end_factor": 1.0, "total_iters": 19}),
}


# Five parameters, eigenvalues from 1 to 0.001 on axes that are no coordinates. Written out as whole numbers over 2²⁰,
# since they would come out otherwise on another processor: the matrix has to be the same to the last bit.
STIFF = [
    [312550, -58947, -341324, -140510, 264266],
    [-58947, 120097, 106944, -24258, -131321],
    [-341324, 106944, 414673, 110343, -340680],
    [-140510, -24258, 110343, 115364, -56027],
    [264266, -131321, -340680, -56027, 312463],
]


def record() -> dict[str, np.ndarray]:
    import torch

    torch.set_default_dtype(torch.float64)  # NAdam keeps a product in the default type
    toy = torch.tensor(
        [[1, 2], [3, 1], [1, 1], [0, 1], [2, 2], [-2, 3], [1, 2], [-1, -0.5], [0.5, 1.2], [2, 1], [-2, 3], [-1, 1]]
    )
    labels = torch.tensor([2, 2, 1, 0, 2, 0, 2, 0, 1, 2, 0, 0])
    H = torch.tensor(STIFF, dtype=torch.float64) / 2**20

    def softmax(x: torch.Tensor) -> torch.Tensor:
        Theta = x.reshape(3, 3)
        return torch.nn.functional.cross_entropy(toy @ Theta[:, 1:].T + Theta[:, 0], labels)

    problems = {
        "ellipse": (lambda x: 0.1 * x[0] ** 2 + 2 * x[1] ** 2, [-5.0, -2.0]),
        "rosenbrock": (lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2, [-1.2, 1.0]),
        "stiff": (lambda x: 0.5 * x @ H @ x, [1.0, -2.0, 3.0, -4.0, 5.0]),
        "softmax": (softmax, [0.1 * (k - 4) for k in range(9)]),
    }
    recorded = {"version": np.array(str(torch.__version__)), "kept": np.array(KEPT), "stiff": H.numpy()}
    for problem, (function, start) in problems.items():
        for name, (make, options) in OPTIMIZERS.items():
            small = 0.001 if problem == "rosenbrock" and make == "SGD" else 1.0
            x = torch.tensor(start, requires_grad=True)
            optimizer = getattr(torch.optim, make)([x], **options | {"lr": small * options["lr"]})
            path = [x.detach().numpy().copy()]
            for _ in range(STEPS):
                optimizer.zero_grad()
                function(x).backward()
                optimizer.step()
                path.append(x.detach().numpy().copy())
            recorded[f"{problem}/{name}"] = np.array(path)[KEPT]
    for name, (make, options) in SCHEDULERS.items():
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
        scheduler = getattr(torch.optim.lr_scheduler, make)(optimizer, **options)
        rates = []
        for _ in range(60):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        recorded[f"schedule/{name}"] = np.array(rates)
    return recorded


if __name__ == "__main__":
    recorded = record()
    target = Path(__file__).with_name("torch_trajectories.npz")
    np.savez_compressed(target, **recorded)
    print(f"{target.name}: {len(recorded)} entries, torch {recorded['version']}, numpy {np.__version__}")
