"""What brings a loaded page into a state, as a reader would."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from canary import CORE

# Typed by mistake, a token is a secret all the same.
WRONG_TOKEN = f"wrong-{CORE}"
FAILURES = 5


def open_menus(page: Page) -> None:
    page.locator("details.session > summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def open_filters(page: Page) -> None:
    field = page.locator("form[data-filters] input[type=search]")
    if not field.is_visible():
        page.locator("details.filters > summary").click()
    expect(field).to_be_visible()


def sign_in_wrongly(page: Page) -> None:
    page.get_by_label("Token").fill(WRONG_TOKEN)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()


def sign_in_too_often(page: Page) -> None:
    for _ in range(FAILURES + 1):
        sign_in_wrongly(page)
        if "Too many" in page.get_by_role("alert").inner_text():
            return
    raise AssertionError("no number of wrong tokens is too many")


def come_without_cookies(page: Page) -> None:
    expect(page.get_by_role("link", name="Continue, I am signed in")).to_be_visible()


def send_old_form(page: Page) -> None:
    """Sends a form whose token is not this session's, as from a page that was left open."""
    page.locator("form.preferences input[name=csrf]").evaluate(
        "(field) => { field.value = 'old'; }"
    )
    open_menus(page)
    page.get_by_role("button", name="Save preferences").click()
    expect(page.get_by_role("heading", name="Not allowed")).to_be_visible()
