"""Tries the packages; called by scripts/package-test."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import fast
from checks import Checks


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/package-test", description=__doc__)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--packages", type=Path, help="a folder that scripts/package wrote")
    arguments = parser.parse_args()
    checks = Checks()
    fast.make_checks(checks, arguments.program.resolve())
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
