"""Somebody with open pages that follow what happens, and what they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

from browser import Watch, open_context, sign_in
from installation import Installation
from seeding import Seeding, connect
from tap import Tap
from work import Worker

ROWS = 24

# Whether a page was loaded anew since `MARK`.
MARK = "() => { globalThis.isMarked = true; }"
IS_MARKED = "() => globalThis.isMarked === true"
# Notes whenever what has the focus has another place in the window, or the focus is elsewhere.
WATCH_FOCUS = """() => {
  const element = document.activeElement;
  const top = element.getBoundingClientRect().top;
  const state = globalThis.watched = { moves: [], looks: 0, element };
  const look = () => {
    const moved = element.getBoundingClientRect().top - top;
    const isGone = document.activeElement !== element || !element.isConnected;
    if (Math.abs(moved) > 0.5 || isGone) state.moves.push(isGone ? 'the focus is gone' : moved);
    state.looks += 1;
    requestAnimationFrame(look);
  };
  look();
}"""
WATCHED = """() => ({
  looks: watched.looks, moves: watched.moves.slice(0, 5), count: watched.moves.length,
})"""
# Headless browsers show all tabs at the same time; this puts one aside.
CAN_HIDE = """Object.defineProperty(document, 'hidden', {
  configurable: true, get: () => globalThis.isAside === true,
});"""
SET_ASIDE = """(isAside) => {
  globalThis.isAside = isAside;
  document.dispatchEvent(new Event('visibilitychange'));
}"""


@dataclass
class Live:
    """Somebody who has pages open, and somebody else who changes what they show."""

    worker: Worker
    seeding: Seeding
    tap: Tap
    context: BrowserContext
    watch: Watch

    def open(self, path: str, width: int = 1440) -> Page:
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(path)
        self.is_live(page)
        page.mouse.move(1, 1)
        page.evaluate(MARK)
        return page

    def is_live(self, page: Page) -> None:
        self.says(page, "Live")

    def says(self, page: Page, word: str, seconds: float = 30) -> None:
        expect(page.locator("[data-live-state]")).to_contain_text(word, timeout=seconds * 1000)

    def row(self, page: Page, name: str) -> Locator:
        return page.locator(f"#row-{self.seeding.ids[name]}")

    def describe(self, name: str, text: str) -> None:
        self.seeding.update(name, {"description": text})


def seed(installation: Installation) -> Seeding:
    seeding = Seeding(installation)
    connect(seeding)
    for number in range(ROWS):
        name = row_name(number)
        seeding.report(seeding.folder(name), ["ALPHA", "BRAVO"])
        seeding.sync(name, "in-step", description="short")
    seeding.settle()
    return seeding


def row_name(number: int) -> str:
    return f"row-{number % ROWS:02}"


@contextmanager
def follower(worker: Worker, seeding: Seeding) -> Iterator[Live]:
    tap = worker.place.tap(seeding.of)
    context, watch = open_context(worker.browser, tap.address, 1440)
    try:
        page = context.new_page()
        sign_in(page, seeding.of.token)
        worker.note(context)
        page.close()
        yield Live(worker, seeding, tap, context, watch)
    finally:
        context.close()
