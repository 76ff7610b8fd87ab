"""The manual page, from the program's own description of its commands."""

from __future__ import annotations

import re
import time

from commands import Argument, Command

_FILES = [
    ("/etc/checkly-sync/config.yaml", "The settings of the service."),
    (
        "/var/lib/checkly-sync",
        "The data directory of the service: the log, its keys and admin.token.",
    ),
    (
        "/etc/credstore/checkly-sync.master-key",
        "The master key of the service in Base64, where it is to be kept apart from the log.",
    ),
]
_EXIT_CODES = [
    ("0", "Done, and the output is written."),
    ("1", "Failed; standard error says why."),
    ("2", "Done, and there is something to act on."),
    ("64", "The command line is not valid."),
]


def page(root: Command, version: str, moment: int) -> str:
    """The page with every command, in the macros of man(7)."""
    date = time.strftime("%Y-%m-%d", time.gmtime(moment))
    lines = [f'.TH CHECKLY\\-SYNC 1 "{date}" "checkly\\-sync {version}" "User Commands"']
    lines += [
        ".nh",
        ".SH NAME",
        "checkly\\-sync \\- receives signed secret webhooks and",
        "keeps Checkly variables in step with them",
    ]
    lines += [".SH SYNOPSIS", ".B checkly\\-sync", ".I command", "[options]"]
    lines += [".SH DESCRIPTION", *_prose(root.discussion, starts=True)]
    lines += [".SH OPTIONS", "Every command has these."]
    lines += [".TP", "\\fB\\-h\\fR, \\fB\\-\\-help\\fR", "Shows help on the command."]
    lines += [".TP", "\\fB\\-\\-version\\fR", "Shows the version."]
    lines.append(".SH COMMANDS")
    for command in root.all():
        if command is not root:
            lines += _section(command)
    lines += [".SH EXIT STATUS", *_table(_EXIT_CODES)]
    lines += [".SH ENVIRONMENT", *_prose(_ENVIRONMENT, starts=True)]
    lines += [".SH FILES", *_table(_FILES)]
    return "\n".join(lines) + "\n"


_ENVIRONMENT = """\
Each setting of `serve` has a variable, which stands in its description above.
CHECKLY_SYNC_DATA also tells the other commands where admin.token is, and \
CHECKLY_SYNC_ADMIN_TOKEN gives them a token instead."""


def _section(command: Command) -> list[str]:
    lines = [f".SS {_plain(command.name)}", *_synopsis(command), *_prose(command.abstract)]
    if command.default:
        lines += _prose(f"Without a further command it does what `{command.default}` does.")
    lines += _prose(command.discussion)
    for argument in command.arguments:
        lines += [".TP", _heading(argument), *_prose(_explained(argument), True, ".IP")]
    return lines


def _synopsis(command: Command) -> list[str]:
    words = [f"\\fB{_plain(command.name)}\\fR"]
    if command.subcommands:
        words.append("\\fIcommand\\fR")
    if any(not each.is_positional and each.is_optional for each in command.arguments):
        words.append("[\\fIoptions\\fR]")
    for argument in command.arguments:
        if not argument.is_positional and not argument.is_optional:
            words.append(_heading(argument))
    for argument in command.arguments:
        if argument.is_positional:
            word = _heading(argument)
            words.append(f"[{word}]" if argument.is_optional else word)
    return [" ".join(words)]


def _heading(argument: Argument) -> str:
    value = "" if argument.value is None else f"\\fI{_plain(argument.value)}\\fR"
    if argument.is_repeating:
        value += " ..."
    names = ", ".join(f"\\fB{_plain(name)}\\fR" for name in argument.names)
    return " ".join(part for part in (names, value) if part)


def _explained(argument: Argument) -> str:
    text = argument.text
    if argument.choices:
        text += f" One of {', '.join(argument.choices)}."
    if argument.default is not None and "(default:" not in text:
        text += f" (default: {argument.default})"
    return text or "See above."


def _prose(text: str, starts: bool = False, between: str = ".PP") -> list[str]:
    """Paragraphs; a single line break in them stays one.

    Where the text starts a section or stands below a heading, nothing stands before it.
    """
    lines: list[str] = []
    for paragraph in re.split(r"\n\n+", text.strip()):
        if not paragraph:
            continue
        if lines or not starts:
            lines.append(between)
        for number, line in enumerate(paragraph.split("\n")):
            if number:
                lines.append(".br")
            lines += _wrapped(_plain(line.strip()))
    return lines


def _wrapped(line: str) -> list[str]:
    """Lines of at most 80 bytes, none of which starts as a request of roff."""
    lines, current = [], ""
    for word in line.split():
        if current and len(current) + 1 + len(word) > 76:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    lines.append(current)
    return ["\\&" + each if each[:1] in {".", "'"} else each for each in lines if each]


def _table(rows: list[tuple[str, str]]) -> list[str]:
    lines = []
    for name, text in rows:
        lines += [".TP", f"\\fB{_plain(name)}\\fR", *_wrapped(_plain(text))]
    return lines


def _plain(text: str) -> str:
    """Text that roff shows as it is; what stands in back quotes is bold."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    text = text.replace("^", "\\(ha").replace("~", "\\(ti")
    text = re.sub(r"`([^`]+)`", r"\\fB\1\\fR", text)
    return text.replace("…", "...").replace("–", "\\(en")
