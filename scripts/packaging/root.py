"""Debian 12 in a folder, and copies of it that are thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tool import ROOT, Failed, output, run, write

_CACHE = ROOT / ".build/debian-root"
_RELEASE = "bookworm"
ENVIRONMENT = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive"]
# What the package depends on, so that a machine without a network can install it; and `man`.
_MACHINE = [
    "systemd", "systemd-sysv", "dbus", "man-db", "ca-certificates", "libsqlite3-0", "libssl3",
    "libstdc++6", "zlib1g",
]  # fmt: skip


class Root:
    """A folder with a Debian, in which commands run with chroot."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def command(self, *words: str, user: int = 0) -> list[str]:
        """What runs a command in it, as a user without a name if one is given."""
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        return ["chroot", str(self.path), *ENVIRONMENT, *become, *words]

    def run(
        self, *words: str, user: int = 0, codes: tuple[int, ...] = (0,)
    ) -> subprocess.CompletedProcess[str]:
        return run(*self.command(*words, user=user), codes=codes)

    def install(self, *packages: str) -> str:
        done = self.run("apt-get", "install", "--yes", "--no-install-recommends", *packages)
        return done.stdout + done.stderr


def _sources() -> list[tuple[str, str]]:
    """The address and the suite of each place of Debian 12 that this machine's apt knows."""
    form = "$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)"
    lines = output("apt-get", "indextargets", "--format", form, "Created-By: Packages").splitlines()
    found = [line.split() for line in lines]
    kept = [
        (each[0], each[1])
        for each in found
        if len(each) == 4 and each[1].startswith(_RELEASE) and each[2:] == ["main", "Debian"]
    ]
    mirror = os.environ.get("DEBIAN_MIRROR")
    if mirror:
        return [(mirror, _RELEASE)]
    if not kept or kept[0][1] != _RELEASE:
        raise Failed(f"apt has no Debian {_RELEASE} here; name a mirror in DEBIAN_MIRROR")
    return kept


def prepare() -> tuple[Path, Path]:
    """A plain Debian, and one with systemd; both are made at the first call."""
    plain, machine = _CACHE / "plain", _CACHE / "machine"
    if not (_CACHE / "ready").exists():
        shutil.rmtree(_CACHE, ignore_errors=True)
        _CACHE.mkdir(parents=True)
        sources = _sources()
        run("debootstrap", "--variant=minbase", _RELEASE, plain, sources[0][0])
        lines = [f"deb {address} {suite} main\n" for address, suite in sources]
        write(plain / "etc/apt/sources.list", "".join(lines))
        Root(plain).run("apt-get", "update")
        run("cp", "--archive", plain, machine)
        Root(machine).install(*_MACHINE)
        write(_CACHE / "ready", "")
    for each in (plain, machine):
        shutil.copyfile("/etc/resolv.conf", each / "etc/resolv.conf")
    return plain, machine


@contextmanager
def copy(of: Path) -> Iterator[Root]:
    """A copy that shares what is not changed, with /proc and /dev."""
    with tempfile.TemporaryDirectory(dir=_CACHE) as name:
        folder = Path(name)
        upper, work, path = (folder / each for each in ("upper", "work", "root"))
        for each in (upper, work, path):
            each.mkdir()
        options = f"lowerdir={of},upperdir={upper},workdir={work}"
        run("mount", "-t", "overlay", "overlay", "-o", options, path)
        run("mount", "-t", "proc", "proc", path / "proc")
        run("mount", "--bind", "/dev", path / "dev")
        try:
            yield Root(path)
        finally:
            run("umount", "--recursive", "--lazy", path)
