"""A source, a sync and a signed webhook, through the program's own commands."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from tool import write

# Runs a command of the program where the server is.
Run = Callable[..., "CompletedProcess[str]"]

SECRET_FILE = "/etc/kms.secret"
_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
KEY, VALUE = "API_KEY", "from-the-webhook"
# What the log's listing shows of the event.
RECORDED = '"type":"secrets.changed"'
_EVENT = {
    "specversion": "1.0",
    "id": "evt-1",
    "source": "/package-test",
    "type": "secrets.changed",
    "data": {
        "projectId": "p",
        "environment": "dev",
        "secretPath": "/app",
        "changes": [{"op": "set", "key": KEY, "value": VALUE}],
    },
}


def write_files(root: Path) -> None:
    """The files that the commands below read."""
    write(root / SECRET_FILE[1:], _SECRET + "\n")
    write(root / "etc/event.json", json.dumps(_EVENT))
    write(root / "etc/checkly.key", "sandbox-api-key\n")


def put(url: str, value: object) -> None:
    """Tells the sandbox what to do."""
    request = urllib.request.Request(url, json.dumps(value).encode(), method="PUT")
    with urllib.request.urlopen(request, timeout=10):
        pass


def make_source(run: Run) -> None:
    run(
        "checkly-sync", "sources", "create", "kms", "--preset", "standard-webhooks",
        "--payload", "secret-events", "--secret-file", SECRET_FILE,
    )  # fmt: skip


def make_sync(run: Run) -> None:
    run("checkly-sync", "connections", "create", "sandbox", "--api-key-file", "/etc/checkly.key")
    run(
        "checkly-sync", "syncs", "create", "app", "--connection", "sandbox", "--account",
        "sandbox-account", "--no-group", "--project", "p", "--environment", "dev", "--path", "/app",
    )  # fmt: skip


def send(run: Run, webhooks: str, *more: str) -> str:
    """Signs and sends the event; gives what the program says."""
    done = run(
        "checkly-sync", "send", "--to", f"http://{webhooks}/webhooks/kms", "--preset",
        "standard-webhooks", "--secret-file", SECRET_FILE, "--file", "/etc/event.json", *more,
    )  # fmt: skip
    return done.stdout + done.stderr
