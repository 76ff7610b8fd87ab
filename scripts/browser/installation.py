"""A sandbox Checkly and a server with new data, on loopback ports of the system's choice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import tempfile
import time
import urllib.parse
import uuid
from pathlib import Path
from typing import Any

from process import Process

API_KEY = "sandbox-api-key"
ACCOUNT = "sandbox-account"
REQUEST_SECONDS = 60.0


class Refused(Exception):
    """An answer of the API that is not a success."""


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
    """A running server and its sandbox; `stop` ends both and removes their files.

    `options` are flags of the server that are to be otherwise; `environment` is for both programs.
    """

    def __init__(
        self,
        program: str,
        token: str,
        options: dict[str, str] | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.token = token
        self.signing_key = os.urandom(32)
        self.files = tempfile.TemporaryDirectory(prefix="checkly-sync-browser-")
        self.data = Path(self.files.name) / "data"
        self.processes: list[Process] = []
        self._program = program
        self._options = options or {}
        self._environment = {
            name: text
            for name, text in os.environ.items()
            if not name.startswith(("CHECKLY_", "http_proxy", "HTTP_PROXY"))
        } | (environment or {})
        self.webhooks = self.admin = 0
        try:
            self._start_sandbox()
            self.start_server()
        except BaseException:
            self.stop()
            raise

    def _start_sandbox(self) -> None:
        command = [self._program, "sandbox", "--checkly-port", "0", "--kms-port", "0"]
        sandbox = Process(command, self._environment)
        self.processes.append(sandbox)
        self.checkly = int(sandbox.wait_for(r"checkly http://[^ ]*?:(\d+)").group(1))
        self.kms = int(sandbox.wait_for(r"kms http://[^ ]*?:(\d+)").group(1))

    def start_server(self) -> None:
        """Starts the server, on the ports that it had before."""
        options = {
            "data": str(self.data),
            "checkly-url": f"http://127.0.0.1:{self.checkly}",
            "webhook-listen": f"127.0.0.1:{self.webhooks}",
            "admin-listen": f"127.0.0.1:{self.admin}",
            "requests-per-minute": "100000",
            "reconcile-interval": "2s",
            "log-level": "trace",
            "log-format": "json",
            **self._options,
        }
        arguments = [part for name, text in options.items() for part in (f"--{name}", text)]
        environment = dict(self._environment, CHECKLY_SYNC_ADMIN_TOKEN=self.token)
        self.server = Process([self._program, "serve", *arguments], environment)
        self.processes.append(self.server)
        ready = json.loads(self.server.wait_for(r'.*"message":"ready".*').group(0))
        self.webhooks = int(ready["webhooks"].rsplit(":", 1)[1])
        self.admin = int(ready["admin"].rsplit(":", 1)[1])

    def stop_server(self) -> None:
        """Ends the server only; `start_server` starts it again."""
        self.server.stop()

    @property
    def said(self) -> str:
        """Every line that the server and the sandbox have said."""
        return "".join(line for process in self.processes for line in process.lines)

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

    def at_kms(self, secret: dict[str, str]) -> None:
        """Somebody sets a secret at the KMS."""
        ask(self.kms, "PUT", "/sandbox/secrets", secret)

    def set_kms_faults(self, **faults: Any) -> None:
        """What the sandbox KMS does wrong from now on."""
        ask(self.kms, "PUT", "/sandbox/faults", faults)

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
        status, text = self.send(source, body, self.signed(identifier, body))
        if status != 202:
            raise Refused(f"webhook: {status} {text}")
        return int(json.loads(text)["position"])

    def signed(
        self, identifier: str, body: bytes, age: int = 0, key: bytes = b""
    ) -> dict[str, str]:
        """The headers of a delivery that was signed some seconds ago."""
        at = str(int(time.time()) - age)
        content = f"{identifier}.{at}.".encode() + body
        code = hmac.new(key or self.signing_key, content, hashlib.sha256).digest()
        return {
            "content-type": "application/cloudevents+json",
            "webhook-id": identifier,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{base64.b64encode(code).decode()}",
        }

    def send(self, source: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """Posts to the webhook side; gives what it answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.webhooks, timeout=60)
        try:
            connection.request("POST", f"/webhooks/{source}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()
