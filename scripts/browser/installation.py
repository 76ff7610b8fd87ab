"""A sandbox Checkly and a server with new data, on loopback ports of the system's choice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import subprocess
import tempfile
import threading
import time
import urllib.parse
import uuid
from pathlib import Path
from typing import Any

API_KEY = "sandbox-api-key"
ACCOUNT = "sandbox-account"
START_SECONDS = 60.0
REQUEST_SECONDS = 60.0


class Refused(Exception):
    """An answer of the API that is not a success."""


class Process:
    """A program that this script started; keeps every line that it says."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._changed:
                self.lines.append(line)
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, pattern: str) -> re.Match[str]:
        """The first line that matches; ends the script with what was said if none does in time."""
        end = time.monotonic() + START_SECONDS
        seen = 0
        with self._changed:
            while True:
                for line in self.lines[seen:]:
                    if found := re.search(pattern, line):
                        return found
                seen = len(self.lines)
                left = end - time.monotonic()
                if left <= 0 or self._process.poll() is not None:
                    raise SystemExit(f"nothing like {pattern} was said:\n{''.join(self.lines)}")
                self._changed.wait(min(left, 1))

    @property
    def identifier(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(30)


def ask(port: int, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
    """What an API answers on a port; throws `Refused` if it is not a success."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=REQUEST_SECONDS)
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if answer.status >= 300:
        raise Refused(f"{method} {path}: {answer.status} {text.decode(errors='replace')}")
    return json.loads(text) if text else None


class Installation:
    """A running server and its sandbox; `stop` ends both and removes their files."""

    def __init__(self, program: str, token: str) -> None:
        self.token = token
        self.signing_key = os.urandom(32)
        self.files = tempfile.TemporaryDirectory(prefix="checkly-sync-browser-")
        self.data = Path(self.files.name) / "data"
        self.processes: list[Process] = []
        environment = {
            name: text
            for name, text in os.environ.items()
            if not name.startswith(("CHECKLY_", "http_proxy", "HTTP_PROXY"))
        }
        try:
            self._start(program, environment)
        except BaseException:
            self.stop()
            raise

    def _start(self, program: str, environment: dict[str, str]) -> None:
        sandbox = Process(
            [program, "sandbox", "--checkly-port", "0", "--kms-port", "0"], environment
        )
        self.processes.append(sandbox)
        address = sandbox.wait_for(r"checkly (http://[^ ]*?:(\d+))")
        self.checkly = int(address.group(2))
        environment = dict(environment, CHECKLY_SYNC_ADMIN_TOKEN=self.token)
        self.server = Process(
            [
                program,
                "serve",
                "--data",
                str(self.data),
                "--checkly-url",
                address.group(1),
                "--webhook-listen",
                "127.0.0.1:0",
                "--admin-listen",
                "127.0.0.1:0",
                "--requests-per-minute",
                "100000",
                "--reconcile-interval",
                "2s",
                "--log-level",
                "trace",
                "--log-format",
                "json",
            ],
            environment,
        )
        self.processes.append(self.server)
        ready = json.loads(self.server.wait_for(r'.*"message":"ready".*').group(0))
        self.webhooks = int(ready["webhooks"].rsplit(":", 1)[1])
        self.admin = int(ready["admin"].rsplit(":", 1)[1])

    @property
    def signing_secret(self) -> str:
        return "whsec_" + base64.b64encode(self.signing_key).decode()

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.stop()
        self.files.cleanup()

    def call(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """What the API answers to the administrator."""
        if query:
            path += "?" + urllib.parse.urlencode(query)
        return ask(self.admin, method, "/api/v1" + path, body, self.token)

    def head(self) -> int:
        """The last position of the log."""
        newest = self.call("GET", "/events", newest="true", limit="1")["events"]
        return int(newest[0]["position"])

    def acts_since(self, position: int) -> list[str]:
        """The types of events after a position, but for what goes on meanwhile."""
        found = self.call("GET", "/events", after=str(position), limit="1000")["events"]
        return [
            event["type"]
            for event in found
            if not event["type"].startswith(("push.", "drift.", "source.read", "token."))
        ]

    def set_faults(self, failures: list[dict[str, Any]], **more: Any) -> None:
        """What the sandbox Checkly does wrong from now on."""
        ask(self.checkly, "PUT", "/sandbox/faults", {"failures": failures, **more})

    def at_checkly(self, method: str, path: str, body: Any = None) -> Any:
        """Somebody changes something at Checkly without us."""
        return ask(self.checkly, method, "/v1/variables" + path, body, API_KEY)

    def deliver(
        self, kind: str, folder: dict[str, str], data: dict[str, Any], source: str = "hooks"
    ) -> int:
        """A signed webhook; gives the position of its event."""
        identifier = uuid.uuid4().hex
        body = json.dumps(
            {
                "specversion": "1.0",
                "id": identifier,
                "source": "/browser-test",
                "type": f"secrets.{kind}",
                "data": {**folder, **data},
            }
        ).encode()
        now = str(int(time.time()))
        content = f"{identifier}.{now}.".encode() + body
        code = hmac.new(self.signing_key, content, hashlib.sha256).digest()
        headers = {
            "content-type": "application/cloudevents+json",
            "webhook-id": identifier,
            "webhook-timestamp": now,
            "webhook-signature": f"v1,{base64.b64encode(code).decode()}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.webhooks, timeout=60)
        try:
            connection.request("POST", f"/webhooks/{source}", body, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status != 202:
            raise Refused(f"webhook: {answer.status} {text.decode(errors='replace')}")
        return int(json.loads(text)["position"])
