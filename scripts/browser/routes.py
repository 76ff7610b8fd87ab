"""Whether the tables here and the page tables of the program know the same pages and forms."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from pages import PAGES, POSTS
from work import Job, Worker, single

_SOURCES = Path(__file__).parent.parent.parent / "Sources"
_TABLES = [
    *sorted((_SOURCES / "Dashboard").glob("Dashboard*.swift")),
    _SOURCES / "SyncWizard" / "PageRoute+Wizard.swift",
    _SOURCES / "SyncPages" / "PageRoute+Syncs.swift",
    _SOURCES / "ServerPages" / "PageRoute+Server.swift",
    _SOURCES / "LogPages" / "PageRoute+Log.swift",
]
# What other checks than those of the tables ask for.
_ELSEWHERE = {
    "get /assets/:hash/:name",
    "get /audit/checkpoint",
    "get /audit/public-key",
    "get /events/:position/proof",
    "get /live",
    "post /login",
    "post /logout",
    "post /preferences",
}
_ROUTE = re.compile(r"\.(get|post)\(\s*(?:RouterPath\()?(\"/[^\"]*\"|[\w.]+)")
_EACH = re.compile(
    r"(\w+(?:\.\w+)*)\.allCases\.flatMap \{ (\w+) -> \[PageRoute\] in\s*let path = \"([^\"]*)\"",
)


def jobs() -> list[Job]:
    return [single("routes", _compare)]


def _compare(_: Worker) -> list[str]:
    known, problems = _of_program()
    tried = {f"get {path}" for path in _shown()} | {f"post {_bare(path)}" for path in POSTS}
    found = {one for one in known if any(_is_at(path, one) for path in tried)} | _ELSEWHERE
    problems += [f"no page or form here is at {route}" for route in sorted(known - found)]
    problems += [f"the program has no {route}" for route in sorted(_ELSEWHERE - known)]
    problems += [
        f"the program has nothing at {path}"
        for path in sorted(tried)
        if not any(_is_at(path, one) for one in known)
    ]
    return problems


def _shown() -> set[str]:
    """The paths of pages that should be there."""
    return {_bare(shown.path) for shown in PAGES if shown.status != 404}


def _bare(path: str) -> str:
    return urlsplit(path).path


def _is_at(path: str, route: str) -> bool:
    """Whether a path is one of a route's, and no other route's that is more exact."""
    parts, wanted = path.split("/"), route.split("/")
    if len(parts) != len(wanted):
        return False
    return all(
        one == other or (other.startswith(":") and _is_parameter(one))
        for one, other in zip(parts, wanted, strict=True)
    )


def _is_parameter(part: str) -> bool:
    return part not in ("new", "bulk", "once", "refused")


def _of_program() -> tuple[set[str], list[str]]:
    """Every route that the source text names, and what cannot be understood of it."""
    routes: set[str] = set()
    problems: list[str] = []
    for table in _TABLES:
        text = table.read_text()
        each = [
            f"{start}{case}"
            for name, word, path in _EACH.findall(text)
            for start in [path.removesuffix(f"\\({word}.rawValue)")]
            for case in _cases(name)
        ]
        both = re.findall(r"ofSource\(\"([^\"]+)\"", text)
        for method, path in _ROUTE.findall(text):
            if path.startswith('"'):
                routes.add(f"{method} {path.strip(chr(34))}")
            elif path == "path" and (each or both):
                routes |= {f"{method} {one}" for one in each + both}
            elif constant := _constant(path):
                routes.add(f"{method} {constant}")
            elif path != "route.path":
                problems.append(f"{table.name}: it is not clear where {path} is")
    return routes, problems


def _constant(name: str) -> str:
    """The text of `Type.member`."""
    kind, _, member = name.partition(".")
    for file in _SOURCES.glob(f"*/{kind}.swift"):
        if found := re.search(rf"static let {member} = \"([^\"]+)\"", file.read_text()):
            return found.group(1)
    return ""


def _cases(name: str) -> list[str]:
    """The cases of an enum, or of one within another type."""
    kind, _, inner = name.partition(".")
    for file in sorted(_SOURCES.glob(f"*Pages/{kind}*.swift")):
        if found := re.search(
            rf"enum {inner or kind}: String.*?\{{\s*case ([^\n]*)", file.read_text()
        ):
            return [case.strip() for case in found.group(1).split(",")]
    return []
