"""Tries the dashboard in a real browser; called by scripts/browser-test."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import uuid
from pathlib import Path

from playwright.sync_api import expect

import canary
import elsewhere
import live
import looks
import routes
import shortcuts
import signing_in
import states
import story
import walk
import wire
from acts import WRONG_TOKEN
from browser import SECONDS
from installation import API_KEY, Installation
from report import Report
from seeding import Seeding
from server_states import KMS_CLIENT_SECRET
from work import Job, Place, do_all

CANARY = "canary"


def try_all(program: str, pictures: Path, report: Report) -> None:
    """Starts what is needed, makes the checks, and ends what it started."""
    place: Place | None = None
    started: list[Installation] = []

    def start() -> Installation:
        started.append(Installation(program, token))
        return started[-1]

    token = f"admin-{canary.CORE}-{uuid.uuid4().hex}"
    try:
        place = Place(Seeding(start()), start(), pictures, start, started)
        states.seed(place.seeding)
        free, alone = _jobs()
        do_all(free, place, report)
        do_all(alone, place, report, workers=1)
        if report.wants(CANARY):
            report.add(CANARY, look_for_secrets(place))
    finally:
        for installation in started:
            installation.stop()
        for tap in place.taps if place else []:
            tap.stop()


def _jobs() -> tuple[list[Job], list[Job]]:
    """All jobs; the second ones are done one after the other, while nothing else is."""
    free, changing = looks.jobs()
    sessions, unchanged = signing_in.jobs()
    others = [
        *routes.jobs(),
        *wire.jobs(),
        *live.jobs(),
        *walk.jobs(),
        *story.jobs(),
        *shortcuts.jobs(),
        *sessions,
    ]
    return [*others, *elsewhere.jobs(), *free], [*unchanged, *changing]


def look_for_secrets(place: Place) -> list[str]:
    """Looks for every secret in everything that was sent and said until now."""
    filled = place.seeding.of
    secrets = {
        "a secret or the admin token": canary.CORE,
        "the API key": API_KEY,
        "the signing secret": filled.signing_secret.removeprefix("whsec_"),
        "a mistyped token": WRONG_TOKEN,
        "a client secret of the KMS": KMS_CLIENT_SECRET,
        **{f"the token of {role}": token for role, token in place.seeding.tokens.items()},
        "the master key": (filled.data / "master.key").read_text().strip(),
        "the checkpoint key": (filled.data / "checkpoint.key").read_text().strip(),
    }
    said = "".join(one.said for one in place.all)
    sent = b"\n".join(tap.text for tap in place.taps)
    return canary.check(sent, said, secrets, place.sessions)


def names() -> list[str]:
    """The names of all checks."""
    free, alone = _jobs()
    return [name for job in [*free, *alone] for name in job.names] + [CANARY]


def main() -> int:
    options = argparse.ArgumentParser(prog="scripts/browser-test", description=__doc__)
    options.add_argument("--program", help=argparse.SUPPRESS)
    options.add_argument(
        "--pictures",
        default=".build/pictures",
        metavar="DIR",
        type=Path,
        help="where pictures of all pages go (default: .build/pictures)",
    )
    options.add_argument(
        "--only",
        default="",
        metavar="NAME,…",
        help="makes only checks whose names have one in them",
    )
    options.add_argument("--list", action="store_true", help="lists the checks and makes none")
    given = options.parse_args()
    expect.set_options(timeout=SECONDS * 1000)
    report = Report(given.only)
    if given.list:
        print("\n".join(name for name in names() if report.wants(name)))
        return 0
    # Being ended is no reason to leave programs behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    given.pictures.mkdir(parents=True, exist_ok=True)
    try:
        try_all(given.program, given.pictures, report)
    except (SystemExit, KeyboardInterrupt) as error:
        # All is stopped; browsers end with this program, without waiting for what they do.
        print(f"browser-test: {error or 'ended'}", file=sys.stderr, flush=True)
        sys.stdout.flush()
        os._exit(1)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
