"""The package in a Debian 12 that has nothing but its base system."""

from __future__ import annotations

import functools
import json
import re
import shutil
import sqlite3
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import traffic
from checks import Checks
from process import Process
from receiver import Receiver
from root import Root, copy
from tool import write

USER = 65534
_DATA = "/srv/data"
# What makes a log of today one of an earlier version; see Schema.swift.
_EARLIER = {
    3: "PRAGMA user_version = 3",
    2: "DROP TABLE postings; DROP TABLE postings_progress; PRAGMA user_version = 2",
}
_FUTURE = 99


class Server:
    """`serve` in a root, as a user without rights; all its addresses are free ports."""

    def __init__(self, root: Root, data: str, *more: str) -> None:
        self._root, self._data = root, data
        self._process = Process(
            root.command(
                "checkly-sync", "serve", "--data", data, "--webhook-listen", "127.0.0.1:0",
                "--admin-listen", "127.0.0.1:0", *more, user=USER,
            ),
            {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        )  # fmt: skip
        ready = self._process.wait_for(r"\bready\b")
        self.admin = _member(ready.string, "admin")
        self.webhooks = _member(ready.string, "webhooks")
        self.checkly = _member(self._process.wait_for(r"\bstarting\b").string, "checkly")

    def run(self, *words: str, codes: tuple[int, ...] = (0,)) -> CompletedProcess[str]:
        """A command of the program, as the server's user."""
        more = ["--server", f"http://{self.admin}", "--data", self._data]
        kept = [] if words[1] == "send" and "--wait" not in words else more
        return self._root.run(*words, *kept, user=USER, codes=codes)

    def stop(self) -> None:
        self._process.stop()


def _member(line: str, name: str) -> str:
    found = re.search(rf"\b{name}=(\S+)", line)
    assert found is not None, f"{line} has no {name}"
    return found.group(1)


def make_checks(checks: Checks, base: Path, package: Path, version: str) -> None:
    with copy(base) as root:
        start = time.monotonic()
        shutil.copy(package, root.path / "tmp")
        name = f"/tmp/{package.name}"
        if not checks.make("plain Debian 12: the package installs", lambda: _installs(root, name)):
            return
        checks.make("it is the version that it says", lambda: _version(root, version))
        checks.make("it loads only Debian's libraries", lambda: _libraries(root))
        folder = root.path / _DATA[1:]
        folder.mkdir(mode=0o700)
        shutil.chown(folder, USER, USER)
        traffic.write_files(root.path)
        checks.make(
            "a signed webhook arrives at the sandbox, without rights", lambda: _arrives(root)
        )
        print(f"      {time.monotonic() - start:.1f} s from before the installation", flush=True)
        checks.make("a sync that stops is told, signed", lambda: _tells(root))
        checks.make("its log verifies", lambda: _verifies(root, _DATA))
        for number, change in _EARLIER.items():
            checks.make(
                f"a log of version {number} is upgraded and verifies",
                functools.partial(_upgrades, root, number, change),
            )
        checks.make(
            "a log of a later version is refused, and keeps all it has", lambda: _refuses(root)
        )
        checks.make("removal keeps data and settings, purging does not", lambda: _goes(root))


def _installs(root: Root, name: str) -> list[str]:
    root.install(name)
    state = root.run("dpkg-query", "--show", "--showformat=${Status}", "checkly-sync").stdout
    left = root.run("dpkg", "--audit").stdout
    return [each for each in (left, "" if state == "install ok installed" else state) if each]


def _version(root: Root, version: str) -> list[str]:
    said = root.run("checkly-sync", "--version", user=USER).stdout.strip()
    return [] if said == version else [f"it says {said}, not {version}"]


def _libraries(root: Root) -> list[str]:
    said = root.run("ldd", "/usr/bin/checkly-sync").stdout
    problems = [line for line in said.splitlines() if "not found" in line or "wift" in line]
    paths = re.findall(r"(/\S+) \(0x", said)
    for path in paths:
        if root.run("dpkg-query", "--search", path, codes=(0, 1)).returncode:
            usual = f"/usr{path}"
            if root.run("dpkg-query", "--search", usual, codes=(0, 1)).returncode:
                problems.append(f"{path} is of no package")
    return problems if len(paths) > 3 else [*problems, f"ldd says {said}"]


def _arrives(root: Root) -> list[str]:
    server = Server(root, _DATA, "--sandbox")
    try:
        traffic.make_source(server.run)
        traffic.make_sync(server.run)
        traffic.send(server.run, server.webhooks, "--wait")
        with urllib.request.urlopen(f"{server.checkly}/sandbox/variables", timeout=10) as answer:
            shown = json.load(answer)
        there = f'"{traffic.KEY}"' in json.dumps(shown)
        return [] if there else [f"the sandbox has {json.dumps(shown)}"]
    finally:
        server.stop()


def _tells(root: Root) -> list[str]:
    """Checkly refuses the key from now on, and whoever is told can believe it."""
    server = Server(root, _DATA, "--sandbox")
    try:
        with Receiver() as receiver:
            write(root.path / "etc/on-call.url", receiver.url + "\n")
            made = server.run(
                "checkly-sync", "notifications", "create", "on-call", "--url-file",
                "/etc/on-call.url", "-o", "json",
            ).stdout  # fmt: skip
            refused = {"failures": [{"kind": "status", "status": 401, "times": 1_000_000}]}
            traffic.put(f"{server.checkly}/sandbox/faults", refused)
            server.run("checkly-sync", "push", "app", "--wait", codes=(1,))
            message = receiver.wait_for('"connection-refused"')
            return receiver.problems(message, json.loads(made)["secret"])
    finally:
        server.stop()


def _verifies(root: Root, data: str) -> list[str]:
    said = root.run(
        "checkly-sync", "audit", "verify", "--data", data, "-o", "json", user=USER, codes=(0, 2)
    ).stdout
    report = json.loads(said)
    problems = [json.dumps(each) for each in report["problems"]]
    return problems if report["size"] > 4 else [*problems, f"it has {report['size']} events"]


def _changed(root: Root, name: str, change: str) -> str:
    """A copy of the data directory, whose log a statement has changed."""
    data = f"/srv/{name}"
    run_in = root.path / data[1:]
    shutil.copytree(root.path / _DATA[1:], run_in)
    with closing(sqlite3.connect(run_in / "events.sqlite")) as log:
        log.executescript(change)
    for each in [run_in, *run_in.iterdir()]:
        shutil.chown(each, USER, USER)
    return data


def _log_version(root: Root, data: str) -> int:
    with closing(sqlite3.connect(root.path / data[1:] / "events.sqlite")) as log:
        number = log.execute("PRAGMA user_version").fetchone()[0]
        assert isinstance(number, int)
        return number


def _upgrades(root: Root, number: int, change: str) -> list[str]:
    data = _changed(root, f"version-{number}", change)
    before = _log_version(root, data)
    problems = [] if before == number else [f"the older log says {before}"]
    server = Server(root, data, "--sandbox")
    try:
        events = server.run("checkly-sync", "events", "-o", "json").stdout
        if traffic.RECORDED not in events:
            problems.append("the delivery is not in it any more")
    finally:
        server.stop()
    if _log_version(root, data) != _log_version(root, _DATA):
        problems.append(f"it still says {_log_version(root, data)}")
    return problems + _verifies(root, data)


def _content(root: Root, data: str) -> tuple[int, list[str]]:
    """All that is in a log; the bytes of its file also have SQLite's own counters."""
    with closing(sqlite3.connect(root.path / data[1:] / "events.sqlite")) as log:
        return _log_version(root, data), list(log.iterdump())


def _refuses(root: Root) -> list[str]:
    data = _changed(root, "later", f"PRAGMA user_version = {_FUTURE}")
    before = _content(root, data)
    done = root.run(
        "timeout", "30", "checkly-sync", "serve", "--data", data, "--sandbox", "--webhook-listen",
        "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", user=USER, codes=(0, 1, 2, 124),
    )  # fmt: skip
    problems = [] if done.returncode == 1 else [f"it ended with {done.returncode}"]
    if f"its version is {_FUTURE}" not in done.stderr:
        problems.append(f"it says: {done.stderr}")
    if _content(root, data) != before:
        problems.append("the log is changed")
    return problems


def _goes(root: Root) -> list[str]:
    """Here the data directory is no link, as where systemd did not make it."""
    data, settings = root.path / "var/lib/checkly-sync", root.path / "etc/checkly-sync/config.yaml"
    data.mkdir(mode=0o700)
    (data / "events.sqlite").write_bytes(b"log")
    removed = root.run("apt-get", "remove", "--yes", "checkly-sync").stdout
    problems = [f"removal took {each}" for each in (data, settings) if not each.exists()]
    if (root.path / "usr/bin/checkly-sync").exists():
        problems.append("removal left the program")
    if "/var/lib/checkly-sync stays" not in removed:
        problems.append("removal does not say that the data stays")
    purged = root.run("apt-get", "purge", "--yes", "checkly-sync").stdout
    problems += [f"purging left {each}" for each in (data, settings.parent) if each.exists()]
    if "deleting /var/lib/checkly-sync" not in purged:
        problems.append("purging does not say that it deletes the log")
    return problems
