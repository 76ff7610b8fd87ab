"""Forms of pages, filled in as a reader would, with and without faults."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from canary import CORE

# What is entered by mistake is a secret all the same.
WRONG_KEY = f"wrong-{CORE}-key"
SHORT_SECRET = CORE[:9]
PASTED = f"""POST /webhooks/hooks HTTP/1.1
Host: 127.0.0.1
Webhook-Id: pasted
Webhook-Timestamp: 1790000000
Webhook-Signature: v1,AAAA

{{"value":"{CORE}"}}
"""


def press(page: Page, name: str) -> None:
    """Presses a button of the content."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def _answered(page: Page, what: str) -> None:
    expect(page.locator(f"main {what}").first).to_be_visible()


def make_source_wrongly(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Not A Name")
    page.get_by_label("Signing secret").fill(SHORT_SECRET)
    page.get_by_label("Clock tolerance in seconds").fill("0")
    press(page, "Add the source")
    _answered(page, "[aria-invalid]")


def tolerate_wrongly(page: Page) -> None:
    page.get_by_label("Clock tolerance in seconds").fill("never")
    press(page, "Save")
    _answered(page, "[aria-invalid]")


def read_wrongly(page: Page) -> None:
    page.get_by_label("KMS address").fill("kms")
    page.get_by_label("Client secret").fill(WRONG_KEY)
    press(page, "Save")
    _answered(page, "[aria-invalid]")


def check_reader(page: Page) -> None:
    press(page, "Check the reader")
    _answered(page, "[role=status]")


def add_secret_wrongly(page: Page) -> None:
    page.get_by_label("Signing secret").fill(SHORT_SECRET)
    page.get_by_label("Valid until").fill("tomorrow")
    press(page, "Add the secret")
    _answered(page, "[aria-invalid]")


def connect_wrongly(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("refused")
    page.get_by_label("API key").fill(WRONG_KEY)
    press(page, "Add the connection")
    _answered(page, ".error")


def replace_key_wrongly(page: Page) -> None:
    page.get_by_label("API key").fill(WRONG_KEY)
    press(page, "Replace the key")
    _answered(page, ".error")


def check_key(page: Page) -> None:
    press(page, "Check the key at Checkly")
    expect(page.get_by_role("main")).to_contain_text("Checkly accepts the API key")


def explain(page: Page) -> None:
    page.get_by_label("The request").fill(PASTED)
    press(page, "Explain")
    expect(page.get_by_role("heading", name="Step by step")).to_be_visible()


def explain_wrongly(page: Page) -> None:
    page.get_by_label("The request").fill(CORE)
    press(page, "Explain")
    _answered(page, "[aria-invalid]")


def refold(page: Page) -> None:
    press(page, "Fold the log anew")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("events lead to")


def choose_syncs(page: Page, act: str = "Pause") -> None:
    """Chooses two syncs of a list and asks for something."""
    for box in page.locator("[data-v] input[name=id]").all()[:2]:
        box.check()
    press(page, act)
    expect(page.locator("table caption")).to_be_visible()


def push_many(page: Page) -> None:
    choose_syncs(page, "Ask for a push")
    page.get_by_role("main").locator("form.form button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("what came of it")


def choose_none(page: Page) -> None:
    press(page, "Pause")
    expect(page.get_by_role("main")).to_contain_text("No sync was chosen")


def verify(page: Page) -> None:
    press(page, "Verify now")
    page.wait_for_url("**/audit/verify/*")
    expect(page.locator("#job")).not_to_contain_text(re.compile("running|under way|so far"))


def export_wrongly(page: Page) -> None:
    page.locator("#from").fill("never")
    press(page, "Export")
    _answered(page, "[aria-invalid]")


def send_test(page: Page) -> None:
    press(page, "Send the test")
    page.wait_for_url("**/deliveries/**")
