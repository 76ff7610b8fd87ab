"""One walk through all pages, by links and forms, with the script and without."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from playwright.sync_api import Page, expect

import acts
from browser import open_context
from seeding import MANY_KEYS, Seeding
from shown import KEYS_A_PAGE, SYNCS_A_PAGE
from work import Job, Worker, single

NARROW = 375
VARIANTS = [(1440, True), (375, True), (1440, False), (375, False)]
# What pages on the walk answer beside 200: a wrong token, a page that is not there.
STATUSES = (401, 404)


@dataclass
class Walker:
    """Somebody on the walk."""

    page: Page
    seeding: Seeding
    width: int
    has_script: bool

    @property
    def path(self) -> str:
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def heading(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1, name=text)).to_be_visible()

    def follow(self, name: str | re.Pattern[str], exact: bool = True) -> None:
        """Follows the first link of a name within the content."""
        self.page.get_by_role("main").get_by_role("link", name=name, exact=exact).first.click()

    def open(self, summary: str) -> None:
        """Opens what is folded, unless it stands open at this width."""
        folded = self.page.locator(f"details{summary} > summary")
        if folded.is_visible() and folded.locator("..").get_attribute("open") is None:
            folded.click()

    def choose(self, label: str, value: str) -> None:
        """Chooses in a filter; with the script that sends the form, else the button does."""
        self.open(".filters")
        self.page.get_by_label(label, exact=True).select_option(value)
        if not self.has_script:
            self.page.get_by_role("button", name="Go").click()


def arrive(walker: Walker) -> None:
    """A link to a page inside leads to the login page, and from there to that page."""
    walker.page.goto("/syncs?sort=name")
    walker.heading("Sign in")
    acts.sign_in_wrongly(walker.page)
    expect(walker.page.get_by_role("alert")).to_contain_text("not known")
    expect(walker.page.get_by_label("Token")).to_have_value("")


def sign_in(walker: Walker) -> None:
    walker.page.get_by_label("Token").fill(walker.seeding.of.token)
    walker.page.get_by_label("Token").press("Enter")
    walker.heading("Syncs")
    assert walker.path == "/syncs?sort=name", walker.path


def filter_syncs(walker: Walker) -> None:
    """Filters by a choice, sees the filter named, and takes it away again."""
    walker.choose("State", "parked")
    expect(walker.page.locator(".tally")).to_contain_text("State: Parked")
    assert "state=parked" in walker.path, walker.path
    expect(walker.page.locator("[data-v]")).to_have_count(1)
    walker.follow("Clear all")
    expect(walker.page.locator(".tally")).not_to_contain_text("State")


def search_syncs(walker: Walker) -> None:
    walker.open(".filters")
    walker.page.get_by_label("Search", exact=True).fill("filler-1")
    walker.page.get_by_label("Search", exact=True).press("Enter")
    expect(walker.page.locator(".tally")).to_contain_text("Text: filler-1")
    expect(walker.page.locator("[data-v]")).to_have_count(10)
    walker.page.go_back()
    expect(walker.page.locator("[data-v]")).to_have_count(SYNCS_A_PAGE)


def sort_syncs(walker: Walker) -> None:
    """Sorts by a head of the table, where the table has heads."""
    if walker.width > NARROW:
        walker.follow("State")
        expect(walker.page.locator("th[aria-sort]")).to_contain_text("State")
    walker.follow("Next")
    assert f"offset={SYNCS_A_PAGE}" in walker.path, walker.path
    walker.follow("Previous")


def open_sync(walker: Walker) -> None:
    walker.page.goto("/syncs?q=many")
    walker.follow("many")
    walker.heading("many")
    expect(walker.page.locator("[data-v]")).to_have_count(KEYS_A_PAGE)
    for _ in range(MANY_KEYS // KEYS_A_PAGE):
        walker.follow("Next")
    expect(walker.page.locator("[data-v]")).to_have_count(MANY_KEYS % KEYS_A_PAGE)


def find_key(walker: Walker) -> None:
    walker.page.get_by_label("Find a key").fill("KEY_12")
    walker.page.get_by_label("Find a key").press("Enter")
    expect(walker.page.locator("[data-v]")).to_have_count(10)
    walker.follow(re.compile("^in step"), exact=False)
    assert "state=in-step" in walker.path and "q=KEY_12" in walker.path, walker.path
    walker.follow("Syncs")
    walker.heading("Syncs")


def follow_owner(walker: Walker) -> None:
    """From a conflict to the sync that owns the variable."""
    walker.page.goto(f"/syncs/{walker.seeding.ids['conflict']}?state=conflict")
    walker.follow("first-owner")
    walker.heading("first-owner")


def prefer(walker: Walker) -> None:
    """Preferences hold for the page that one comes back to, and all others."""
    acts.open_menus(walker.page)
    walker.page.get_by_label("Theme").select_option("dark")
    walker.page.get_by_label("Times", exact=True).select_option("utc")
    walker.page.get_by_role("button", name="Save preferences").click()
    walker.heading("first-owner")
    expect(walker.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(walker.page.locator("tbody time").first).to_contain_text("UTC")


def get_lost(walker: Walker) -> None:
    walker.page.goto("/nothing-here")
    walker.heading("Not found")
    acts.open_menus(walker.page)
    walker.page.get_by_role("link", name="Keyboard shortcuts").click()
    walker.heading("Keyboard shortcuts")


def sign_out(walker: Walker) -> None:
    acts.open_menus(walker.page)
    walker.page.get_by_role("button", name="Sign out").click()
    walker.heading("Sign in")
    walker.page.goto("/syncs")
    walker.heading("Sign in")


# A new page is one step here.
STEPS: list[Callable[[Walker], None]] = [
    arrive,
    sign_in,
    filter_syncs,
    search_syncs,
    sort_syncs,
    open_sync,
    find_key,
    follow_owner,
    prefer,
    get_lost,
    sign_out,
]


def jobs() -> list[Job]:
    """The walk in all variants."""
    return [
        single(
            f"walk {width} {'with' if has_script else 'without'} script",
            partial(_walk, width, has_script),
        )
        for width, has_script in VARIANTS
    ]


def _walk(width: int, has_script: bool, worker: Worker) -> list[str]:
    context, watch = open_context(worker.browser, worker.place.tap().address, width, has_script)
    walker = Walker(context.new_page(), worker.place.seeding, width, has_script)
    try:
        for step in STEPS:
            try:
                step(walker)
            except Exception as error:
                raise AssertionError(f"{step.__name__} at {walker.path}: {error}") from error
            worker.note(context)
        return watch.complaints(*STATUSES)
    finally:
        context.close()
