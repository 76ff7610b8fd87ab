"""The service under systemd: started, watched, upgraded and removed."""

from __future__ import annotations

import base64
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import docker
import traffic
from checks import Checks
from debian import reversioned
from machine import Machine, boot
from tool import write

_DATA = "/var/lib/checkly-sync"
_WEBHOOKS = "127.0.0.1:8080"
_DROP_IN = "etc/systemd/system/checkly-sync.service.d/test.conf"
# Shorter times than the unit's, so that a check need not wait for those.
_SHORT = "[Service]\nTimeoutStartSec=20\nWatchdogSec=3\nRestartSec=1\n"
# For a program that tells systemd nothing: everything else can be checked all the same.
_SILENT = "[Service]\nType=exec\nWatchdogSec=0\n"
_CREDENTIAL = "etc/credstore/checkly-sync.master-key"
_NEW_CREDENTIAL = "etc/credstore/checkly-sync.new-master-key"


def make_checks(checks: Checks, base: Path, package: Path) -> None:
    with boot(base) as machine:
        older = reversioned(package, machine.path / "root", "0")
        newer = shutil.copy(package, machine.path / "root")
        trial = _Trial(machine, f"/root/{older.name}", f"/root/{Path(newer).name}")
        write(machine.path / _DROP_IN, _SHORT)
        traffic.write_files(machine.path)
        if not checks.make("systemd: the service is ready once it is installed", trial.installs):
            write(machine.path / _DROP_IN, _SILENT)
            machine.run("systemctl", "daemon-reload")
            machine.run("systemctl", "restart", "checkly-sync")
        for name, check in trial.checks():
            checks.make(name, check)


class _Trial:
    """The checks, in the order of a service's life."""

    def __init__(self, machine: Machine, older: str, newer: str) -> None:
        self._machine, self._older, self._newer = machine, older, newer

    def checks(self) -> list[tuple[str, Callable[[], list[str]]]]:
        return [
            ("it has a user of its own, and private data", self.is_private),
            ("root's commands reach it, and a webhook is recorded", self.takes_webhooks),
            ("the container's health command tells whether it runs", self.is_healthy),
            ("man shows the page", self.has_page),
            ("a server that hangs is started again", self.is_watched),
            ("it stops cleanly", self.stops),
            ("the sandbox of systemd stands in its way nowhere", self.is_unhindered),
            ("the master key comes from the credential store, and is replaced there",
             self.takes_credential),
            ("an upgrade restarts it, and keeps log and settings", self.upgrades),
            ("keys rotate as README.Debian says", self.rotates),
            ("removal stops it, and keeps data and settings", self.is_removed),
            ("purging deletes data and settings", self.is_purged),
        ]

    def installs(self) -> list[str]:
        self._install(self._older)
        state = self._machine.unit("ActiveState")
        if state == "active":
            return []
        return [f"it is {state}", *self._said("")]

    def _said(self, word: str) -> list[str]:
        """The newest lines of the service with a word."""
        lines = self._machine.run("journalctl", "--no-pager", "-ucheckly-sync", "-ocat").stdout
        return [line for line in lines.splitlines() if word in line][-4:]

    def _install(self, package: str) -> str:
        done = self._machine.run("apt-get", "install", "--yes", package)
        return done.stdout + done.stderr

    def _run(self, *words: str) -> CompletedProcess[str]:
        return self._machine.run("env", f"CHECKLY_SYNC_DATA={_DATA}", *words)

    def _wait(self, what: str, holds: Callable[[], bool], seconds: float = 30) -> list[str]:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if holds():
                return []
            time.sleep(0.2)
        return [f"{what}: not within {seconds:.0f} s"]

    def _answers(self) -> bool:
        command = docker.health_command()
        return self._machine.run(*command, codes=(0, 1)).returncode == 0

    def is_private(self) -> list[str]:
        problems = self._wait("it answers", self._answers)
        process = self._machine.unit("MainPID")
        user = int(self._machine.run("stat", "--format=%u", f"/proc/{process}").stdout)
        if not 61184 <= user <= 65519:
            problems.append(f"it runs as {user}")
        link = self._machine.run("readlink", _DATA).stdout.strip()
        if link != "private/checkly-sync":
            problems.append(f"{_DATA} leads to {link or 'nothing else'}")
        shown = self._machine.run("stat", "-L", "--format=%a %u", _DATA).stdout.strip()
        if shown != f"700 {user}":
            problems.append(f"{_DATA} has mode and owner {shown}")
        core = self._machine.run("grep", "core file", f"/proc/{process}/limits").stdout.split()
        return problems if core[4:6] == ["0", "0"] else [*problems, f"core files: {core}"]

    def takes_webhooks(self) -> list[str]:
        traffic.make_source(self._run)
        said = traffic.send(self._run, _WEBHOOKS)
        events = self._run("checkly-sync", "events", "-o", "json").stdout
        return [] if '"recorded"' in said and traffic.RECORDED in events else [said]

    def is_healthy(self) -> list[str]:
        problems = [] if self._answers() else ["a server that runs is not healthy"]
        self._machine.run("systemctl", "stop", "checkly-sync")
        if self._answers():
            problems.append("a server that is stopped is healthy")
        self._machine.run("systemctl", "start", "checkly-sync")
        return problems + self._wait("it answers again", self._answers)

    def has_page(self) -> list[str]:
        done = self._machine.run("man", "--warnings", "checkly-sync")
        problems = done.stderr.splitlines()
        return problems if "checkly-sync serve" in done.stdout else [*problems, "no page"]

    def is_watched(self) -> list[str]:
        """Stopped, the process cannot tell systemd that it is there."""
        before = self._machine.unit("MainPID")
        self._machine.run("systemctl", "kill", "--signal=STOP", "checkly-sync")

        def other() -> bool:
            now = self._machine.unit("MainPID")
            return now not in {"0", before} and self._machine.unit("ActiveState") == "active"

        problems = self._wait("it is started again", other)
        if problems:
            self._machine.run("systemctl", "kill", "--signal=CONT", "checkly-sync")
        return problems + self._wait("it answers", self._answers)

    def stops(self) -> list[str]:
        self._machine.run("systemctl", "stop", "checkly-sync", seconds=20)
        result = self._machine.unit("Result")
        self._machine.run("systemctl", "start", "checkly-sync")
        return [] if result == "success" else [f"the result is {result}"]

    def is_unhindered(self) -> list[str]:
        """Dispatch, for one, says which of its calls failed with EPERM, which is 1."""
        said = self._said("errno=1") + self._said("Operation not permitted")
        return [line for line in said if "errno=13" not in line]

    def takes_credential(self) -> list[str]:
        """The key moves to another place, and the log opens with it; then it moves back."""
        there = self._machine.path / _CREDENTIAL
        there.parent.mkdir(mode=0o700, exist_ok=True)
        self._machine.run("systemctl", "stop", "checkly-sync")
        self._machine.run("mv", f"{_DATA}/master.key", f"/{_CREDENTIAL}")
        try:
            self._machine.run("systemctl", "start", "checkly-sync", codes=(0, 1))
            problems = self._wait("it answers", self._answers, 10)
            if problems:
                problems += self._said("master")
            if self._machine.run("test", "-e", f"{_DATA}/master.key", codes=(0, 1)).returncode == 0:
                problems.append("it made another master key")
            return problems + self._replaces_credential()
        finally:
            self._machine.run("systemctl", "stop", "checkly-sync")
            key = f"{_DATA}/master.key"
            self._machine.run("mv", f"/{_CREDENTIAL}", key)
            self._machine.run("chown", f"--reference={_DATA}/events.sqlite", key)
            self._machine.run("systemctl", "reset-failed", "checkly-sync", codes=(0, 1))
            self._machine.run("systemctl", "start", "checkly-sync")

    def _replaces_credential(self) -> list[str]:
        """Every step that README.Debian names; the log opens after each."""
        problems = []
        key = base64.b64encode(os.urandom(32))
        there = self._machine.path / _NEW_CREDENTIAL
        there.touch(mode=0o600)
        there.write_bytes(key + b"\n")
        self._restart()
        before = self._run("checkly-sync", "keys", "list", "-o", "json").stdout
        after = self._run("checkly-sync", "keys", "rotate-master", "--yes", "-o", "json").stdout
        if json.loads(before)["masterKeyId"] == json.loads(after)["masterKeyId"]:
            problems.append("the key is the same")
        self._restart()
        problems += self._wait("it answers with both keys", self._answers)
        self._machine.run("mv", f"/{_NEW_CREDENTIAL}", f"/{_CREDENTIAL}")
        self._restart()
        return problems + self._wait("it answers with the new key", self._answers)

    def _restart(self) -> None:
        """As often as a check wants, which systemd would not allow a service."""
        self._machine.run("systemctl", "reset-failed", "checkly-sync", codes=(0, 1))
        self._machine.run("systemctl", "restart", "checkly-sync")

    def upgrades(self) -> list[str]:
        settings = self._machine.path / "etc/checkly-sync/config.yaml"
        edited = settings.read_text() + "requests_per_minute: 100\n"
        settings.write_text(edited)
        before = self._machine.unit("MainPID")
        self._install(self._newer)
        problems = [] if settings.read_text() == edited else ["the settings were overwritten"]
        problems += self._wait("it answers", self._answers)
        if self._machine.unit("MainPID") == before:
            problems.append("it was not restarted")
        if traffic.RECORDED not in self._run("checkly-sync", "events", "-o", "json").stdout:
            problems.append("the log is another")
        report = json.loads(self._run("checkly-sync", "audit", "verify", "-o", "json").stdout)
        return problems if report["ok"] else [*problems, json.dumps(report)]

    def rotates(self) -> list[str]:
        self._machine.run("systemctl", "stop", "checkly-sync")
        before = self._machine.run("cat", f"{_DATA}/master.key").stdout
        self._machine.run(
            "systemd-run", "--pipe", "--wait", "--quiet", "-pDynamicUser=yes",
            "-pUser=checkly-sync", "-pStateDirectory=checkly-sync", "-pStateDirectoryMode=0700",
            "checkly-sync", "keys", "rotate", "--data", _DATA,
        )  # fmt: skip
        problems = []
        if self._machine.run("cat", f"{_DATA}/master.key").stdout == before:
            problems.append("the key is the same")
        self._machine.run("systemctl", "start", "checkly-sync")
        return problems + self._wait("it answers with the new key", self._answers)

    def is_removed(self) -> list[str]:
        self._machine.run("apt-get", "remove", "--yes", "checkly-sync")
        problems = [] if self._machine.unit("MainPID") == "0" else ["it still runs"]
        for path in (f"{_DATA}/events.sqlite", "/etc/checkly-sync/config.yaml"):
            if self._machine.run("test", "-e", path, codes=(0, 1)).returncode:
                problems.append(f"{path} is gone")
        return problems

    def is_purged(self) -> list[str]:
        self._machine.run("apt-get", "purge", "--yes", "checkly-sync")
        left = [_DATA, "/var/lib/private/checkly-sync", "/etc/checkly-sync"]
        shown = self._machine.run("ls", "-d", *left, codes=(0, 1, 2)).stdout.split()
        return [f"{each} is left" for each in shown]
