"""How fast gdkit trains a network, against scikit-learn, PyTorch and the per-example network of a textbook.

    python benchmarks/kit_networks.py --torch-python torch-env/bin/python
    python benchmarks/kit_networks.py --rounds 5 --only batch32

torch-env is an environment of its own with torch, numpy and scikit-learn in it; without it PyTorch's rows are
left out. The network is 64-32-10, without a penalty, on scikit-learn's digits (1437 rows), four epochs a round.
Exit status 1 when a claim does not hold.
"""

from __future__ import annotations

import argparse
import sys
import warnings

import tables

tables.one_blas_thread()

import numpy as np  # noqa: E402  (after the number of threads is set)

SIZES, EPOCHS, ETA = (64, 32, 10), 4, 0.001


def digits() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits

    X, labels = load_digits(return_X_y=True)
    return X[:1437] / 16, labels[:1437]


# ---------------------------------------------------------------------------------------- what a textbook writes


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z: np.ndarray) -> np.ndarray:
    return sigmoid(z) * (1 - sigmoid(z))


class TextbookNetwork:
    """One example after the other, column vectors, quadratic cost: as the first network of Nielsen's book."""

    def __init__(self, weights: list[np.ndarray], biases: list[np.ndarray]) -> None:
        self.weights = [w.copy() for w in weights]
        self.biases = [b[:, None].copy() for b in biases]

    def backprop(self, x: np.ndarray, y: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        nabla_w, nabla_b = [np.zeros_like(w) for w in self.weights], [np.zeros_like(b) for b in self.biases]
        a, activations, zs = x, [x], []
        for w, b in zip(self.weights, self.biases, strict=True):
            zs.append(np.dot(w, a) + b)
            a = sigmoid(zs[-1])
            activations.append(a)
        delta = (a - y) * sigmoid_prime(zs[-1])
        nabla_w[-1], nabla_b[-1] = np.dot(delta, activations[-2].T), delta
        for layer in range(2, len(activations)):
            delta = np.dot(self.weights[-layer + 1].T, delta) * sigmoid_prime(zs[-layer])
            nabla_w[-layer], nabla_b[-layer] = np.dot(delta, activations[-layer - 1].T), delta
        return nabla_w, nabla_b

    def gradient(self, batch: list[tuple[np.ndarray, np.ndarray]]) -> tuple[list[np.ndarray], list[np.ndarray]]:
        sum_w, sum_b = [np.zeros_like(w) for w in self.weights], [np.zeros_like(b) for b in self.biases]
        for x, y in batch:
            nabla_w, nabla_b = self.backprop(x, y)
            sum_w = [s + n for s, n in zip(sum_w, nabla_w, strict=True)]
            sum_b = [s + n for s, n in zip(sum_b, nabla_b, strict=True)]
        return [s / len(batch) for s in sum_w], [s / len(batch) for s in sum_b]

    def train(self, data: list[tuple[np.ndarray, np.ndarray]], B: int, eta: float, rng: np.random.Generator) -> None:
        for _ in range(EPOCHS):
            order = rng.permutation(len(data))
            for i in range(0, len(data), B):
                dw, db = self.gradient([data[j] for j in order[i : i + B]])
                self.weights = [w - eta * g for w, g in zip(self.weights, dw, strict=True)]
                self.biases = [b - eta * g for b, g in zip(self.biases, db, strict=True)]


# ------------------------------------------------------------------------------------------------------- PyTorch


def torch_cases() -> dict[str, tables.Candidate]:
    import torch

    torch.set_num_threads(1)
    X, labels = digits()
    X_all, y_all = torch.tensor(X, dtype=torch.float32), torch.tensor(labels)
    cost = torch.nn.CrossEntropyLoss()

    def train(B: int) -> None:
        net = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
        optimizer = torch.optim.Adam(net.parameters(), lr=ETA, fused=True)
        for _ in range(EPOCHS):
            order = torch.randperm(len(y_all))
            X_epoch, y_epoch = X_all[order], y_all[order]  # one gather an epoch, as gdkit does
            for i in range(0, len(y_all), B):
                optimizer.zero_grad()
                cost(net(X_epoch[i : i + B]), y_epoch[i : i + B]).backward()
                optimizer.step()

    return {"batch 32": lambda: train(32), "batch 200": lambda: train(200)}


# ------------------------------------------------------------------------------------------------------ the tables


def adam(B: int, worker: tables.Worker | None, rounds: int, against_sklearn: float, against_torch: float) -> bool:
    from sklearn.neural_network import MLPClassifier

    import gdkit as gd
    from gdkit.initialisations import he
    from gdkit.networks import MLP

    X, labels = digits()
    rng = np.random.default_rng(0)

    def ours(dtype: type) -> tables.Candidate:
        net = MLP(X.astype(dtype), labels, SIZES, "relu")
        theta = he(SIZES, rng).astype(dtype)
        how = {"n_epochs": EPOCHS, "batch_size": B, "rng": rng, "record": False}
        return lambda: gd.minimize(net, theta, gd.Adam(ETA), **how)

    def estimator() -> object:
        from gdkit.estimators import MLPClassifier

        return MLPClassifier((32,), lam=0.0, n_epochs=EPOCHS, batch_size=B, random_state=0).fit(X, labels)

    def theirs() -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            how = {"max_iter": EPOCHS, "tol": 0.0, "n_iter_no_change": 10**6, "random_state": 0}
            return MLPClassifier((32,), alpha=0.0, batch_size=B, learning_rate_init=ETA, **how).fit(X, labels)

    candidates: dict[str, tables.Candidate] = {
        "gdkit minimize, float64": ours(np.float64),
        "gdkit minimize, float32": ours(np.float32),
        "gdkit MLPClassifier.fit, float64": estimator,
        "scikit-learn MLPClassifier.fit, float64": theirs,
    }
    if worker:
        candidates["PyTorch eager, fused Adam, float32"] = worker.case(f"batch {B}")
    times = tables.interleave(candidates, rounds)
    tables.print_table(f"64-32-10 on digits, Adam, batch {B}, {EPOCHS} epochs", times, "gdkit minimize, float64")

    def ratio(slow: str, fast: str) -> float:
        return min(times[slow]) / min(times[fast])

    sk = "scikit-learn MLPClassifier.fit, float64"  # like our own fit, it spends some of its time on checks
    measured = ratio(sk, "gdkit minimize, float64")
    holds = [tables.print_claim("scikit-learn / gdkit, float64", measured, against_sklearn, at_least=True)]
    if worker:
        measured = ratio("PyTorch eager, fused Adam, float32", "gdkit minimize, float32")
        holds.append(tables.print_claim("PyTorch / gdkit, float32", measured, against_torch, at_least=True))
    return all(holds)


def batch32(worker: tables.Worker | None, rounds: int) -> bool:
    return adam(32, worker, rounds, against_sklearn=3, against_torch=4)


def batch200(worker: tables.Worker | None, rounds: int) -> bool:
    return adam(200, worker, rounds, against_sklearn=2, against_torch=2)


def textbook(worker: tables.Worker | None, rounds: int) -> bool:
    import gdkit as gd
    from gdkit.initialisations import glorot
    from gdkit.networks import MLP

    X, labels = digits()
    rng = np.random.default_rng(0)
    net = MLP(X, labels, SIZES, "sigmoid", "quadratic", output="sigmoid")
    theta = glorot(SIZES, rng)
    data = list(zip(X[:, :, None], np.eye(10)[labels][:, :, None], strict=True))

    dw, db = TextbookNetwork(*net.unpack(theta)).gradient(data)
    difference = np.abs(net.pack(dw, [b[:, 0] for b in db]) - net.gradient(theta)).max()
    if difference > 1e-13:
        raise RuntimeError(f"the textbook's gradient and gdkit's differ by {difference:g}; there is nothing to time.")

    how = {"n_epochs": EPOCHS, "batch_size": 32, "rng": rng, "record": False}
    candidates: dict[str, tables.Candidate] = {
        "gdkit minimize": lambda: gd.minimize(net, theta, gd.GD(3.0), **how),
        "textbook, one example at a time": lambda: TextbookNetwork(*net.unpack(theta)).train(data, 32, 3.0, rng),
    }
    times = tables.interleave(candidates, rounds)
    tables.print_table(f"64-32-10, sigmoid, quadratic cost, batch 32, {EPOCHS} epochs", times, "gdkit minimize")
    measured = min(times["textbook, one example at a time"]) / min(times["gdkit minimize"])
    return tables.print_claim("textbook / gdkit", measured, 15, at_least=True)


def stack(worker: tables.Worker | None, rounds: int) -> bool:
    import gdkit as gd
    from gdkit.initialisations import he
    from gdkit.networks import MLP

    X, labels = digits()
    R = 8

    def how() -> dict[str, object]:
        return {"n_epochs": 1, "batch_size": 32, "rng": np.random.default_rng(1), "record": False}

    candidates: dict[str, tables.Candidate] = {}
    for dtype in (np.float64, np.float32):
        net = MLP(X.astype(dtype), labels, SIZES, "relu")
        thetas = he(SIZES, np.random.default_rng(0), runs=R).astype(dtype)

        def at_once(net: MLP = net, thetas: np.ndarray = thetas) -> np.ndarray:
            return gd.minimize(net, thetas, gd.Adam(ETA), **how()).theta

        def in_a_loop(net: MLP = net, thetas: np.ndarray = thetas) -> np.ndarray:
            return np.array([gd.minimize(net, theta, gd.Adam(ETA), **how()).theta for theta in thetas])

        if not np.array_equal(at_once(), in_a_loop()):
            raise RuntimeError("runs at once and runs one by one end in different places.")
        candidates |= {
            f"{R} runs at once, {dtype.__name__}": at_once,
            f"{R} runs in a loop, {dtype.__name__}": in_a_loop,
        }
    times = tables.interleave(candidates, rounds)
    tables.print_table("64-32-10, Adam, batch 32, one epoch", times, f"{R} runs at once, float64")
    holds = []
    for name in ("float64", "float32"):
        measured = min(times[f"{R} runs in a loop, {name}"]) / min(times[f"{R} runs at once, {name}"])
        holds.append(
            tables.print_claim(f"loop / at once, {name}, the same thetas to the last bit", measured, 1.5, at_least=True)
        )
    return all(holds)


TABLES = {"batch32": batch32, "batch200": batch200, "textbook": textbook, "stack": stack}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--torch-python", metavar="PATH", help="an interpreter with torch and scikit-learn")
    parser.add_argument("--rounds", type=int, default=41, help="interleaved rounds (41)")
    parser.add_argument("--only", default=",".join(TABLES), help=f"some of {','.join(TABLES)}")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        tables.serve(torch_cases())
        return 0
    chosen = [TABLES[name] for name in options.only.split(",")]
    if options.torch_python is None:
        print("PyTorch's rows are left out: no --torch-python was given.")
        holds = [table(None, options.rounds) for table in chosen]
    else:
        with tables.Worker(options.torch_python, __file__) as worker:
            holds = [table(worker, options.rounds) for table in chosen]
    return 0 if all(holds) else 1


if __name__ == "__main__":
    sys.exit(main())
