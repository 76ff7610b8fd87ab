"""The Swift packages that the program is made of, with their licences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tool import ROOT, Failed

_LICENCES = {
    "Apache License": "Apache-2.0",
    "Permission is hereby granted, free of charge": "MIT",
}


@dataclass(frozen=True)
class Dependency:
    """A package that `Package.resolved` pins."""

    identity: str
    location: str
    version: str
    revision: str
    licence: str
    licence_text: str
    notice: str


def dependencies(scratch: list[Path]) -> list[Dependency]:
    """What `Package.resolved` pins, with the licences in the checkouts of a scratch folder."""
    resolved = ROOT / "Package.resolved"
    if not resolved.exists():
        raise Failed("Package.resolved is missing; `swift package resolve` makes it")
    folders = [each / "checkouts" for each in scratch if (each / "checkouts").is_dir()]
    if not folders:
        raise Failed(f"no checkouts of dependencies in {', '.join(map(str, scratch))}")
    pins = json.loads(resolved.read_text())["pins"]
    return [_dependency(pin, folders[0]) for pin in sorted(pins, key=lambda pin: pin["identity"])]


def _dependency(pin: dict[str, Any], checkouts: Path) -> Dependency:
    location, state = pin["location"], pin["state"]
    folder = checkouts / location.rsplit("/", 1)[-1].removesuffix(".git")
    text = _file(folder, "LICENSE")
    if not text:
        raise Failed(f"{folder} has no licence")
    names = [name for words, name in _LICENCES.items() if words in text]
    return Dependency(
        identity=str(pin["identity"]),
        location=location.removesuffix(".git"),
        version=state.get("version", state["revision"]),
        revision=state["revision"],
        licence=names[0] if names else "NOASSERTION",
        licence_text=text,
        notice=_file(folder, "NOTICE"),
    )


def _file(folder: Path, name: str) -> str:
    found = [each for each in (folder / name, folder / f"{name}.txt", folder / f"{name}.md")]
    for each in found:
        if each.exists():
            return each.read_text(encoding="utf-8", errors="replace").strip()
    return ""


def copyright_file(found: list[Dependency]) -> str:
    """What Debian calls the copyright file: each dependency with its licence.

    Debian has the text of the Apache License; other licences and all notices stand here whole.
    """
    parts = [_HEAD]
    for each in found:
        part = f"{each.identity} {each.version}\n  {each.location}\n  Licence: {each.licence}\n"
        if each.licence != "Apache-2.0":
            part += "\n" + _indented(each.licence_text)
        if each.notice:
            part += "\n  Its notice:\n\n" + _indented(each.notice)
        parts.append(part)
    return ("\n" + "-" * 72 + "\n\n").join(parts)


_HEAD = """\
Checkly Sync contains the Swift packages that are listed below, and the Swift standard library,
Foundation, Dispatch and ICU of the Swift toolchain (Apache-2.0 with Runtime Library Exception;
ICU: Unicode-3.0). swift-nio-ssl contains BoringSSL; Yams contains libyaml (MIT).

On Debian the text of the Apache License 2.0 is in /usr/share/common-licenses/Apache-2.0.
"""


def _indented(text: str) -> str:
    return "".join(f"    {line}".rstrip() + "\n" for line in text.split("\n"))
