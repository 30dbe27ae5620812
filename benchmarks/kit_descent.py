"""How fast gdkit descends, against the loop of a textbook and against PyTorch.

    python benchmarks/kit_descent.py --torch-python torch-env/bin/python
    python benchmarks/kit_descent.py --rounds 5 --only toy,stack

torch-env is an environment of its own with torch and numpy in it; without it the rows of PyTorch are left out. Where
it has numba and jax too, the same loops are timed as compiled code.
Exit status: how many tables have a claim that does not hold.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys

import tables

tables.one_blas_thread()

import numpy as np  # noqa: E402  (after the number of threads is set)
from textbook import (  # noqa: E402
    BATCH,
    COLUMNS,
    ROWS,
    START,
    TOY_X,
    TOY_Y,
    epoch_of_minibatches,
    large_data,
    textbook,
    textbook_filled,
    textbook_minibatches,
    with_ones,
)

ETA, STEPS = 0.1, 1000

# ------------------------------------------------------------------------------------------------------- PyTorch


def torch_cases() -> dict[str, tables.Candidate]:
    import torch

    torch.set_num_threads(1)
    X, y = (torch.from_numpy(a) for a in large_data())
    Xb = torch.hstack([torch.ones(len(X), 1, dtype=X.dtype), X])
    toy = torch.from_numpy(with_ones(TOY_X)), torch.from_numpy(TOY_Y)

    def gradient_step(Xb, y, theta, optimizer):  # type: ignore[no-untyped-def]
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(Xb @ theta, y)
        loss.backward()
        optimizer.step()
        return loss

    def start(values: np.ndarray):  # type: ignore[no-untyped-def]
        theta = torch.tensor(values, requires_grad=True)
        return theta, torch.optim.SGD([theta], lr=ETA)

    def toy_recorded() -> None:
        theta, optimizer = start(START)
        path, values = [theta.detach().clone()], []
        for _ in range(STEPS):
            values.append(gradient_step(*toy, theta, optimizer).item())
            path.append(theta.detach().clone())

    def full_batch() -> None:
        theta, optimizer = start(np.zeros(COLUMNS + 1))
        for _ in range(20):
            gradient_step(Xb, y, theta, optimizer)

    def minibatches() -> None:
        theta, optimizer = start(np.zeros(COLUMNS + 1))
        order = torch.randperm(ROWS)
        for i in range(0, ROWS, BATCH):
            rows = order[i : i + BATCH]
            gradient_step(Xb[rows], y[rows], theta, optimizer)

    return {"toy": toy_recorded, "full batch": full_batch, "mini-batches": minibatches} | compiled_cases()


def compiled_cases() -> dict[str, tables.Candidate]:
    """The loops of a textbook, compiled; compilation is not timed, since every case is called once before."""
    cases: dict[str, tables.Candidate] = {}
    Xb, m = with_ones(TOY_X), len(TOY_Y)
    if importlib.util.find_spec("numba"):
        import numba

        loop = numba.njit(textbook_filled)
        cases["toy, numba"] = lambda: loop(Xb, TOY_Y, START, ETA, STEPS)
        large_X, large_y = large_data()
        large_Xb, rng = with_ones(large_X), np.random.default_rng(0)
        epoch = numba.njit(epoch_of_minibatches)
        cases["mini-batches, numba"] = lambda: epoch(
            large_Xb, large_y, np.zeros(COLUMNS + 1), 0.01, rng.permutation(ROWS)
        )
    if importlib.util.find_spec("jax"):
        import jax

        jax.config.update("jax_enable_x64", True)

        def step(theta, _):  # type: ignore[no-untyped-def]
            r = Xb @ theta - TOY_Y
            return theta - ETA * 2 / m * (Xb.T @ r), (theta, r @ r / m)

        scan = jax.jit(lambda theta: jax.lax.scan(step, theta, None, STEPS))
        cases["toy, JAX scan"] = lambda: jax.block_until_ready(scan(START))
    return cases


# ------------------------------------------------------------------------------------------------------ the tables


def toy(worker: tables.Worker | None, rounds: int) -> bool:
    import gdkit as gd

    Xb, loss = with_ones(TOY_X), gd.MSE(TOY_X, TOY_Y)
    candidates: dict[str, tables.Candidate] = {
        "textbook loop, recorded": lambda: textbook(Xb, TOY_Y, START, ETA, STEPS),
        "gdkit.minimize": lambda: gd.minimize(loss, START, gd.GD(ETA), STEPS),
        "gdkit.minimize, 2 stop rules": lambda: gd.minimize(
            loss, START, gd.GD(ETA), STEPS, stop=[gd.gradient_below(1e-300), gd.diverged()]
        ),
        "gdkit.minimize, Adam": lambda: gd.minimize(loss, START, gd.Adam(ETA), STEPS),
    }
    if worker:
        candidates |= {"PyTorch SGD, recorded": worker.case("toy"), **worker.compiled("toy")}
    times = tables.interleave(candidates, 4 * rounds)
    tables.print_table(f"toy batch 12 x 2, {STEPS} recorded steps", times, "textbook loop, recorded")
    ours = min(times["gdkit.minimize"])
    holds = [tables.print_claim("gdkit / textbook loop", ours / min(times["textbook loop, recorded"]), 1.0)]
    if worker:
        ratio = min(times["PyTorch SGD, recorded"]) / ours
        holds.append(tables.print_claim("PyTorch / gdkit", ratio, 12, at_least=True))
    return all(holds)


def stack(worker: tables.Worker | None, rounds: int) -> bool:
    import gdkit as gd

    loss = gd.MSE(TOY_X, TOY_Y)

    def runs(R: int) -> tables.Candidate:
        etas = np.linspace(0.01, 0.24, R)[:, None]
        thetas = np.tile(START, (R, 1))
        return lambda: gd.minimize(loss, thetas, gd.GD(etas), STEPS)

    candidates = {
        "1 run": lambda: gd.minimize(loss, START, gd.GD(ETA), STEPS),
        "64 runs": runs(64),
        "512 runs": runs(512),
    }
    times = tables.interleave(candidates, 4 * rounds)
    tables.print_table(f"learning rates as one call, {STEPS} recorded steps", times, "1 run")
    one = min(times["1 run"])
    return all(
        [
            tables.print_claim("64 rates / one run", min(times["64 runs"]) / one, 2.0),
            tables.print_claim(
                "512 loops / 512 rates as one call", 512 * one / min(times["512 runs"]), 100, at_least=True
            ),
        ]
    )


def full(worker: tables.Worker | None, rounds: int) -> bool:
    import gdkit as gd

    X, y = large_data()
    Xb, loss, theta = with_ones(X), gd.MSE(X, y), np.full(COLUMNS + 1, 0.1)
    m, w = len(y), np.full(COLUMNS, 0.1)

    def textbook_step() -> tuple[float, np.ndarray]:
        r = Xb @ theta - y
        return r @ r / m, 2 / m * Xb.T @ r

    def repeat(f: tables.Candidate) -> tables.Candidate:
        return lambda: [f() for _ in range(20)]

    candidates: dict[str, tables.Candidate] = {
        "X read once (X @ w)": repeat(lambda: X @ w),
        "gdkit value and gradient": repeat(lambda: loss.value_and_gradient(theta)),
        "textbook value and gradient": repeat(textbook_step),
    }
    if worker:
        candidates["PyTorch step"] = worker.case("full batch")
    times = tables.interleave(candidates, rounds)
    tables.print_table(f"full batch {ROWS} x {COLUMNS}, 20 times", times, "X read once (X @ w)")
    ours = min(times["gdkit value and gradient"])
    holds = [tables.print_claim("value and gradient / X read once", ours / min(times["X read once (X @ w)"]), 1.5)]

    gram = {
        "gdkit, Gram form and 1000 recorded steps": lambda: gd.minimize(
            gd.as_quadratic(loss), np.zeros(COLUMNS + 1), gd.GD(ETA), STEPS
        )
    }
    if worker:
        gram_times = tables.interleave(gram, rounds)
        gram_times["PyTorch, 1000 steps (50 times 20)"] = [50 * t for t in times["PyTorch step"]]
        tables.print_table("least squares there, 1000 steps", gram_times, next(iter(gram)))
        ratio = min(gram_times["PyTorch, 1000 steps (50 times 20)"]) / min(gram_times[next(iter(gram))])
        holds.append(tables.print_claim("PyTorch / gdkit's Gram form", ratio, 100, at_least=True))
    return all(holds)


def batches(worker: tables.Worker | None, rounds: int) -> bool:
    import gdkit as gd

    X, y = large_data()
    Xb, loss, theta = with_ones(X), gd.MSE(X, y), np.zeros(COLUMNS + 1)
    rng = np.random.default_rng(0)
    candidates: dict[str, tables.Candidate] = {
        "textbook loop, values recorded": lambda: textbook_minibatches(Xb, y, theta, 0.01, rng),
        "gdkit.minimize, values recorded": lambda: gd.minimize(
            loss, theta, gd.GD(0.01), n_epochs=1, batch_size=BATCH, rng=rng, record=False
        ),
    }
    if worker:
        candidates |= {"PyTorch": worker.case("mini-batches"), **worker.compiled("mini-batches")}
    times = tables.interleave(candidates, rounds)
    tables.print_table(
        f"mini-batches of {BATCH}, one epoch of {ROWS} x {COLUMNS}", times, "textbook loop, values recorded"
    )
    ours = min(times["gdkit.minimize, values recorded"])
    holds = [tables.print_claim("gdkit / textbook loop", ours / min(times["textbook loop, values recorded"]), 1.0)]
    if worker:
        holds.append(tables.print_claim("PyTorch / gdkit", min(times["PyTorch"]) / ours, 6, at_least=True))
    return all(holds)


TABLES = {"toy": toy, "stack": stack, "full": full, "batches": batches}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--torch-python", metavar="PATH", help="an interpreter that has torch; its rows are left out otherwise"
    )
    parser.add_argument(
        "--rounds", type=int, default=9, help="interleaved rounds (9); four times as many of the short ones"
    )
    parser.add_argument("--only", default=",".join(TABLES), help=f"some of {','.join(TABLES)}")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        tables.serve(torch_cases())
        return 0
    chosen = [TABLES[name] for name in options.only.split(",")]
    if options.torch_python is None:
        print("PyTorch's rows are left out: no --torch-python was given.")
        return sum(not table(None, options.rounds) for table in chosen)
    with tables.Worker(options.torch_python, __file__) as worker:
        return sum(not table(worker, options.rounds) for table in chosen)


if __name__ == "__main__":
    sys.exit(main())
