"""The table of all pages and the states that they can be in. A new page is one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from playwright.sync_api import Page

import acts
import hostile
import states
from seeding import Seeding

Who = Literal["admin", "auditor", "nobody"]
NONE = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Shown:
    """A page in one state.

    `path` names syncs in braces. `act` brings the page into the state once it is loaded, and meets
    the statuses `before_it` on its way; `before` changes the installation first, for this page and
    those that follow until `after` undoes it.
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


PAGES = [
    Shown("login", "blank", "/login", "nobody"),
    Shown("login", "wrong", "/login", "nobody", 401, act=acts.sign_in_wrongly),
    Shown("login", "hint", "/login?next=%2Fsyncs", "nobody", act=acts.come_without_cookies),
    Shown("login", "throttled", "/login", "nobody", 429, (401,), acts.sign_in_too_often),
    Shown("syncs", "filled", "/syncs"),
    Shown("syncs", "auditor", "/syncs", "auditor"),
    Shown("syncs", "menu", "/syncs", act=acts.open_menus),
    Shown("syncs", "filters", "/syncs", act=acts.open_filters),
    Shown("syncs", "filtered", "/syncs?state=paused&q=filler&environment=dev"),
    Shown("syncs", "sorted", "/syncs?sort=state&order=desc"),
    Shown("syncs", "second", "/syncs?offset=50"),
    Shown("syncs", "no-match", f"/syncs?q={quote(hostile.CLOSING)}"),
    Shown("syncs", "hostile", f"/syncs?q={quote(hostile.MARKUP)}"),
    Shown("syncs", "refused", "/syncs?sort=nothing", status=422),
    Shown("syncs", "none", "/syncs", is_empty=True),
    *[
        Shown("keys", state, f"/syncs/{{{state}}}")
        for state in (
            "in-step",
            "waiting",
            "never-pushed",
            "failed",
            "parked",
            "conflict",
            "drifted",
            "changes-waiting",
            "mixed",
            "kept",
            "pinned",
            "paused",
            "blank",
            "refused",
            "needs-you",
            "consent",
            "removing",
            "hostile",
            "long",
        )
    ],
    Shown("keys", "many", "/syncs/{many}"),
    Shown("keys", "last", "/syncs/{many}?offset=180"),
    Shown("keys", "filtered", "/syncs/{parked}?state=parked&q=BAD"),
    Shown("keys", "no-match", f"/syncs/{{many}}?q={quote(hostile.CLOSING)}"),
    Shown("keys", "auditor", "/syncs/{changes-waiting}", "auditor"),
    *[
        Shown("plan", state, f"/syncs/{{{state}}}/plan")
        for state in ("in-step", "changes-waiting", "conflict", "consent", "hostile", "paused")
    ],
    Shown("plan", "refused", "/syncs/{refused}/plan"),
    Shown("plan", "auditor", "/syncs/{consent}/plan", "auditor"),
    *[
        Shown("settings", state, f"/syncs/{{{state}}}/settings")
        for state in ("in-step", "hostile", "long")
    ],
    *[
        Shown("confirm", action, f"/syncs/{{in-step}}/{action}")
        for action in ("push", "pause", "pin", "remove", "delete")
    ],
    Shown("confirm", "resume", "/syncs/{paused}/resume"),
    Shown("confirm", "unpin", "/syncs/{pinned}/unpin"),
    Shown("confirm", "retry", "/syncs/{parked}/retry"),
    Shown("confirm", "skip", "/syncs/{parked}/skip?key=PARKED_BAD"),
    Shown("confirm", "adopt", "/syncs/{conflict}/adopt?key=OWNED_SHARED"),
    Shown("confirm", "auditor", "/syncs/{in-step}/pause", "auditor", 403),
    Shown("wizard", "source", "/syncs/new"),
    Shown("wizard", "errors", "/syncs/new?go=next"),
    *[
        Shown("wizard", step, f"/syncs/new?sync={{in-step}}&step={step}")
        for step in ("destination", "options", "details", "review")
    ],
    Shown("wizard", "copy", "/syncs/new?copy={in-step}&step=review"),
    Shown("wizard", "hostile", "/syncs/new?sync={hostile}&step=review"),
    Shown("wizard", "auditor", "/syncs/new", "auditor", 403),
    Shown("shortcuts", "list", "/keys"),
    Shown("error", "unknown", f"/{quote(hostile.MARKUP)}", status=404),
    Shown("error", "no-sync", f"/syncs/{NONE}", status=404),
    Shown("error", "malformed", f"/syncs/{quote(hostile.MARKUP)}", status=404),
    Shown("error", "forged", "/keys", status=403, act=acts.send_old_form),
    Shown("syncs", "held", "/syncs", before=states.hold),
    Shown("keys", "held", "/syncs/{in-step}", after=states.release),
    Shown("keys", "pushing", "/syncs/{many}", before=states.push_slowly, after=states.push_on),
]

# Every form that changes something; a new one is one line here.
POSTS = [
    "/syncs/new",
    "/syncs/{in-step}/plan",
    "/syncs/{in-step}/push",
    "/syncs/{in-step}/pause",
    "/syncs/{in-step}/resume",
    "/syncs/{in-step}/pin",
    "/syncs/{in-step}/unpin",
    "/syncs/{in-step}/retry",
    "/syncs/{in-step}/skip",
    "/syncs/{in-step}/adopt",
    "/syncs/{in-step}/remove",
    "/syncs/{in-step}/delete",
]
