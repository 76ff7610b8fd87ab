"""The pages of syncs, and the states that they can be in. A new page is one line here."""

from __future__ import annotations

from urllib.parse import quote

import acts
import forms
import hostile
import states
from shown import SYNCS_A_PAGE, Shown

OF_SYNCS = [
    Shown("syncs", "filled", "/syncs"),
    Shown("syncs", "auditor", "/syncs", "auditor"),
    Shown("syncs", "menu", "/syncs", act=acts.open_menus),
    Shown("syncs", "filters", "/syncs", act=acts.open_filters),
    Shown("syncs", "filtered", "/syncs?state=paused&q=filler&environment=dev"),
    Shown("syncs", "sorted", "/syncs?sort=state&order=desc"),
    Shown("syncs", "second", f"/syncs?offset={SYNCS_A_PAGE}"),
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
    *[
        Shown("runs", state, f"/syncs/{{{state}}}/runs")
        for state in ("in-step", "failed", "parked", "hostile", "waiting", "never-pushed")
    ],
    Shown("runs", "auditor", "/syncs/{in-step}/runs", "auditor"),
    *[
        Shown("history", state, f"/syncs/{{{state}}}/history")
        for state in ("in-step", "failed", "mixed", "hostile", "waiting")
    ],
    Shown("history", "key", "/syncs/{in-step}/history?key=API_KEY"),
    Shown("history", "no-match", f"/syncs/{{in-step}}/history?key={quote(hostile.CLOSING)}"),
    Shown("history", "auditor", "/syncs/{in-step}/history", "auditor"),
    *[Shown("time", state, f"/syncs/{{{state}}}/time") for state in ("in-step", "hostile")],
    Shown("time", "then", "/syncs/{changes-waiting}/time?at=%23{then}"),
    Shown("time", "all", "/syncs/{changes-waiting}/time?at={then}&show=all"),
    Shown("time", "before", "/syncs/{in-step}/time?at=1"),
    Shown("time", "wrong", f"/syncs/{{in-step}}/time?at={quote(hostile.MARKUP)}"),
    Shown("time", "auditor", "/syncs/{changes-waiting}/time?at={then}", "auditor"),
    Shown("bulk", "ask", "/syncs?q=filler", act=forms.choose_syncs),
    Shown("bulk", "none", "/syncs?q=filler", status=422, act=forms.choose_none),
    Shown("wizard", "source", "/syncs/new"),
    Shown("wizard", "errors", "/syncs/new?go=next"),
    *[
        Shown("wizard", step, f"/syncs/new?sync={{in-step}}&step={step}")
        for step in ("destination", "options", "details", "review")
    ],
    Shown("wizard", "copy", "/syncs/new?copy={in-step}&step=review"),
    Shown("wizard", "hostile", "/syncs/new?sync={hostile}&step=review"),
    Shown("wizard", "auditor", "/syncs/new", "auditor", 403),
]

# What changes the installation meanwhile.
CHANGING = [
    Shown("syncs", "held", "/syncs", before=states.hold),
    Shown("keys", "held", "/syncs/{in-step}", after=states.release),
    Shown("bulk", "result", "/syncs?q=pa", act=forms.push_many),
    Shown("keys", "pushing", "/syncs/{many}", before=states.push_slowly, after=states.push_on),
]

# Every form that changes something; a new one is one line here.
POSTS = [
    "/syncs/new",
    "/syncs/bulk",
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
