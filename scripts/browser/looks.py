"""Tries every page of the table in every state: how it looks, what it weighs, who can use it."""

from __future__ import annotations

from functools import partial
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

import hostile
import probes
from browser import HEIGHT, Watch
from pages import PAGES
from shown import Shown
from work import Job, Problems, Worker

WIDE, NARROW = 1440, 375
LEAST_TARGET = 24
PICTURE_HEIGHT = 2400
MOST_FOUND = 5
MOST_TABS, LAST_TABS = 36, 12
KIB = 1024
LIMITS = {"document": 60 * KIB, "stylesheet": 24 * KIB, "script": 14 * KIB}
LOAD_LIMIT, REQUEST_LIMIT, ELEMENT_LIMIT = 110 * KIB, 4, 3000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
KINDS = ("axe", "fits", "targets", "tab", "quiet", "bytes", "text")
# Rows of a list that are built alike are looked at twice only. What is shown although it is folded
# is opened, since axe takes everything within for hidden.
AXE = """async (only) => {
  for (const folded of document.querySelectorAll('details:not([open])')) {
    const parts = [...folded.children].filter((part) => part.localName !== 'summary');
    if (parts.some((part) => part.checkVisibility())) folded.open = true;
  }
  const known = new Map();
  const exclude = [...document.querySelectorAll('[data-v]')].filter((row) => {
    const parts = [...row.querySelectorAll('*')].map((one) => `${one.localName}.${one.className}`);
    const shape = parts.join(' ');
    known.set(shape, (known.get(shape) ?? 0) + 1);
    return known.get(shape) > 2;
  });
  const options = { runOnly: only, resultTypes: ['violations'] };
  const found = await axe.run(exclude.length ? { exclude } : document, options);
  return found.violations.flatMap((one) => one.nodes.map((node) => {
    const messages = node.any.map((each) => each.message).join(' ');
    return `${one.id}: ${one.help}: ${node.target.join(' ')} ${messages}`;
  }));
}"""


def jobs() -> tuple[list[Job], list[Job]]:
    """A job for each page in each state; the second ones change the installation meanwhile."""
    free: list[Job] = []
    changing: list[Job] = []
    for shown in PAGES:
        names = [f"{kind} {shown.name}" for kind in KINDS]
        job = Job(names, partial(_look, shown))
        (changing if changing or shown.before else free).append(job)
    return free, changing


def _look(shown: Shown, worker: Worker, wanted: set[str]) -> Problems:
    return _Look(shown, worker, wanted).run()


class _Look:
    """One page in one state, at all widths and in all themes."""

    def __init__(self, shown: Shown, worker: Worker, wanted: set[str]) -> None:
        self._shown = shown
        self._worker = worker
        self._place = worker.place
        self._wanted = {name.split(" ")[0] for name in wanted}
        self._found: dict[str, list[str]] = {kind: [] for kind in KINDS}

    def run(self) -> Problems:
        shown = self._shown
        if shown.before:
            shown.before(self._place.seeding)
        try:
            with self._worker.reader(shown.who, shown.is_empty) as (page, watch):
                for width in (WIDE, NARROW):
                    self._look(page, watch, width)
        finally:
            if shown.after:
                shown.after(self._place.seeding)
        return {f"{kind} {shown.name}": found for kind, found in self._found.items()}

    def _look(self, page: Page, watch: Watch, width: int) -> None:
        found, wanted = self._found, self._wanted
        page.set_viewport_size({"width": width, "height": HEIGHT})
        self._load(page, watch, width)
        if self._shown.act:
            self._shown.act(page)
        page.evaluate(probes.SHARED)
        found["quiet"] += watch.complaints(self._shown.status, *self._shown.before_it)
        found["text"] += self._markup(page)
        self._colours(page, width)
        if "targets" in wanted:
            found["targets"] += self._at(width, page.evaluate(probes.TARGETS, LEAST_TARGET))
        if "tab" in wanted:
            found["tab"] += self._at(width, self._tab(page))
        if "fits" in wanted:
            found["fits"] += self._sizes(page, width)

    def _load(self, page: Page, watch: Watch, width: int) -> None:
        """Loads a page, and weighs what that took."""
        shown, found = self._shown, self._found
        watch.clear()
        answer = page.goto(self._place.seeding.path(shown.path))
        assert answer is not None
        status = answer.status
        if shown.act is None and status != shown.status:
            found["quiet"].append(f"{width}: answers {status}, not {shown.status}")
        weight = 0
        # The icon is asked for twice where nothing is kept: for the page, and for the tab.
        for response in {one.url: one for one in watch.responses}.values():
            size = int(response.headers.get("content-length") or len(response.body()))
            weight += size
            limit = LIMITS.get(response.request.resource_type, LOAD_LIMIT)
            if size > limit:
                found["bytes"].append(f"{response.url} has {size} bytes, more than {limit}")
        if weight > LOAD_LIMIT:
            found["bytes"].append(f"loads {weight} bytes, more than {LOAD_LIMIT}")
        # What a page was led from is not part of it.
        urls = {one.url for one in watch.requests if one.redirected_to is None}
        if len(urls) > REQUEST_LIMIT:
            found["bytes"].append(f"makes {len(urls)} requests: {', '.join(sorted(urls))}")
        if (count := page.evaluate(probes.ELEMENTS)) > ELEMENT_LIMIT:
            found["bytes"].append(f"has {count} elements, more than {ELEMENT_LIMIT}")

    def _colours(self, page: Page, width: int) -> None:
        """Axe and a picture in both themes; in the second only what looks at colours is new."""
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            if "axe" in self._wanted:
                if theme == "light":
                    page.evaluate(AXE_SCRIPT)
                only: dict[str, Any] = (
                    {"type": "tag", "values": RULES}
                    if theme == "light"
                    else {"type": "rule", "values": COLOUR_RULES}
                )
                self._found["axe"] += self._at(f"{width} {theme}", page.evaluate(AXE, only))
            page.evaluate("() => scrollTo(0, 0)")
            height = page.evaluate("() => document.documentElement.scrollHeight")
            page.screenshot(
                path=self._place.pictures / f"{self._shown.name}-{width}-{theme}.png",
                full_page=True,
                clip={"x": 0, "y": 0, "width": width, "height": min(height, PICTURE_HEIGHT)},
            )
        page.emulate_media(color_scheme="light")

    def _tab(self, page: Page) -> list[str]:
        """Goes through the whole page with the Tab key."""
        order = page.evaluate(probes.TAB_ORDER)
        found: list[str] = []

        def press(first: int, end: int) -> None:
            steps = list(range(first, end))
            if len(steps) > MOST_TABS:
                # Rows are all alike: from the middle of a long list it goes to its end.
                del steps[MOST_TABS - LAST_TABS : -LAST_TABS]
            for at, index in enumerate(steps):
                if len(found) > MOST_FOUND:
                    break
                if at > 0 and steps[at - 1] != index - 1:
                    page.evaluate(probes.FOCUS_AT, index - 1)
                page.keyboard.press("Tab")
                found.extend(page.evaluate(probes.FOCUS, index))

        press(order["at"] + 1, order["count"])
        if order["at"] >= 0:
            # Something had the focus from the beginning: what stands before it comes now.
            page.evaluate(probes.FOCUS_AT, 0)
            page.keyboard.press("Tab")
            page.keyboard.press("Shift+Tab")
            found.extend(page.evaluate(probes.FOCUS, 0))
            press(1, order["at"] + 1)
        return found

    def _sizes(self, page: Page, width: int) -> list[str]:
        found: list[str] = []
        page.evaluate(probes.LONG_TIMES)
        for narrower in (width, 768 if width == WIDE else 320):
            page.set_viewport_size({"width": narrower, "height": HEIGHT})
            found += self._at(narrower, page.evaluate(probes.FITS))
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate(probes.LARGE_TEXT)
        return found + self._at(f"{width} at 200 %", page.evaluate(probes.FITS))

    @staticmethod
    def _markup(page: Page) -> list[str]:
        """What exists only where a name was taken for markup."""
        found = (
            [f"{count} elements are like {hostile.TRACES}"]
            if (count := page.locator(hostile.TRACES).count())
            else []
        )
        if page.title() == hostile.TITLE:
            found.append("a script from a name has run")
        return found

    @staticmethod
    def _at(where: int | str, problems: list[str]) -> list[str]:
        return [f"{where}: {problem}" for problem in problems]
