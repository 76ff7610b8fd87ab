"""A server, a sandbox and signed deliveries, for the scripts that measure and torture them."""

import base64
import hashlib
import hmac
import json
import os
import re
import socket
import subprocess
import threading
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
TOKEN = "bench-token"


class NotReady(SystemExit):
    """A server ended before it was ready; ends the script with what it said, where nobody catches it."""

    def __init__(self, code, said):
        super().__init__(f"the server ended with {code} before it was ready:\n{said}")
        self.ended_with = code


class Server:
    """A `serve` in a directory; `ready` is the time from its start until it accepts requests, in seconds.

    Throws `NotReady` where the server ends before that.
    """

    def __init__(self, binary, directory, checkly="http://127.0.0.1:9", more=None):
        environment = dict(
            os.environ, CHECKLY_API_URL=checkly, CHECKLY_SYNC_ADMIN_TOKEN=TOKEN, **(more or {}))
        start = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "serve", "--data", directory, "--webhook-listen", "127.0.0.1:0",
             "--admin-listen", "127.0.0.1:0", "--log-format", "json"],
            stderr=subprocess.PIPE, env=environment, text=True)
        said = []
        while True:
            line = self.process.stderr.readline()
            if not line:
                self.process.wait(60)
                raise NotReady(self.process.returncode, "".join(said))
            said.append(line)
            if line.startswith("{") and json.loads(line)["message"] == "ready":
                break
        self.ready = time.monotonic() - start
        entry = json.loads(line)
        self.webhooks = int(entry["webhooks"].rsplit(":", 1)[1])
        self.admin = int(entry["admin"].rsplit(":", 1)[1])
        # What it says from now on is nobody's concern, but must not fill the pipe.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

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

    def make_source(self, name="bench"):
        self.call("/api/v1/webhook-sources", {
            "name": name, "preset": "standard-webhooks", "secrets": [SECRET]})

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

    def kill(self):
        self.process.kill()
        self.process.wait(60)


def event(number, changes):
    folder = {"projectId": "p", "environment": "dev", "secretPath": "/app"}
    return json.dumps(cloud_event(number, "changed", folder, {"changes": changes})).encode()


def cloud_event(number, kind, folder, data):
    return {"specversion": "1.0", "id": f"evt-{number}", "source": "/bench",
            "type": f"secrets.{kind}", "data": {**folder, **data}}


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


def make_connection(server):
    """Makes a connection to the sandbox's account; gives its id."""
    connection = server.call("/api/v1/app-connections/checkly", {
        "name": "bench", "method": "api-key",
        "credentials": {"apiKey": "sandbox-api-key"}})
    return connection["appConnection"]["id"]
