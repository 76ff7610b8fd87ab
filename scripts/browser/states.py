"""One sync or more for every state, and keys in every state."""

from __future__ import annotations

import hostile
import server_states
from seeding import FILLERS, MANY_KEYS, PROJECT, Seeding, connect


def seed(seeding: Seeding) -> None:
    """Everything that the pages show; returns once all of it is so."""
    connect(seeding)
    waiting(seeding)
    settled(seeding)
    failing(seeding)
    held_back(seeding)
    hostile_names(seeding)
    fillers(seeding)
    server_states.seed(seeding)
    seeding.settle()
    after_pushes(seeding)
    seeding.settle()
    seeding.of.call("DELETE", "/webhook-sources/gone")
    seeding.wait("needs-you", lambda: seeding.state("needs-you") == "needs-you")


def waiting(seeding: Seeding) -> None:
    # Without a source, the KMS would be asked for the folder.
    about = "Waits for a folder that nobody has reported."
    seeding.sync("waiting", "waiting", description=about, sourceName="hooks")
    folder = seeding.folder("never-pushed")
    seeding.report(folder, [])
    seeding.sync("never-pushed", "never-pushed", folder, isAutoSyncEnabled=False)


def settled(seeding: Seeding) -> None:
    folder = seeding.folder("in-step")
    imported = seeding.folder("base")
    seeding.report(imported, ["SENTRY_DSN", "REGION"])
    seeding.report(folder, ["API_KEY", "DATABASE_URL", "SMTP_PASSWORD"], type="user", name="Ada")
    seeding.of.deliver(
        "imports",
        folder,
        {"imports": [{"environment": "dev", "secretPath": imported["secretPath"]}]},
    )
    seeding.sync("in-step", "in-step", description="All is as it should be.")
    seeding.report(seeding.folder("many"), [f"KEY_{number:03}" for number in range(MANY_KEYS)])
    seeding.sync("many", "in-step")
    seeding.report(seeding.folder("first-owner"), ["SHARED", "OWN"])
    schema = {"keySchema": "OWNED_{{secretKey}}"}
    seeding.sync("first-owner", "in-step", options=schema)
    seeding.settle()
    seeding.report(seeding.folder("conflict"), ["SHARED", "OTHER"])
    seeding.sync("conflict", "conflict", options=schema)
    for name in ("drifted", "changes-waiting", "pinned", "kept", "mixed", "paused"):
        seeding.report(seeding.folder(name), ["ALPHA", "BRAVO", "CHARLIE", "DELTA"])
        seeding.sync(name, "in-step")
    seeding.report(seeding.folder("blank"), ["FILLED", "BLANK"], blank=("BLANK",))
    seeding.sync("blank", "in-step", options={"emptyValue": "skip"})


def failing(seeding: Seeding) -> None:
    seeding.fail("FAILED_BAD")
    seeding.report(seeding.folder("failed"), ["GOOD", "BAD"])
    seeding.sync("failed", description="Checkly answers one of its keys with an error.")
    seeding.fail("PARKED_BAD", status=400)
    seeding.fail("PARKED_LEFT", status=400)
    seeding.report(seeding.folder("parked"), ["GOOD", "BAD", "LEFT"])
    seeding.sync("parked", "parked")
    seeding.fail("REFUSED_ANY", status=401)
    seeding.report(seeding.folder("refused"), ["ANY"])
    seeding.sync("refused", "needs-you", connectionId=seeding.ids["to be refused"])
    seeding.report(seeding.folder("needs-you"), ["ANY"], source="gone")
    seeding.sync("needs-you", "in-step", sourceName="gone")


def held_back(seeding: Seeding) -> None:
    seeding.of.at_checkly("POST", "", {"key": "CONSENT_FOREIGN", "value": "set by hand"})
    seeding.report(seeding.folder("consent"), ["WANTED"])
    seeding.sync(
        "consent",
        "needs-consent",
        consent="required",
        options={"initialSyncBehavior": "overwrite-destination"},
    )
    seeding.report(seeding.folder("removing"), ["STUCK", "GONE"])
    seeding.sync("removing", "in-step")


def hostile_names(seeding: Seeding) -> None:
    folder = seeding.folder("", hostile.PROJECT, hostile.PATH)
    seeding.report(folder, [*hostile.KEYS, hostile.LEFT_OUT], type="user", name=hostile.ACTOR)
    seeding.sync(
        "hostile",
        "in-step",
        folder,
        {"keySchema": "{{secretKey}}"},
        description=hostile.DESCRIPTION,
        destinationConfig={"accountId": "sandbox-account", "accountName": hostile.ACCOUNT},
    )
    long = seeding.folder("", "p" * 255, "/" + "long/" * 200)
    seeding.sync(
        "n" * 256,
        "paused",
        long,
        {"keySchema": "S" * 200 + "{{secretKey}}"},
        "long",
        description="d" * 256,
        pause={"reason": hostile.REASON},
        sourceName="hooks",
    )


def fillers(seeding: Seeding) -> None:
    """So many syncs that their list has pages."""
    for number in range(FILLERS):
        name = f"filler-{number:02}"
        seeding.sync(
            name,
            folder=seeding.folder(name, f"{PROJECT}-{number % 3}"),
            pause={"reason": "not needed yet"} if number % 4 == 0 else None,
            sourceName="hooks",
        )


def after_pushes(seeding: Seeding) -> None:
    """What needs a sync that was in step first."""
    for name in ("drifted", "changes-waiting", "kept", "mixed"):
        seeding.update(name, {"isAutoSyncEnabled": False})
    seeding.of.at_checkly("DELETE", "/DRIFTED_ALPHA")
    seeding.wait("drift", lambda: seeding.state("drifted") == "drifted")
    seeding.ids["then"] = str(seeding.of.head())
    for name in ("changes-waiting", "mixed"):
        seeding.change(seeding.folder(name), ["ALPHA", "ECHO"], "BRAVO")
        seeding.wait(name, lambda: seeding.state(name) == "changes-waiting")
    mixed = seeding.folder("mixed")
    seeding.of.call(
        "POST", "/keys/shred", {"secret": f"{mixed['projectId']}/dev{mixed['secretPath']}:ECHO"}
    )
    seeding.update(
        "kept",
        {
            "syncOptions": {
                "initialSyncBehavior": "preserve-destination",
                "keySchema": "KEPT_{{secretKey}}",
                "disableSecretDeletion": True,
            }
        },
    )
    seeding.change(seeding.folder("kept"), [], "DELTA")
    seeding.act("pinned", "pin", {"asOf": seeding.of.head()})
    seeding.change(seeding.folder("pinned"), ["ALPHA"])
    seeding.act("paused", "pause", {"reason": hostile.REASON})
    seeding.change(seeding.folder("paused"), ["ALPHA"])
    seeding.act("parked", "skip", {"key": "PARKED_LEFT", "reason": hostile.REASON})
    seeding.fail("REMOVING_STUCK", method="DELETE")
    seeding.act("removing", "remove-secrets")
    seeding.wait("removing", lambda: seeding.state("removing") == "removing")
    seeding.wait("failed", lambda: seeding.key_states("failed").get("failed") == 1)


def hold(seeding: Seeding) -> None:
    """Holds all pushing."""
    seeding.of.call("POST", "/hold", {"reason": hostile.REASON})


def release(seeding: Seeding) -> None:
    """Ends `hold`."""
    seeding.of.call("DELETE", "/hold")


def push_slowly(seeding: Seeding) -> None:
    """Begins a push that is under way until `push_on`."""
    seeding.of.set_faults(seeding.failures, latencyMilliseconds=700)
    seeding.change(seeding.folder("many"), [f"KEY_{number:03}" for number in range(MANY_KEYS)])
    seeding.wait("pushing", lambda: seeding.state("many") == "pushing")


def push_on(seeding: Seeding) -> None:
    """Lets what `push_slowly` began come to its end."""
    seeding.of.set_faults(seeding.failures)
