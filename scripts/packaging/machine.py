"""A Debian 12 that systemd runs, in a container without a network."""

from __future__ import annotations

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
    with copy(base) as root:
        # The container brings its own.
        for each in ("proc", "dev"):
            run("umount", root.path / each)
        container = subprocess.Popen(
            [
                "systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network",
                "--resolv-conf=off", "--boot", f"--directory={root.path}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        try:
            machine = Machine(root, _leader(container))
            _wait(machine)
            yield machine
        finally:
            container.terminate()
            try:
                container.wait(30)
            except subprocess.TimeoutExpired:
                container.kill()
                container.wait(30)


def _leader(container: subprocess.Popen[str]) -> int:
    """The process that is number one in the container."""
    children = Path(f"/proc/{container.pid}/task/{container.pid}/children")
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and container.poll() is None:
        for child in children.read_text().split():
            if Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                return int(child)
        time.sleep(0.1)
    container.kill()
    said = container.stderr.read() if container.stderr else ""
    raise Failed(f"the container does not boot: {said}")


def _wait(machine: Machine) -> None:
    end = time.monotonic() + _SECONDS
    said = ""
    while time.monotonic() < end:
        said = machine.run("systemctl", "is-system-running", codes=(0, 1)).stdout.strip()
        if said in {"running", "degraded"}:
            return
        time.sleep(0.2)
    raise Failed(f"systemd in the container is {said}")
