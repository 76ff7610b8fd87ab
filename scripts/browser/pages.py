"""The tables of all pages and of all forms, put together."""

from __future__ import annotations

from urllib.parse import quote

import acts
import hostile
import server_pages
import sync_pages
from shown import NONE, Shown

_GENERAL = [
    Shown("login", "blank", "/login", "nobody"),
    Shown("login", "wrong", "/login", "nobody", 401, act=acts.sign_in_wrongly),
    Shown("login", "hint", "/login?next=%2Fsyncs", "nobody", act=acts.come_without_cookies),
    Shown("login", "throttled", "/login", "nobody", 429, (401,), acts.sign_in_too_often),
    Shown("login", "used", "/login/once?code=used", "nobody", 401),
    Shown("shortcuts", "list", "/keys"),
    Shown("error", "unknown", f"/{quote(hostile.MARKUP)}", status=404),
    Shown("error", "no-sync", f"/syncs/{NONE}", status=404),
    Shown("error", "malformed", f"/syncs/{quote(hostile.MARKUP)}", status=404),
    Shown("error", "forged", "/keys", status=403, act=acts.send_old_form),
]

PAGES = [
    *_GENERAL,
    *sync_pages.OF_SYNCS,
    *server_pages.OF_SERVER,
    *sync_pages.CHANGING,
    *server_pages.CHANGING,
]
POSTS = [*sync_pages.POSTS, *server_pages.POSTS]
