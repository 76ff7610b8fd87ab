"""Takes the pictures that the documents show; called by scripts/pictures."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import uuid
from pathlib import Path

from playwright.sync_api import sync_playwright

import shop
from browser import SILENT_STREAM, launch, open_context, sign_in
from past import Clock, Past
from seeding import Seeding

WIDTH = 1200
MARGIN = 16
BOTTOM = "(one) => one.getBoundingClientRect().bottom"
# What is taken: a name, a path, and what it ends with.
PICTURES = [("overview", "/", "main .card:has(svg.chart)"), ("keys", "/syncs/{shop}", "main table")]


def take(seeding: Seeding, folder: Path) -> None:
    """Signs in and takes all pictures."""
    of = seeding.of
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context, _ = open_context(browser, f"http://127.0.0.1:{of.admin}", WIDTH)
        context.add_init_script(SILENT_STREAM)
        page = context.new_page()
        sign_in(page, of.token)
        for name, path, last in PICTURES:
            page.goto(seeding.path(path))
            bottom = page.locator(last).first.evaluate(BOTTOM)
            page.screenshot(
                path=folder / f"{name}.png",
                full_page=True,
                clip={"x": 0, "y": 0, "width": WIDTH, "height": bottom + MARGIN},
            )
        browser.close()


def main() -> None:
    options = argparse.ArgumentParser(prog="scripts/pictures", description=__doc__)
    options.add_argument("--program", required=True)
    options.add_argument("folder", type=Path)
    given = options.parse_args()
    # Being ended is no reason to leave programs behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="checkly-sync-pictures-") as files:
        clock = Clock(Path(files))
        clock.set(days=3)
        of = Past(given.program, uuid.uuid4().hex, clock)
        try:
            seeding = Seeding(of)
            shop.seed(seeding, clock)
            take(seeding, given.folder)
        finally:
            of.stop()


if __name__ == "__main__":
    main()
