"""Sessions and forms on the wire: who is let in, what is forged, and what each is answered."""

from __future__ import annotations

import re
import urllib.parse
import uuid
from collections.abc import Callable
from functools import partial

from acts import FAILURES, WRONG_TOKEN
from pages import PAGES, POSTS
from server_pages import OPEN_TO_AUDITORS
from visitor import HEADERS, OWN, Visitor, differences
from work import Job, Place, Worker, single

# What only an administrator may do, as the last part of a path.
ACTIONS = re.compile(
    r"/(push|pause|resume|pin|unpin|retry|skip|adopt|remove|delete|bulk|new|key|test|apply)\b"
)


class SigningIn:
    """Each method is a check; it gives what was wrong."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._seeding = place.seeding
        self._tap = place.tap()
        self.secrets = place.sessions

    def visitor(self, token: str | None = None) -> Visitor:
        visitor = Visitor(self._tap, secrets=self.secrets)
        if token is not None:
            visitor.sign_in(token)
        return visitor

    def _posts(self) -> list[str]:
        return [self._seeding.path(path) for path in POSTS]

    def admin(self) -> Visitor:
        return self.visitor(self._seeding.of.token)

    def wrong_token(self) -> list[str]:
        answer = self.visitor().ask("POST", "/login", {"token": WRONG_TOKEN, "next": "/syncs"})
        return differences(
            ("status", answer.status, 401), ("cookie", answer.headers.get("set-cookie"), None)
        )

    def sixth_wrong_token(self) -> list[str]:
        visitor = Visitor(self._place.tap(), secrets=self.secrets)
        found = [visitor.sign_in(WRONG_TOKEN).status for _ in range(FAILURES)]
        sixth, right = visitor.sign_in(WRONG_TOKEN), visitor.sign_in(self._seeding.of.token)
        wait = int(sixth.headers.get("retry-after", "0"))
        other = self.admin()
        return differences(
            ("first statuses", found, [401] * FAILURES),
            ("sixth", sixth.status, 429),
            ("right token", right.status, 429),
            ("waits", 1 <= wait <= 60, True),
            ("another address", bool(other.csrf), True),
        )

    def next_page(self) -> list[str]:
        found = []
        for next_path, wanted in (
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example/", "/"),
            ("javascript:alert(1)", "/"),
            ("/%09/evil.example", "/%09/evil.example"),
            ("/\t/evil.example", "/"),
            ("evil", "/"),
            ("/syncs?q=a%26b", "/syncs?q=a%26b"),
        ):
            answer = self.visitor().sign_in(self._seeding.of.token, next_path)
            found += differences(
                (f"next={next_path} status", answer.status, 303),
                (f"next={next_path}", answer.location, wanted),
            )
            shown = (
                self.visitor()
                .ask("GET", "/login?" + urllib.parse.urlencode({"next": next_path}))
                .text
            )
            if "evil.example" in shown and "evil.example" not in wanted:
                found.append(f"the login page leads to {next_path}")
        return found

    def cookie(self) -> list[str]:
        answer = self.visitor().sign_in(self._seeding.of.token)
        parts = [part.strip().lower() for part in answer.headers.get("set-cookie", "").split(";")]
        return [
            f"the cookie is not {part}: {parts[1:]}"
            for part in ("httponly", "samesite=strict", "path=/")
            if part not in parts
        ]

    def sign_out(self) -> list[str]:
        visitor = self.admin()
        before = visitor.ask("GET", "/syncs").status
        answer = visitor.ask("POST", "/logout", {"csrf": visitor.csrf})
        after = visitor.ask("GET", "/syncs")
        return differences(
            ("before", before, 200),
            ("status", answer.status, 303),
            ("after", (after.status, after.location), (303, "/login?next=%2Fsyncs")),
        )

    def fixation(self) -> list[str]:
        visitor = self.admin()
        known = visitor.cookie
        visitor.sign_in(self._seeding.of.token)
        thief = self.visitor()
        thief.cookie = known
        planted = self.visitor()
        planted.cookie = known.split("=")[0] + "=" + "0" * 64
        planted.sign_in(self._seeding.of.token)
        return differences(
            ("a new cookie", visitor.cookie != known, True),
            ("the old one", thief.ask("GET", "/syncs").status, 303),
            ("a planted one is kept", planted.cookie.endswith("0" * 64), False),
        )

    def revoked_token(self) -> list[str]:
        name = f"revoked-{uuid.uuid4().hex[:8]}"
        token = self._seeding.of.call("POST", "/tokens", {"name": name, "role": "admin"})["token"]
        self.secrets.append(token["value"])
        visitor = self.visitor(token["value"])
        before = visitor.ask("GET", "/syncs").status
        self._seeding.of.call("DELETE", f"/tokens/{name}")
        return differences(
            ("before", before, 200), ("after", visitor.ask("GET", "/syncs").status, 303)
        )

    def forged_forms(self) -> list[str]:
        """No form does anything unless a page of this session sent it; and nothing is logged."""
        visitor, other = self.admin(), self.admin()
        head = self._seeding.of.head()
        found: list[str] = []
        for path in ("/preferences", "/logout", *self._posts()):
            for what, csrf, headers in (
                ("no token", "", OWN),
                ("another session's token", other.csrf, OWN),
                ("cross-site", visitor.csrf, {"Sec-Fetch-Site": "cross-site"}),
                ("same-site", visitor.csrf, {"Sec-Fetch-Site": "same-site"}),
                ("Origin null", visitor.csrf, {"Origin": "null"}),
                ("another origin", visitor.csrf, {"Origin": "http://evil.example"}),
                ("no origin", visitor.csrf, {}),
            ):
                answer = visitor.ask("POST", path, {"csrf": csrf, "theme": "dark"}, headers)
                found += differences(
                    (f"{path}, {what}", answer.status, 403),
                    ("cookie", answer.headers.get("set-cookie"), None),
                )
            stranger = self.visitor().ask("POST", path, {"csrf": visitor.csrf})
            found += differences((f"{path} without a session", stranger.status, 303))
        for path in ("/preferences", "/logout"):
            found += differences((f"GET {path} is no page", visitor.ask("GET", path).status, 404))
        own = {"Origin": self._tap.address}
        answer = visitor.ask("POST", "/preferences", {"csrf": visitor.csrf, "theme": "dark"}, own)
        return found + differences(
            ("the own origin", answer.status, 303),
            ("still signed in", visitor.ask("GET", "/syncs").status, 200),
            ("new events", self._seeding.of.acts_since(head), []),
        )

    def bodies(self) -> list[str]:
        visitor = self.admin()
        long = {"csrf": visitor.csrf, "theme": "x" * 65536}
        as_json = visitor.ask(
            "POST", "/preferences", None, {**OWN, "Content-Type": "application/json"}, "{}"
        )
        return differences(
            ("a long form", visitor.ask("POST", "/preferences", long).status, 413),
            ("JSON", as_json.status, 415),
        )

    def headers(self) -> list[str]:
        visitor, found = self.admin(), []
        asset = re.search(r"/assets/[^\"]+\.css", visitor.ask("GET", "/login").text or "")
        paths = [
            "/",
            "/syncs",
            "/keys",
            "/login",
            "/nothing",
            "/assets/none/app.css",
            f"/syncs/{self._seeding.ids['in-step']}",
        ] + ([asset.group(0)] if asset else [])
        for who in (visitor, self.visitor()):
            for path in paths:
                answer = who.ask("GET", path)
                for name, text in HEADERS.items():
                    found += differences((f"{path} {name}", answer.headers.get(name), text))
                kept = "immutable" if path.endswith(".css") and answer.status == 200 else "no-store"
                if kept not in answer.headers.get("cache-control", ""):
                    found.append(f"{path}: Cache-Control: {answer.headers.get('cache-control')}")
        return found

    def auditor(self) -> list[str]:
        """An auditor sees every page, one line that says what is not there, and no action."""
        visitor, found = self.visitor(self._seeding.tokens["auditor"]), []
        shown = [one.path for one in PAGES if one.who == "auditor" and one.status == 200]
        states = [f"/syncs/{{{name}}}" for name in ("in-step", "failed", "parked", "paused")]
        for path in map(self._seeding.path, [*shown, *states, "/keys"]):
            text = visitor.ask("GET", path).text
            if "you see every page and change nothing" not in text:
                found.append(f"{path} does not say that nothing can be changed")
            found += [
                f"{path} links {link}"
                for link in re.findall(r'(?:href|action)="([^"]*)"', text)
                if ACTIONS.search(link)
            ]
        head = self._seeding.of.head()
        for path in POSTS:
            form = {"csrf": visitor.csrf, "act": "push"}
            answer = visitor.ask("POST", self._seeding.path(path), form)
            wanted = OPEN_TO_AUDITORS.get(path, 403)
            found += differences((f"POST {path}", answer.status, wanted))
        return found + differences(("new events", self._seeding.of.acts_since(head), []))


CHECKS: list[Callable[[SigningIn], list[str]]] = [
    SigningIn.wrong_token,
    SigningIn.sixth_wrong_token,
    SigningIn.next_page,
    SigningIn.cookie,
    SigningIn.sign_out,
    SigningIn.fixation,
    SigningIn.revoked_token,
    SigningIn.bodies,
    SigningIn.headers,
]

# They want no event in the log, so nobody else may change anything meanwhile.
CHECKS_ALONE: list[Callable[[SigningIn], list[str]]] = [
    SigningIn.forged_forms,
    SigningIn.auditor,
]


def jobs() -> tuple[list[Job], list[Job]]:
    """A job for each check; the second ones are done while nothing else is."""

    def check(of: Callable[[SigningIn], list[str]], worker: Worker) -> list[str]:
        return of(SigningIn(worker.place))

    def each(checks: list[Callable[[SigningIn], list[str]]]) -> list[Job]:
        return [
            single(f"session {of.__name__.replace('_', ' ')}", partial(check, of)) for of in checks
        ]

    return each(CHECKS), each(CHECKS_ALONE)
