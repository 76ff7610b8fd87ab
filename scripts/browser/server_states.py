"""Sources, connections and deliveries in every state that the pages of the server show."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid

import hostile
from canary import CORE
from installation import API_KEY, Installation
from seeding import Seeding

KMS_SECRET = f"kms-{CORE}-signs"
JSON = "application/json"
KMS_CLIENT_SECRET = "sandbox-client-secret"


def seed(seeding: Seeding) -> None:
    """Everything that the pages of the server show beside what syncs need."""
    sources(seeding)
    connections(seeding)
    accepted(seeding)
    refused(seeding)
    verification = seeding.of.call("POST", "/audit/verifications")["verification"]
    seeding.ids["verification"] = verification["id"]


def sources(seeding: Seeding) -> None:
    of = seeding.of
    of.call("POST", "/webhook-sources", _source(seeding, "quiet", preset="github"))
    of.call("POST", "/webhook-sources", _source(seeding, "disabled"))
    of.call("PATCH", "/webhook-sources/disabled", {"isEnabled": False})
    ages = {"notBefore": "2027-01-01T00:00:00Z", "notAfter": "2028-01-01T00:00:00Z"}
    secrets = "/webhook-sources/hooks/secrets"
    made = of.call("POST", secrets, {"secret": f"whsec_{'A' * 43}=", **ages})["webhookSource"]
    seeding.ids["old secret"] = made["secrets"][0]["id"]
    _read_back(seeding)


def _source(seeding: Seeding, name: str, preset: str = "standard-webhooks") -> dict[str, object]:
    payload = "hanzo-kms" if preset == "hanzo-kms" else "secret-events"
    secret = KMS_SECRET if preset != "standard-webhooks" else seeding.of.signing_secret
    return {"name": name, "preset": preset, "payload": payload, "secrets": [secret]}


def _read_back(seeding: Seeding) -> None:
    """A source that reads its folders from the KMS."""
    of = seeding.of
    folder = seeding.folder("kms")
    for key in ("READ", "BACK"):
        of.at_kms({**folder, "key": key, "value": seeding.value()})
    reader = {
        "api": "infisical-v3",
        "baseUrl": f"http://127.0.0.1:{of.kms}",
        "clientId": "sandbox-client",
        "clientSecret": KMS_CLIENT_SECRET,
    }
    of.call("POST", "/webhook-sources", {**_source(seeding, "kms", "hanzo-kms"), "reader": reader})
    seeding.sync("read-back", "in-step", folder, sourceName="kms")
    notify(of, folder)


def notify(of: Installation, folder: dict[str, str]) -> None:
    """The KMS says that a folder has changed."""
    at = int(time.time() * 1000)
    project = {"workspaceId": folder["projectId"], "projectName": "p", **folder}
    body = json.dumps({"event": "secrets.modified", "project": project, "timestamp": at}).encode()
    code = hmac.new(KMS_SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"content-type": JSON, "x-kms-signature": f"t={at};{code}"}
    status, text = of.send("kms", body, headers)
    assert status == 202, text


def fail_reading(seeding: Seeding) -> None:
    """The KMS lets nobody read any more."""
    seeding.of.set_kms_faults(readStatus=403)
    notify(seeding.of, seeding.folder("kms"))

    def has_failed() -> bool:
        source = seeding.of.call("GET", "/webhook-sources/kms")["webhookSource"]
        return any(folder["failure"] for folder in source["reading"]["folders"])

    seeding.wait("a read that failed", has_failed)


def read_again(seeding: Seeding) -> None:
    """Ends `fail_reading`."""
    seeding.of.set_kms_faults()


def connections(seeding: Seeding) -> None:
    for name, description in (("hostile", hostile.DESCRIPTION), ("unused", "")):
        body = {"name": name, "method": "api-key", "credentials": {"apiKey": API_KEY}}
        made = seeding.of.call(
            "POST", "/app-connections/checkly", {**body, "description": description}
        )
        seeding.ids[f"{name} connection"] = made["appConnection"]["id"]


def accepted(seeding: Seeding) -> None:
    """A delivery that was pushed, one that is ignored and one that cannot be read."""
    of, ids = seeding.of, seeding.ids
    ids["event"] = ids["delivery"] = str(seeding.change(seeding.folder("in-step"), ["API_KEY"]))
    folder = seeding.folder("", hostile.PROJECT, hostile.PATH)
    position = seeding.report(folder, hostile.KEYS, type="user", name=hostile.ACTOR)
    ids["hostile delivery"] = str(position)
    for name, body in (("ignored", b'{"type":"test"}'), ("malformed", b"not JSON")):
        of.send("hooks", body, of.signed(uuid.uuid4().hex, body))
        found = of.call("GET", "/deliveries", newest="true", limit="1", answer=name)
        ids[name] = str(found["deliveries"][0]["position"])


def refused(seeding: Seeding) -> None:
    """Refused deliveries: signed with a line feed too many, too old, and a stranger's."""
    of = seeding.of
    body = b'{"specversion":"1.0"}'
    refusals = {
        "mismatch": ("hooks", of.signed("mismatch", body, key=of.signing_key + b"\n")),
        "too-old": ("hooks", of.signed("too-old", body, age=400)),
        "unsigned": ("hooks", {"content-type": JSON, "user-agent": hostile.MARKUP}),
        "stranger": (
            f"hook?{hostile.ENCODED}",
            {"content-type": JSON, "x-hostile": hostile.MARKUP},
        ),
    }
    for name, (source, headers) in refusals.items():
        status, text = of.send(source, body, headers)
        assert status == 401, f"{name}: {status} {text}"
        found = of.call("GET", "/deliveries", refused="true", newest="true", limit="1")
        seeding.ids[name] = found["deliveries"][0]["id"]
