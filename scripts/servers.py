"""A server, a sandbox and signed deliveries, for the scripts that measure and torture them."""

import base64
import hashlib
import hmac
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
TOKEN = "bench-token"


class Server:
    """A `serve` in a directory; `ready` is the time from its start until it accepts requests, in seconds."""

    def __init__(self, binary, directory, checkly="http://127.0.0.1:9"):
        environment = dict(
            os.environ, CHECKLY_API_URL=checkly, CHECKLY_SYNC_ADMIN_TOKEN=TOKEN)
        start = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "serve", "--data", directory, "--webhook-listen", "127.0.0.1:0",
             "--admin-listen", "127.0.0.1:0", "--log-format", "json"],
            stderr=subprocess.PIPE, env=environment, text=True)
        while True:
            line = self.process.stderr.readline()
            if not line:
                sys.exit("the server ended before it was ready")
            entry = json.loads(line)
            if entry["message"] == "ready":
                break
        self.ready = time.monotonic() - start
        self.webhooks = int(entry["webhooks"].rsplit(":", 1)[1])
        self.admin = int(entry["admin"].rsplit(":", 1)[1])

    def resident(self):
        """Resident memory in MB (10^6 bytes)."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            kib = re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1)
        return int(kib) * 1024 / 1e6

    def call(self, path, body):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.admin}{path}", json.dumps(body).encode(),
            {"Authorization": f"Bearer {TOKEN}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def make_source(self):
        self.call("/api/v1/webhook-sources", {
            "name": "bench", "preset": "standard-webhooks", "secrets": [SECRET]})

    def deliver(self, number, changes):
        body = event(number, changes)
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.webhooks}/webhooks/bench", body, headers(number, body))
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == 202
            return json.load(answer)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def event(number, changes):
    return json.dumps({
        "specversion": "1.0", "id": f"evt-{number}", "source": "/bench",
        "type": "secrets.changed",
        "data": {"projectId": "p", "environment": "dev", "secretPath": "/app",
                 "changes": changes}}).encode()


def headers(number, body):
    now = str(int(time.time()))
    content = f"msg_{number}.{now}.".encode() + body
    code = base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest()).decode()
    return {"content-type": "application/cloudevents+json", "webhook-id": f"msg_{number}",
            "webhook-timestamp": now, "webhook-signature": f"v1,{code}"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sandbox:
    """A sandbox Checkly and KMS in a process of its own."""

    def __init__(self, binary):
        ports = [str(free_port()) for _ in range(2)]
        self.process = subprocess.Popen(
            [binary, "sandbox", "--checkly-port", ports[0], "--kms-port", ports[1]],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{ports[0]}"
        for _ in range(100):
            try:
                self.journal()
                break
            except OSError:
                time.sleep(0.05)

    def journal(self):
        with urllib.request.urlopen(self.url + "/sandbox/requests", timeout=5) as answer:
            return json.load(answer)

    def set_faults(self, faults):
        request = urllib.request.Request(
            self.url + "/sandbox/faults", json.dumps(faults).encode(), method="PUT")
        urllib.request.urlopen(request, timeout=5).close()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
