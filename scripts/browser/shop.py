"""The secrets of a shop, as the pictures of the documents show them."""

from __future__ import annotations

import json

from installation import API_KEY
from past import Clock
from seeding import Seeding

SOURCE = "kms"
# The folder and the keys of each sync.
FOLDERS = {
    "checkout": ("shop", "prod", "/checkout", "API_KEY DATABASE_URL LOGIN_PASSWORD"),
    "shop": ("shop", "prod", "/web", "API_KEY BASIC_AUTH LOGIN_EMAIL LOGIN_PASSWORD"),
    "shop-staging": ("shop", "staging", "/web", "API_KEY LOGIN_PASSWORD"),
    "search": ("search", "prod", "/", "API_KEY INDEX_KEY"),
    "billing": ("billing", "prod", "/", "API_KEY INVOICE_TOKEN WEBHOOK_SECRET"),
}
SHARED = {"projectId": "shop", "environment": "prod", "secretPath": "/shared"}
# How many hours ago, who changed which keys of which sync.
CHANGES = [
    (22, "rotation", "checkout", "API_KEY"),
    (21, "rotation", "shop", "API_KEY"),
    (21, "rotation", "shop-staging", "API_KEY LOGIN_PASSWORD"),
    (18, "deploy", "search", "INDEX_KEY"),
    (14, "Linus", "shop-staging", "API_KEY LOGIN_PASSWORD"),
    (13, "deploy", "checkout", "DATABASE_URL"),
    (13, "deploy", "billing", "INVOICE_TOKEN"),
    (13, "deploy", "billing", "WEBHOOK_SECRET API_KEY"),
    (11, "deploy", "search", "API_KEY INDEX_KEY"),
    (9, "Linus", "shop-staging", "LOGIN_PASSWORD"),
    (8, "rotation", "checkout", "API_KEY DATABASE_URL LOGIN_PASSWORD"),
    (8, "rotation", "shop", "LOGIN_PASSWORD"),
    (6, "deploy", "shop", "LOGIN_EMAIL"),
    (5, "deploy", "shop-staging", "API_KEY"),
    (5, "deploy", "shop-staging", "LOGIN_PASSWORD"),
    (5, "deploy", "billing", "INVOICE_TOKEN"),
    (4, "Linus", "search", "API_KEY"),
    (3, "deploy", "checkout", "LOGIN_PASSWORD"),
    (2, "Linus", "shop-staging", "API_KEY LOGIN_PASSWORD"),
    (2, "Linus", "billing", "API_KEY WEBHOOK_SECRET"),
    (1, "rotation", "search", "API_KEY"),
]


def seed(seeding: Seeding, clock: Clock) -> None:
    """Lets the days since then go by, and ends now; one sync and one sender need somebody."""
    connect(seeding)
    report(seeding, SHARED, "SENTRY_DSN")
    for name in FOLDERS:
        add(seeding, name)
    for hours, who, name, keys in CHANGES:
        clock.set(hours=hours, minutes=17)
        change(seeding, name, who, keys)
    clock.set(minutes=52)
    refuse_delivery(seeding)
    clock.set(minutes=24)
    refuse_key(seeding, "shop", "BASIC_AUTH")
    clock.set(minutes=3)
    change(seeding, "checkout", "deploy", "API_KEY DATABASE_URL")
    clock.set()


def connect(seeding: Seeding) -> None:
    of = seeding.of
    of.call(
        "POST",
        "/webhook-sources",
        {
            "name": SOURCE,
            "preset": "standard-webhooks",
            "payload": "secret-events",
            "secrets": [of.signing_secret],
        },
    )
    body = {"name": "checkly", "method": "api-key", "credentials": {"apiKey": API_KEY}}
    made = of.call("POST", "/app-connections/checkly", body)
    seeding.ids["connection"] = made["appConnection"]["id"]


def folder(name: str) -> dict[str, str]:
    project, environment, path, _ = FOLDERS[name]
    return {"projectId": project, "environment": environment, "secretPath": path}


def report(seeding: Seeding, of: dict[str, str], keys: str) -> None:
    seeding.report(of, keys.split(), source=SOURCE, type="user", name="rotation")


def add(seeding: Seeding, name: str) -> None:
    report(seeding, folder(name), FOLDERS[name][3])
    if name == "shop":
        imports = [{"environment": "prod", "secretPath": SHARED["secretPath"]}]
        seeding.of.deliver("imports", folder(name), {"imports": imports}, SOURCE)
    seeding.sync(name, "in-step", folder(name))
    seeding.settle()


def change(seeding: Seeding, name: str, who: str, keys: str, state: str = "in-step") -> None:
    """Somebody changes keys; returns once the push of it has ended."""
    changes = [{"op": "set", "key": key, "value": seeding.value()} for key in keys.split()]
    data = {"changes": changes, "actor": {"type": "user", "name": who}}
    position = seeding.of.deliver("changed", folder(name), data, SOURCE)
    seeding.wait(f"{name} {state}", lambda: has_pushed(seeding, name, position, state))


def has_pushed(seeding: Seeding, name: str, position: int, state: str) -> bool:
    events = seeding.of.call("GET", "/events", after=str(position), limit="100")["events"]
    is_done = any(event["type"] == "push.finished" for event in events)
    return is_done and seeding.state(name) == state


def refuse_delivery(seeding: Seeding) -> None:
    """Somebody signs with a secret that is no longer one."""
    body = b'{"specversion":"1.0"}'
    status, text = seeding.of.send(SOURCE, body, seeding.of.signed("old", body, key=b"old"))
    assert status == 401, f"{status} {text}"


def refuse_key(seeding: Seeding, name: str, key: str) -> None:
    """Somebody changes a key to what Checkly does not take."""
    message = '"value" contains an invalid value'
    body = json.dumps({"statusCode": 400, "error": "Bad Request", "message": message})
    variable = f"{name.upper()}_{key}"
    seeding.fail(variable, method="PUT", status=400, kind="answer", body=body)
    change(seeding, name, "rotation", key, "parked")
