"""gdkit against its peers, all tables in one run.

    python benchmarks/kit.py [--torch-python PATH] [--rounds N]

PATH is an interpreter with torch, numpy and scikit-learn; without it PyTorch's rows are left out. benchmarks/README.md
keeps a run with its versions. Exit status: 0 when every claim holds.
"""

from __future__ import annotations

import sys

import kit_descent
import kit_networks


def main(arguments: list[str]) -> int:
    return 1 if kit_descent.main(arguments) + kit_networks.main(arguments) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
