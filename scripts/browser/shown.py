"""A page in one state, as the tables of pages name it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

from seeding import Seeding

Who = Literal["admin", "auditor", "nobody"]
# The sizes of pages of lists.
SYNCS_A_PAGE, KEYS_A_PAGE = 35, 60
NONE = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Shown:
    """A page in one state.

    `path` names what was seeded in braces. `act` brings the page into the state once it is loaded,
    and meets the statuses `before_it` on its way; `before` changes the installation first, for this
    page and those that follow until `after` undoes it.
    """

    page: str
    state: str
    path: str
    who: Who = "admin"
    status: int = 200
    before_it: tuple[int, ...] = ()
    act: Callable[[Page], None] | None = None
    before: Callable[[Seeding], None] | None = None
    after: Callable[[Seeding], None] | None = None
    is_empty: bool = False

    @property
    def name(self) -> str:
        return f"{self.page}-{self.state}"
