"""Do the tests, the lectures and the exercises hold on other processors? Run them with other processors' rounding.

    python tests/numerics/matrix.py             all settings, all that computes        (`make numerics`; half an hour)
    python tests/numerics/matrix.py --sample    a fixed choice of both, in 90 seconds  (`.ci/run`)

A sum of products has another last bit on every processor: OpenBLAS has kernels for each, NumPy and libm have variants
with and without AVX2, AVX-512 and fused multiply-add. An assertion, a digit in a lecture or the name of a mistake that
rests on such a bit is right here and wrong elsewhere. A setting is a kernel of OpenBLAS (OPENBLAS_CORETYPE), with
NumPy's and libm's variants as they are or switched off (NPY_DISABLE_CPU_FEATURES, GLIBC_TUNABLES), or a machine whose
rounding is drawn, which finds what the processors at hand have in common: see rounding.c. Each setting is one line;
those that this processor cannot run are skipped with a reason. Logs are in build/numerics.

When a setting fails, do not widen a tolerance until it passes: say what is true on every machine. Inputs whose
arithmetic is exact (small dyadic numbers) make ties and zeros exact; a stack, a part or a sum in another order equals
its twin up to rounding, not bit for bit; what a chaotic descent ends at is no figure to print.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_dispatch__ as DISPATCHED
from numpy._core._multiarray_umath import __cpu_features__ as FEATURES

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "numerics"
ROUNDING = BUILD / "rounding.so"
OUTCOMES = BUILD / "outcomes.pickle"

# What OpenBLAS's kernels of that name need, in NumPy's words. Zen is Haswell's, Cooperlake and later are SkylakeX's.
KERNELS = {
    "Prescott": ["SSE3"],
    "Nehalem": ["SSE42"],
    "Sandybridge": ["AVX"],
    "Haswell": ["AVX2", "FMA3"],
    "SkylakeX": ["AVX512_SKX"],
}
PLAIN = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(feature for feature in DISPATCHED if FEATURES[feature]),
    # the names of glibc from 2.33 on, and the older ones; it passes over those that it does not know
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable,-FMA4_Usable",
}


@dataclass(frozen=True)
class Setting:
    """A processor as NumPy, OpenBLAS and libm are to see it."""

    name: str
    environment: dict[str, str]
    needs: list[str] = field(default_factory=list)

    def missing(self) -> str:
        """Why it cannot be run here; empty if it can."""
        lacking = [feature for feature in self.needs if not FEATURES.get(feature)]
        if lacking:
            return f"this processor has no {' and no '.join(lacking)}"
        return why_no_drawn_rounding() if "LD_PRELOAD" in self.environment else ""


def drawn(seed: int) -> Setting:
    return Setting(f"drawn-{seed}", PLAIN | {"LD_PRELOAD": str(ROUNDING), "ROUNDING_SEED": str(seed)})


SETTINGS = [
    *(Setting(kernel, {"OPENBLAS_CORETYPE": kernel}, needs) for kernel, needs in KERNELS.items()),
    *(Setting(f"{kernel}-plain", PLAIN | {"OPENBLAS_CORETYPE": kernel}, needs) for kernel, needs in KERNELS.items()),
    *(drawn(seed) for seed in (1, 2, 3)),
]

PYTEST = ["-m", "pytest", "-q", "--tb=short", "-m", "not browser"]
NO_PICTURES = ["-k", "not plots and not widgets and not explorer and not checking"]
CROSSING = ["tests/numerics/crossing.py", "judge", str(OUTCOMES)]
LECTURES = (
    "tests/notebooks/test_lectures.py::"
    "test_a_lecture_runs_without_a_network_and_gets_as_many_digits_right_as_the_course_has_on_record"
)
EVERYTHING = [
    [*PYTEST, *NO_PICTURES, "tests/gdkit", "gdkit"],
    [*PYTEST, *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/autograder/test_lesson*.py"))],
    [*PYTEST, "tests/autograder/test_proof.py", "tests/autograder/test_exercises.py"],
    [*PYTEST, LECTURES],
    CROSSING,
    ["-m", "autograder", "demo", "--into", "{scratch}/demo"],
]
CORE = [f"tests/gdkit/test_{name}.py" for name in ("losses", "networks", "networks_figures", "descent", "gradients")]
SAMPLE = {
    "Haswell": [[*PYTEST, *CORE, "tests/gdkit/test_estimators.py", f"{LECTURES}[12-training-a-network]"]],
    "Prescott-plain": [[*PYTEST, *CORE, "tests/gdkit/test_estimators.py", "tests/gdkit/test_optimizers.py"]],
    "drawn-1": [[*PYTEST, *CORE, f"{LECTURES}[00-orientation]", f"{LECTURES}[08-softmax-regression]"]],
    "drawn-2": [CROSSING],
}

PROBE = """
import numpy as np, zlib
X = np.sqrt(np.arange(1.0, 577)).reshape(24, 24)
print(zlib.crc32((X @ X).tobytes()), zlib.crc32(np.exp(X).tobytes()))
"""


def why_no_drawn_rounding() -> str:
    """Builds rounding.c and looks whether it takes hold; empty if it does."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not sys.platform.startswith("linux") or compiler is None:
        return "it takes Linux and a C compiler (cc)"
    if not ROUNDING.exists():
        options = ["-shared", "-fPIC", "-O2", "-fno-builtin", "-ffp-contract=off"]
        source = str(ROOT / "tests" / "numerics" / "rounding.c")
        done = subprocess.run([compiler, *options, source, "-o", str(ROUNDING), "-ldl", "-lm"], capture_output=True)
        if done.returncode:
            return f"{source} does not compile: {done.stderr.decode()[-200:]}"
    said = [
        run(["-c", PROBE], PLAIN | more).stdout.split() for more in ({}, drawn(1).environment, drawn(2).environment)
    ]
    taken = len(said[0]) == 2 and all(len(set(each)) == len(said) for each in zip(*said, strict=True))
    return "" if taken else "NumPy here does not call BLAS or libm by the names that rounding.c takes over"


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Python with these arguments, output and errors together."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def tried(setting: Setting, commands: list[list[str]]) -> bool:
    """Runs the commands under the setting and prints its line; whether nothing failed."""
    start, log, failed = time.monotonic(), [], []
    for command in commands:
        here = [word.format(scratch=BUILD / setting.name) if "{scratch}" in word else word for word in command]
        done = run(here, setting.environment)
        log.append(f"$ python {' '.join(here)}\n{done.stdout}")
        if done.returncode:
            named = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR", "NOT as"))]
            failed += named or done.stdout.splitlines()[-3:] or [f"ends with {done.returncode}"]
    path = BUILD / f"{setting.name}.log"
    path.write_text("\n".join(log), encoding="utf-8")
    seconds = f"{time.monotonic() - start:.0f} s"
    result = f"{len(failed)} FAILED" if failed else "ok"
    lines = [f"{setting.name:18} {result:10} {seconds:>6}", *(f"    {line[:240]}" for line in failed)]
    print("\n".join([*lines, f"    {path}"] if failed else lines), flush=True)
    return not failed


def main(arguments: list[str] | None = None) -> int:
    """0 when every setting that this machine can run holds, else 1."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", action="store_true", help="a fixed choice of settings and tests, in 90 seconds")
    parser.add_argument("--only", default="", help="only settings whose name begins so")
    options = parser.parse_args(arguments)
    BUILD.mkdir(parents=True, exist_ok=True)
    ROUNDING.unlink(missing_ok=True)
    run(["tests/numerics/crossing.py", "write", str(OUTCOMES)], {}).check_returncode()
    chosen = []
    for setting in SETTINGS:
        if not setting.name.startswith(options.only) or (options.sample and setting.name not in SAMPLE):
            continue
        if reason := setting.missing():
            print(f"{setting.name:18} skipped: {reason}", flush=True)
        else:
            chosen.append((setting, SAMPLE[setting.name] if options.sample else EVERYTHING))
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1) as pool:
        return 0 if all(list(pool.map(lambda each: tried(*each), chosen))) else 1


if __name__ == "__main__":
    sys.exit(main())
