"""Makes the packages; called by scripts/package."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import archive
import debian
import staging
from tool import ROOT, Failed, commit_time


def make(program: Path, out: Path, revision: str) -> list[Path]:
    """Writes every package of a program into a folder, which is emptied first."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    scratch = [ROOT / ".build/package", ROOT / ".build"]
    staged = staging.stage(program, out / "staged", commit_time(), scratch)
    bill = out / staged.bill.name
    shutil.copyfile(staged.bill, bill)
    files = [
        archive.tarball(staged, out),
        debian.package(staged, out, revision, compression="xz"),
        bill,
    ]
    shutil.rmtree(staged.folder)
    return [*files, archive.write_sums(files, out)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/package", description=__doc__)
    parser.add_argument("--program", type=Path, required=True, help="the program to package")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--revision", default="1", help="the Debian revision")
    arguments = parser.parse_args()
    try:
        files = make(arguments.program, arguments.out, arguments.revision)
    except Failed as failure:
        print(f"package: {failure}", file=sys.stderr)
        return 1
    for file in files:
        print(f"{file.stat().st_size:>12} {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
