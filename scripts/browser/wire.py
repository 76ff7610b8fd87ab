"""What pages say to a client without a browser: their live regions, and what their filters keep."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable
from functools import partial

from pages import PAGES
from visitor import Visitor, differences
from work import Job, Worker, single

_REGION = re.compile(r'<\w+ id="([^"]+)"[^>]* data-live(?:="([^"]*)")?>')
_ROW = re.compile(r'<\w+ id="(row-[^"]+|a-[^"]+)" data-v="([^"]*)"')
_FILTERS = re.compile(r"<form[^>]* data-filters>(.*?)</form>", re.DOTALL)
# Where in a list one is, which a filter leaves.
_PLACES = {"offset", "before"}


def jobs() -> list[Job]:
    return [
        single(f"wire {name}", partial(_check, check))
        for name, check in (("regions", _regions), ("filters", _filters))
    ]


_Check = Callable[[Visitor, str, str], tuple[list[str], int]]


def _check(check: _Check, worker: Worker) -> list[str]:
    place, seen = worker.place, 0
    found: list[str] = []
    visitor = Visitor(place.tap(), secrets=place.sessions)
    visitor.sign_in(place.token("admin"))
    shown = [one for one in PAGES if one.who == "admin" and one.status == 200 and not one.act]
    for one in shown:
        if one.is_empty or one.before or one.after:
            continue
        path = place.seeding.path(one.path)
        problems, count = check(visitor, path, visitor.ask("GET", path).text)
        found += problems
        seen += count
    return found if seen else ["no page has any"]


def _regions(visitor: Visitor, path: str, text: str) -> tuple[list[str], int]:
    """Each live region of a page can be had alone, with the same rows, and is not sent twice."""
    found: list[str] = []
    regions = _REGION.findall(text) if 'data-live="' in text.partition("<head>")[0] else []
    for region, address in regions:
        mark = "&" if "?" in (address or path) else "?"
        part = f"{address or path}{mark}fragment={urllib.parse.quote(region)}"
        first = visitor.ask("GET", part)
        tag = first.headers.get("etag", "")
        again = visitor.ask("GET", part, headers={"If-None-Match": tag})
        found += differences(
            (f"{part} status", first.status, 200),
            (f"{part} has a tag", bool(tag), True),
            (f"{part} is a part", "<html" in first.text, False),
        )
        if again.headers.get("etag") == tag:
            found += differences((f"{part} again", (again.status, again.text), (304, "")))
        rows, all_rows = _ROW.findall(first.text), _ROW.findall(text)
        extra = {one for one, _ in rows} - {one for one, _ in all_rows}
        if extra and not address:
            # Something may have happened since the page was asked for.
            extra -= {one for one, _ in _ROW.findall(visitor.ask("GET", path).text)}
        if extra and not address:
            found.append(f"{part} has rows that the page had not")
    return found, len(regions)


def _filters(_: Visitor, path: str, text: str) -> tuple[list[str], int]:
    """Who filters stays on the page that is looked at, with what else was chosen."""
    form = _FILTERS.search(text)
    if not form:
        return [], 0
    names = set(re.findall(r' name="([^"]+)"', form.group(1)))
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(path).query)
    return [f"{path}: a filter forgets {name}" for name in query if name not in names | _PLACES], 1
