"""A client without a browser, which sends what it is told to."""

from __future__ import annotations

import http.client
import re
import urllib.parse
from dataclasses import dataclass, field

from tap import Tap

FORM = "application/x-www-form-urlencoded"
OWN = {"Sec-Fetch-Site": "same-origin"}
# What every answer of the dashboard has.
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types dashboard",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Visitor:
    """A client that keeps its cookie and says what it is told to."""

    tap: Tap
    cookie: str = ""
    csrf: str = ""
    secrets: list[str] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        form: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        body: str | None = None,
    ) -> Answer:
        sent = {"Accept": "text/html", **(OWN if headers is None else headers)}
        if self.cookie:
            sent["Cookie"] = self.cookie
        if form is not None:
            body = urllib.parse.urlencode(form)
            sent.setdefault("Content-Type", FORM)
        connection = http.client.HTTPConnection("127.0.0.1", self.tap.port, timeout=30)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()

    def sign_in(self, token: str, next_path: str = "") -> Answer:
        answer = self.ask("POST", "/login", {"token": token, "next": next_path})
        for cookie in answer.headers.get_all("set-cookie") or []:
            self.cookie = cookie.split(";")[0]
            self.secrets.append(self.cookie.split("=", 1)[1])
        if answer.status == 303:
            found = re.search(r'name="csrf" value="([^"]+)"', self.ask("GET", "/keys").text)
            self.csrf = found.group(1) if found else ""
        return answer


def differences(*facts: tuple[str, object, object]) -> list[str]:
    """What is not as wanted; each fact is a name, what is and what should be."""
    return [
        f"{name}: {found!r}, not {wanted!r}" for name, found, wanted in facts if found != wanted
    ]
