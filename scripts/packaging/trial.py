"""Tries the packages; called by scripts/package-test."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import delivered
import fast
import image
import plain
import root
import service
from checks import Checks
from tool import Failed, output


def _packages(checks: Checks, folder: Path) -> None:
    """Unpacks the program of the Debian package, and tries both."""
    found = sorted(folder.glob("*.deb"))
    if len(found) != 1:
        raise Failed(f"{folder} has {len(found)} Debian packages; scripts/package makes one")
    bases = root.prepare()
    with tempfile.TemporaryDirectory() as name:
        output("dpkg-deb", "--extract", found[0], name)
        program = Path(name) / "usr/bin/checkly-sync"
        version = output("dpkg-deb", "--field", found[0], "Version").rsplit("-", 1)[0]
        fast.make_checks(checks, program)
        delivered.make_checks(checks, folder, found[0])
        plain.make_checks(checks, bases[0], found[0], version)
        image.make_checks(checks, bases[0], found[0])
        service.make_checks(checks, bases[1], found[0])


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/package-test", description=__doc__)
    parser.add_argument("--program", type=Path, help="a program, for the fast checks only")
    parser.add_argument("--packages", type=Path, help="a folder that scripts/package wrote")
    arguments = parser.parse_args()
    checks = Checks()
    try:
        if arguments.program:
            fast.make_checks(checks, arguments.program.resolve())
        else:
            _packages(checks, arguments.packages)
    except Failed as failure:
        print(f"package-test: {failure}", file=sys.stderr)
        checks.failed += 1
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
