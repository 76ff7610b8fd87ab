"""The keys of section "Keyboard shortcuts": each does what it says, and only outside of fields."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

import acts
from browser import Watch
from shown import SYNCS_A_PAGE
from work import Job, Worker, single

_SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def _press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def _leads(page: Page, keys: str, path: str) -> None:
    """Presses keys that lead to a path with exactly this query, and waits until it is there."""
    _press(page, keys)
    page.wait_for_url(lambda url: urlsplit(url)[2:4] == urlsplit(path)[2:4])


def _does_nothing(page: Page, watch: Watch, keys: str) -> None:
    """Presses keys that must not lead anywhere."""
    watch.clear()
    _press(page, keys)
    page.evaluate(_SETTLED)
    led = [request.url for request in watch.requests if request.is_navigation_request()]
    assert not led, f"{keys} leads to {led[0]}"


def go(page: Page, watch: Watch) -> None:
    """Every "go to" of the page of shortcuts leads where the navigation does."""
    page.goto("/keys")
    links = page.locator("nav.side a[data-shortcut]")
    paths = [
        (link.get_attribute("data-shortcut") or "", link.get_attribute("href") or "")
        for link in links.all()
    ]
    assert paths, "the navigation names no shortcuts"
    listed = page.locator("dl.keyboard").first.locator("dt").all_inner_texts()
    assert [" ".join(text.split()) for text in listed] == [keys for keys, _ in paths], listed
    for keys, path in paths:
        page.goto("/keys")
        _leads(page, keys, path)


def help_page(page: Page, watch: Watch) -> None:
    page.goto("/syncs")
    _leads(page, "?", "/keys")


def search(page: Page, watch: Watch) -> None:
    for path in ("/syncs", "/syncs?state=in-step"):
        page.goto(path)
        _press(page, "/")
        expect(page.locator("[data-search]").first).to_be_focused()
        _does_nothing(page, watch, "g s ? / j")
        expect(page.locator("[data-search]").first).to_have_value("gs?/j")
        _press(page, "Escape")
        expect(page.locator("[data-search]").first).not_to_be_focused()


def rows(page: Page, watch: Watch) -> None:
    """j and k go from row to row, and Enter opens the one that has the focus."""
    page.goto("/syncs")
    links = page.locator("[data-v] a[data-open]")
    for keys, index in (("j", 0), ("j j", 2), ("k", 1)):
        _press(page, keys)
        expect(links.nth(index)).to_be_focused()
    path = links.nth(1).get_attribute("href") or ""
    _leads(page, "Enter", path)


def pager(page: Page, watch: Watch) -> None:
    page.goto("/syncs")
    _leads(page, "]", f"/syncs?offset={SYNCS_A_PAGE}")
    _leads(page, "[", "/syncs")


def modifiers(page: Page, watch: Watch) -> None:
    page.goto("/syncs")
    _does_nothing(page, watch, "Control+? Alt+]")


def switched_off(page: Page, watch: Watch) -> None:
    page.goto("/syncs")
    for choice in ("off", "on"):
        acts.open_menus(page)
        page.locator("select[name=shortcuts]").select_option(choice)
        page.get_by_role("button", name="Save preferences").click()
        expect(page.locator("select[name=shortcuts]")).to_have_value(choice)
        if choice == "off":
            _does_nothing(page, watch, "? ] g s")
    _leads(page, "?", "/keys")


KEYS: list[Callable[[Page, Watch], None]] = [
    go,
    help_page,
    search,
    rows,
    pager,
    modifiers,
    switched_off,
]


def jobs() -> list[Job]:
    def check(key: Callable[[Page, Watch], None], worker: Worker) -> None:
        with worker.reader("admin") as (page, watch):
            key(page, watch)

    return [
        single(f"shortcut {key.__name__.replace('_', ' ')}", partial(check, key)) for key in KEYS
    ]
