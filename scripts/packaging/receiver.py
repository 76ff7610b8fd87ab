"""Whoever is told what waits: a web server on this machine that keeps what is posted to it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

_SECONDS = 60


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.kept.append(({name.lower(): self.headers[name] for name in self.headers}, body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    kept: list[tuple[dict[str, str], bytes]]


class Receiver:
    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.kept = []
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Receiver:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, text: str) -> tuple[dict[str, str], bytes]:
        """The first message that holds a text."""
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            for message in list(self._server.kept):
                if text.encode() in message[1]:
                    return message
            time.sleep(0.1)
        raise TimeoutError(f"no message with {text}: {self._server.kept}")

    def problems(self, message: tuple[dict[str, str], bytes], secret: str) -> list[str]:
        """Whether it is signed as Standard Webhooks 1.0.0 says, section "Signature scheme"."""
        headers, body = message
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        code = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        given = headers["webhook-signature"].split(" ")
        return [] if f"v1,{code}" in given else [f"signed {given}, not v1,{code}"]
