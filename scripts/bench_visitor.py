"""A client that keeps its connection, for the API and for the pages of the dashboard."""

import http.client
import json
import re
import time
import urllib.parse

from servers import TOKEN

SECONDS = 60
IDLE_SECONDS = 5
# A part of a page that open pages fetch again: its id and its address, which may be the page's.
REGION = re.compile(r'<\w+ id="([^"]+)" data-live(?:="([^"]+)")?>')


class Visitor:
    """One keep-alive connection to a port; `took` is the time of the last request in ms."""

    def __init__(self, port, headers=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        self.headers = headers or {}
        self.took = 0.0
        self.used = time.monotonic()

    def ask(self, method, path, body=None, **headers):
        """The status, the headers and the text of an answer."""
        sent = {**self.headers, **{name.replace("_", "-"): text for name, text in headers.items()}}
        if time.monotonic() - self.used > IDLE_SECONDS:
            # The server closes a connection that nobody uses.
            self.connection.close()
        start = time.perf_counter()
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        self.took = (time.perf_counter() - start) * 1000
        self.used = time.monotonic()
        return answer.status, answer.headers, content.decode()


class API(Visitor):
    """The admin API as the administrator."""

    def __init__(self, server):
        super().__init__(server.admin, {"Authorization": f"Bearer {TOKEN}",
                                        "Content-Type": "application/json"})

    def call(self, method, path, body=None, **query):
        """What it answers; ends the script if that is no success."""
        if query:
            path += "?" + urllib.parse.urlencode(query)
        status, _, text = self.ask(
            method, "/api/v1" + path, None if body is None else json.dumps(body))
        if status >= 300:
            raise SystemExit(f"{method} {path} was answered {status}: {text}")
        return json.loads(text)


def sign_in(server):
    """A client with the cookie of a session of its own."""
    visitor = Visitor(server.admin, {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
    status, headers, text = visitor.ask(
        "POST", "/login", urllib.parse.urlencode({"token": TOKEN, "next": "/keys"}),
        content_type="application/x-www-form-urlencoded")
    if status != 303:
        raise SystemExit(f"signing in was answered {status}: {text}")
    visitor.headers["Cookie"] = headers["set-cookie"].split(";")[0]
    return visitor


def regions(path, text):
    """Where the parts of a page can be fetched that open pages fetch again."""
    found = []
    for region, address in REGION.findall(text):
        place = address or path
        found.append(f"{place}{'&' if '?' in place else '?'}fragment={region}")
    return found
