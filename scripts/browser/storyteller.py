"""Somebody who goes through the life of a sync, by links and forms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from walk import NARROW, Walker


@dataclass
class Story:
    """Somebody who makes a source, a connection and a sync of a name that nobody else uses."""

    walker: Walker
    name: str

    @property
    def page(self) -> Page:
        return self.walker.page

    @property
    def folder(self) -> dict[str, str]:
        return self.walker.seeding.folder(self.name)

    @property
    def prefix(self) -> str:
        return self.name.upper().replace("-", "_")

    @property
    def sync(self) -> str:
        return self.walker.seeding.ids[self.name]

    def go(self, section: str) -> None:
        """Goes to a section by the navigation, which is a menu where the page is narrow."""
        nav = self.page.locator("nav.side")
        if self.walker.width == NARROW:
            self.page.locator("details.burger > summary").click()
            nav = self.page.locator("details.burger nav")
        nav.get_by_role("link", name=section, exact=True).click()
        self.walker.heading(section)

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f"#{name}").fill(text)

    def has_error(self, text: str) -> None:
        """An error stands at the top and at its field, and the title says that there is one."""
        expect(self.page.locator("main .errors, main [role=alert]").first).to_contain_text(text)
        expect(self.page.locator("main [aria-invalid], main fieldset .error")).not_to_have_count(0)
        expect(self.page).to_have_title(re.compile("^Error: "))

    def shows(self, text: str | re.Pattern[str]) -> None:
        """With the script an open page shows it by itself; without, once it is loaded again."""
        if not self.walker.has_script:
            self.page.reload()
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def settle(self, state: str) -> None:
        seeding = self.walker.seeding
        seeding.wait(f"{self.name} {state}", lambda: seeding.state(self.name) == state)
