"""gdkit against its peers, all tables in one run.

    python benchmarks/kit.py [--torch-python PATH] [--rounds N]

PATH is an interpreter with torch, numpy and scikit-learn; without it PyTorch's rows are left out. Each part runs in a
process of its own, one after the other. Exit status: 0 when every claim holds.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PARTS = ("kit_descent.py", "kit_networks.py")


def main(arguments: list[str]) -> int:
    here = Path(__file__).parent
    done = [subprocess.run([sys.executable, here / part, *arguments], check=False).returncode for part in PARTS]
    return int(any(done))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
