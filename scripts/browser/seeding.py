"""Brings an installation into every state that the pages can show."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from canary import MARKED
from installation import ACCOUNT, API_KEY, Installation

PROJECT = "browser-test"
MANY_KEYS = 230
FILLERS = 60
STATE_SECONDS = 40.0
SYNCS = "/secret-syncs/checkly"
Keys = dict[str, str | None]


class Seeding:
    """Makes sources, connections and syncs by the API, and waits until they are as wanted."""

    def __init__(self, installation: Installation) -> None:
        self.of = installation
        self.ids: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.failures: list[dict[str, Any]] = []
        self._wanted: list[tuple[str, str]] = []
        self._values = 0

    def path(self, path: str) -> str:
        """A path with what was seeded in place of its name in braces."""
        for name, identifier in self.ids.items():
            path = path.replace(f"{{{name}}}", quote(identifier, safe=""))
        return path

    def value(self) -> str:
        """A secret that nobody else has."""
        self._values += 1
        return f"{MARKED}{self._values}"

    def folder(self, name: str, project: str = PROJECT, path: str | None = None) -> dict[str, str]:
        return {"projectId": project, "environment": "dev", "secretPath": path or f"/{name}"}

    def report(
        self,
        folder: dict[str, str],
        keys: list[str],
        blank: tuple[str, ...] = (),
        source: str = "hooks",
        **actor: str,
    ) -> int:
        secrets = [{"key": key, "value": "" if key in blank else self.value()} for key in keys]
        data: dict[str, Any] = {"secrets": secrets}
        if actor:
            data["actor"] = actor
        return self.of.deliver("snapshot", folder, data, source)

    def change(self, folder: dict[str, str], keys: list[str], *deleted: str) -> int:
        changes = [{"op": "set", "key": key, "value": self.value()} for key in keys]
        changes += [{"op": "delete", "key": key} for key in deleted]
        return self.of.deliver("changed", folder, {"changes": changes})

    def fail(self, key: str, method: str = "POST", status: int = 500, **more: Any) -> None:
        """From now on Checkly does this wrong with a variable, again and again."""
        self.failures.append(
            {
                "kind": "status",
                "method": method,
                "key": key,
                "status": status,
                "times": 1_000_000,
                **more,
            }
        )
        self.of.set_faults(self.failures)

    def sync(
        self,
        name: str,
        state: str = "",
        folder: dict[str, str] | None = None,
        options: dict[str, Any] | None = None,
        known_as: str = "",
        **more: Any,
    ) -> None:
        """Makes a sync that should come into a state; `settle` waits for all of them."""
        known_as = known_as or name
        prefix = name.upper().replace("-", "_")
        body = {
            "name": name,
            "connectionId": self.ids["connection"],
            "isAutoSyncEnabled": True,
            **(folder or self.folder(name)),
            "syncOptions": {
                "initialSyncBehavior": "preserve-destination",
                "keySchema": prefix + "_{{secretKey}}",
                **(options or {}),
            },
            "destinationConfig": {"accountId": ACCOUNT, "accountName": "Example Company"},
            **more,
        }
        self.ids[known_as] = self.of.call("POST", SYNCS, body)["secretSync"]["id"]
        if state:
            self._wanted.append((known_as, state))

    def act(self, name: str, action: str, body: Any = None, **query: str) -> Any:
        return self.of.call("POST", f"{SYNCS}/{self.ids[name]}/{action}", body or {}, **query)

    def update(self, name: str, body: dict[str, Any]) -> None:
        self.of.call("PATCH", f"{SYNCS}/{self.ids[name]}", body)

    def state(self, name: str) -> str:
        return str(self.of.call("GET", f"{SYNCS}/{self.ids[name]}")["secretSync"]["state"])

    def key_states(self, name: str) -> dict[str, int]:
        answer = self.of.call("GET", f"{SYNCS}/{self.ids[name]}/keys", limit="1")
        found: dict[str, int] = answer["counts"]["states"]
        return found

    def wait(self, what: str, holds: Callable[[], bool]) -> None:
        """Asks until something holds; ends the script if it never does."""
        end = time.monotonic() + STATE_SECONDS
        while not holds():
            if time.monotonic() > end:
                raise SystemExit(f"seeding: this does not come about: {what}")
            time.sleep(0.05)

    def settle(self) -> None:
        """Waits until every sync is in the state that it was made for."""
        for name, state in self._wanted:
            self.wait(f"{name} {state}", lambda: self.state(name) == state)
        self._wanted.clear()


def connect(seeding: Seeding) -> None:
    """Sources, connections, tokens."""
    of = seeding.of
    for name in ("hooks", "gone"):
        of.call(
            "POST",
            "/webhook-sources",
            {
                "name": name,
                "preset": "standard-webhooks",
                "payload": "secret-events",
                "secrets": [of.signing_secret],
            },
        )
    for name in ("connection", "to be refused"):
        made = of.call(
            "POST",
            "/app-connections/checkly",
            {
                "name": name.replace(" ", "-"),
                "method": "api-key",
                "credentials": {"apiKey": API_KEY},
            },
        )
        seeding.ids[name] = made["appConnection"]["id"]
    for role in ("auditor", "admin"):
        made = of.call("POST", "/tokens", {"name": f"browser-{role}", "role": role})
        seeding.tokens[role] = made["token"]["value"]
