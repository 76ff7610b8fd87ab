"""The Dockerfile carried out by hand, since there is no engine here: the closest to an image."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import docker
from checks import Checks
from machine import container
from root import Root, copy
from tool import ROOT, run

_SECONDS = 30.0


def make_checks(checks: Checks, base: Path, package: Path) -> None:
    parts = docker.instructions((ROOT / "scripts/docker/Dockerfile").read_text())
    found = dict(parts)
    with copy(base) as root:
        if checks.make("the Dockerfile's command builds it", lambda: _built(root, package, found)):
            checks.make("the image's program is healthy, and stops", lambda: _runs(root, found))


def _built(root: Root, package: Path, found: dict[str, str]) -> list[str]:
    pattern, place = found["COPY"].split()
    if not package.match(pattern):
        return [f"{package.name} is not {pattern}"]
    shutil.copy(package, root.path / place.strip("/"))
    root.run("sh", "-c", found["RUN"])
    left = [*(root.path / "tmp").iterdir(), *(root.path / "var/lib/apt/lists").iterdir()]
    return [f"{each.relative_to(root.path)} is left" for each in left]


def _runs(root: Root, found: dict[str, str]) -> list[str]:
    """As the compose file has it: without rights, and only the volume can be written to."""
    user, group = found["USER"].split(":")
    variables = re.findall(r"\S+=\S+", found["ENV"])
    words = json.loads(found["ENTRYPOINT"]) + json.loads(found["CMD"])
    become = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]
    with tempfile.TemporaryDirectory() as volume:
        os.chown(volume, int(user), int(group))
        options = ["--read-only", f"--bind={volume}:{found['VOLUME']}", "--kill-signal=SIGTERM"]
        with container(root, [*options, "env", *variables, *become, *words]) as (started, leader):
            enter = ["nsenter", f"--target={leader}", "--net", "--mount", "--pid", "--root"]
            problems = _healthy(enter, started)
            started.terminate()
            try:
                started.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                problems.append("it does not stop")
            said = started.stderr.read() if started.stderr else ""
            if not re.search(r"\bstopped\b", said):
                problems += ["it did not end by itself", *said.splitlines()[-4:]]
        return problems


def _healthy(enter: list[str], started: subprocess.Popen[str]) -> list[str]:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and started.poll() is None:
        if run(*enter, *docker.health_command(), codes=(0, 1, 2)).returncode == 0:
            return []
        time.sleep(0.3)
    return ["it is not healthy"]
