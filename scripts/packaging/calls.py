"""The system calls that the unit lets the program make, against those that it makes."""

from __future__ import annotations

import re
from pathlib import Path

from tool import output

# What the program's libraries do without, each with its reason.
_ACCEPTED = {
    "chown": "Foundation would give a copied file its owner; nothing here copies one with it",
    "fchown": "SQLite gives its files the owner of the database only as root",
}
_FILTER = re.compile(r"^SystemCallFilter=(~?)(.+)$", re.MULTILINE)


def denied(program: Path, unit: str) -> list[str]:
    """The functions of the C library that the program uses, that are named like a system call, and
    whose call the unit takes from what it allows."""
    taken = _taken(_FILTER.findall(unit), _sets())
    assert taken, "the unit takes no call away"
    symbols = output("nm", "--dynamic", "--undefined-only", program).splitlines()
    used = {line.split()[-1].partition("@")[0] for line in symbols}
    assert "write" in used, "nm does not show what the program uses"
    return sorted((used & taken) - _ACCEPTED.keys())


def _taken(lines: list[tuple[str, str]], sets: dict[str, list[str]]) -> set[str]:
    """A line with ~ takes calls away, and another one after it may give them back
    (systemd.exec(5))."""
    taken: set[str] = set()
    for sign, words in lines:
        calls = {call for word in words.split() for call in _calls(word, sets)}
        taken = taken | calls if sign else taken - calls
    return taken


def _calls(word: str, sets: dict[str, list[str]]) -> set[str]:
    if not word.startswith("@"):
        return {word}
    return {call for each in sets[word] for call in _calls(each, sets)}


def _sets() -> dict[str, list[str]]:
    """All sets of calls that systemd has a name for, with their calls and sets."""
    sets: dict[str, list[str]] = {}
    for line in output("systemd-analyze", "syscall-filter").splitlines():
        word = line.strip()
        if word.startswith("#") or not word:
            continue
        if line[0] == "@":
            members = sets[word] = []
        else:
            members.append(word)
    return sets
