"""The files that scripts/package wrote, as somebody downloads them."""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path

from checks import Checks
from tool import output, run

# Lintian's complaints that hold and that we accept, each with its reason.
_ACCEPTED = {
    "embedded-library": "swift-nio-ssl, Yams and Foundation bring their own copies",
    "initial-upload-closes-no-bugs": "the package is not uploaded to Debian",
    "bash-completion-with-hashbang": "swift-argument-parser writes it so",
}


def make_checks(checks: Checks, folder: Path, package: Path) -> None:
    checks.make("the checksums of the files hold", lambda: _sums(folder))
    checks.make("lintian has nothing more to say", lambda: _lint(package))
    checks.make("the tarball's program runs", lambda: _tarball(folder))


def _sums(folder: Path) -> list[str]:
    said = run("sha256sum", "--check", "--strict", "SHA256SUMS", folder=folder, codes=(0, 1))
    named = {line.split()[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    there = {each.name for each in folder.iterdir()} - {"SHA256SUMS"}
    return said.stderr.splitlines() + [f"{each} has no checksum" for each in there - named]


def _lint(package: Path) -> list[str]:
    said = run("lintian", "--allow-root", package, codes=(0, 1, 2)).stdout
    lines = [line for line in said.splitlines() if line.startswith(("E:", "W:"))]
    return [line for line in lines if line.split()[2] not in _ACCEPTED]


def _tarball(folder: Path) -> list[str]:
    packed = next(folder.glob("*.tar.gz"))
    with tempfile.TemporaryDirectory() as name:
        with tarfile.open(packed) as archive:
            archive.extractall(name, filter="data")
        program = next(Path(name).glob("*/bin/checkly-sync"))
        said = output(program, "--version").strip()
        places = [line for line in output("readelf", "-d", program).splitlines() if "PATH" in line]
    problems = [] if said and said in packed.name else [f"it says {said}"]
    # It would take a library that somebody put beside it for the system's.
    return problems + [f"it has {each.strip()}" for each in places]
