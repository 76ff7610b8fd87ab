"""The program's commands, as it describes them itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tool import PROGRAM, output

# Every command has these; the manual page explains them once.
EVERYWHERE = {"version", "help"}


@dataclass(frozen=True)
class Argument:
    """An option, a flag or a positional argument."""

    names: list[str]
    value: str | None
    text: str
    default: str | None
    choices: list[str]
    is_optional: bool
    is_repeating: bool

    @property
    def is_positional(self) -> bool:
        return not self.names


@dataclass(frozen=True)
class Command:
    """A command with those below it; `path` is how it is called."""

    path: list[str]
    abstract: str
    discussion: str
    arguments: list[Argument]
    subcommands: list[Command]
    default: str | None

    @property
    def name(self) -> str:
        return " ".join(self.path)

    def all(self) -> Iterator[Command]:
        yield self
        for command in self.subcommands:
            yield from command.all()


def read(program: Path) -> Command:
    """Asks a program for its commands."""
    return _command(json.loads(output(program, "--experimental-dump-help"))["command"], [])


def version(program: Path) -> str:
    return output(program, "--version").strip()


def _command(found: dict[str, Any], above: list[str]) -> Command:
    path = [*above, found["commandName"]]
    return Command(
        path=path,
        abstract=found.get("abstract", ""),
        discussion=found.get("discussion", ""),
        arguments=[
            _argument(each)
            for each in found.get("arguments", [])
            if each["shouldDisplay"] and each["valueName"] not in EVERYWHERE
        ],
        subcommands=[
            _command(each, path)
            for each in found.get("subcommands", [])
            if each["shouldDisplay"] and each["commandName"] != "help"
        ],
        default=found.get("defaultSubcommand"),
    )


def _argument(found: dict[str, Any]) -> Argument:
    names = [
        ("-" if name["kind"] == "short" else "--") + name["name"] for name in found.get("names", [])
    ]
    parts = [found.get("abstract", ""), found.get("discussion", "")]
    return Argument(
        names=names,
        value=None if found["kind"] == "flag" else found["valueName"],
        text="\n".join(part for part in parts if part),
        default=found.get("defaultValue"),
        choices=found.get("allValues", []),
        is_optional=found["isOptional"],
        is_repeating=found["isRepeating"],
    )


def settings(program: Path) -> list[Argument]:
    """The options of `serve` that are settings, which name their environment variable first."""
    serve = next(each for each in read(program).subcommands if each.path == [PROGRAM, "serve"])
    return [each for each in serve.arguments if each.text.startswith("CHECKLY_")]
