"""Chromium, the contexts that pages are tried in, and what they are seen to do."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
)

Theme = Literal["light", "dark"]
HEIGHT = 900
# A stream that opens and tells nothing, for pages that are to hold still.
SILENT_STREAM = """globalThis.EventSource = class extends EventTarget {
  readyState = 1;
  constructor() { super(); setTimeout(() => this.dispatchEvent(new Event('open'))); }
  close() { this.readyState = 2; }
};"""
SECONDS = 15.0


def launch(playwright: Playwright) -> Browser:
    """The browser of the system; as root it cannot have a sandbox of its own."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return playwright.chromium.launch(executable_path=program, args=arguments)


@dataclass
class Watch:
    """What the pages of a context said and asked for since they were last looked at."""

    address: str
    said: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requests.append(request))
        context.on("response", lambda response: self.responses.append(response))
        context.on("requestfailed", self._hear_failure)
        context.on("console", self._hear_message)
        context.on("weberror", lambda error: self.said.append(f"error: {error.error}"))

    def _hear_failure(self, request: Request) -> None:
        # A page that is left in the middle of loading gives up the rest.
        if request.failure != "net::ERR_ABORTED":
            self.said.append(f"{request.url} failed: {request.failure}")

    def _hear_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.type}: {message.text}")

    def clear(self) -> None:
        self.said.clear()
        self.requests.clear()
        self.responses.clear()

    def complaints(self, *statuses: int) -> list[str]:
        """Errors, reports of the policies and foreign requests.

        A browser reports the status of a page itself, which is no fault where it is wanted.
        """
        wanted = [f"responded with a status of {status} " for status in statuses if status >= 400]
        found = [text for text in self.said if not any(part in text for part in wanted)]
        own = urlsplit(self.address).netloc
        return found + [
            f"asks for {request.url}"
            for request in self.requests
            if urlsplit(request.url).netloc != own and not request.url.startswith("data:")
        ]


def open_context(
    browser: Browser,
    address: str,
    width: int,
    has_script: bool = True,
    theme: Theme = "light",
) -> tuple[BrowserContext, Watch]:
    """A new reader without cookies."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": HEIGHT},
        color_scheme=theme,
        java_script_enabled=has_script,
        reduced_motion="reduce",
        locale="en-GB",
    )
    context.set_default_timeout(SECONDS * 1000)
    watch = Watch(address)
    watch.attach(context)
    return context, watch


def sign_in(page: Page, token: str, path: str = "/login") -> None:
    """Signs in with the form, and ends on the page that follows."""
    page.goto(path)
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: urlsplit(url).path != "/login")


def session_secret(context: BrowserContext) -> str:
    """The secret in the cookie of the session; empty without one."""
    found = [cookie["value"] for cookie in context.cookies() if "session" in cookie["name"]]
    return found[0] if found else ""
