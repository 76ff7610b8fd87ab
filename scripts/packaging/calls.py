"""The system calls that the unit lets the program make, against those that it makes."""

from __future__ import annotations

import re
from pathlib import Path

from tool import output

# The C library's way to any call: its name says nothing.
_ANY = {"syscall"}
_FILTER = re.compile(r"^SystemCallFilter=(~?)(.+)$", re.MULTILINE)


def denied(program: Path, unit: str) -> list[str]:
    """The functions of the C library that the program uses, that are named like a system call, and
    whose call the unit denies."""
    sets = _sets()
    known = {call for calls in sets.values() for call in calls if not call.startswith("@")}
    allowed = _allowed(_FILTER.findall(unit), sets)
    symbols = output("nm", "--dynamic", "--undefined-only", program).splitlines()
    used = {line.split()[-1].partition("@")[0] for line in symbols}
    assert "write" in used, "nm does not show what the program uses"
    return sorted((used & known) - allowed - _ANY)


def _allowed(lines: list[tuple[str, str]], sets: dict[str, list[str]]) -> set[str]:
    """Each line adds to what is allowed, or with ~ takes from it, in their order
    (systemd.exec(5))."""
    allowed: set[str] = set()
    for sign, words in lines:
        calls = {call for word in words.split() for call in _calls(word, sets)}
        allowed = allowed - calls if sign else allowed | calls
    return allowed


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
