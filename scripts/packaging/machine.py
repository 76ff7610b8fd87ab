"""A Debian 12 that systemd runs, in a container without a network."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from root import ENVIRONMENT, Root, copy
from tool import Failed, run

_SECONDS = 60.0


class Machine:
    """Runs commands in the container; `path` is its root."""

    def __init__(self, root: Root, leader: int) -> None:
        self.path = root.path
        self._enter = [
            "nsenter", f"--target={leader}", "--mount", "--uts", "--ipc", "--net", "--pid",
            "--cgroup", "--", *ENVIRONMENT,
        ]  # fmt: skip

    def run(
        self, *words: str, codes: tuple[int, ...] = (0,), seconds: float = 120
    ) -> subprocess.CompletedProcess[str]:
        return run(*self._enter, *words, codes=codes, seconds=seconds)

    def unit(self, name: str) -> str:
        """A property of the service."""
        return self.run("systemctl", "show", "--value", f"-p{name}", "checkly-sync").stdout.strip()


@contextmanager
def boot(base: Path) -> Iterator[Machine]:
    """Boots a copy of a root; everything in it ends with the context."""
    with copy(base) as root, container(root, ["--boot"]) as (_, leader):
        machine = Machine(root, leader)
        _wait(machine)
        yield machine


@contextmanager
def container(root: Root, words: list[str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A container without a network, and the process that is number one in it."""
    # It brings its own.
    for each in ("proc", "dev"):
        run("umount", root.path / each)
    started = subprocess.Popen(
        [
            "systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network",
            "--resolv-conf=off", "--console=pipe", f"--directory={root.path}", *words,
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        yield started, _leader(started)
    finally:
        started.terminate()
        try:
            started.wait(30)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait(30)


def _leader(started: subprocess.Popen[str]) -> int:
    """The child of the container that is the first process in its own right."""
    children = Path(f"/proc/{started.pid}/task/{started.pid}/children")
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and started.poll() is None:
        for child in children.read_text().split():
            status = Path(f"/proc/{child}/status").read_text()
            # Its number in the container comes last; while it is being set up, it has no other.
            if re.search(r"^NSpid:.*\t1$", status, re.MULTILINE):
                return int(child)
        time.sleep(0.1)
    started.kill()
    said = started.stderr.read() if started.stderr else ""
    raise Failed(f"the container does not start: {said}")


def _wait(machine: Machine) -> None:
    end = time.monotonic() + _SECONDS
    said = ""
    while time.monotonic() < end:
        said = machine.run("systemctl", "is-system-running", codes=(0, 1)).stdout.strip()
        if said in {"running", "degraded"}:
            return
        time.sleep(0.2)
    raise Failed(f"systemd in the container is {said}")
