"""Jobs, each of which makes one check or more, and the workers that take them two at a time."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser import HEIGHT, SILENT_STREAM, Watch, launch, open_context, session_secret, sign_in
from installation import Installation
from report import Report
from seeding import Seeding
from tap import Tap

WORKERS = 2
WIDTH = 1440


@dataclass
class Place:
    """Where checks are made: a seeded installation, an empty one, and the taps before them.

    `start` makes another one, for checks that change it; `all` has every one that was started.
    """

    seeding: Seeding
    empty: Installation
    pictures: Path
    start: Callable[[], Installation]
    all: list[Installation]
    sessions: list[str] = field(default_factory=list)
    taps: list[Tap] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tap(self, of: Installation | None = None) -> Tap:
        """A new tap, whose failed sign-ins are counted for themselves."""
        with self._lock:
            of = of or self.seeding.of
            self.taps.append(Tap(of.admin, f"127.0.0.{len(self.taps) + 2}"))
            return self.taps[-1]

    def token(self, who: str) -> str:
        return self.seeding.of.token if who == "admin" else self.seeding.tokens[who]


class Worker:
    """A browser with a reader of each kind that has been needed so far."""

    def __init__(self, browser: Browser, place: Place) -> None:
        self.browser = browser
        self.place = place
        self._readers: dict[tuple[str, bool], tuple[BrowserContext, Page, Watch]] = {}

    @contextlib.contextmanager
    def reader(
        self, who: str, is_empty: bool = False, width: int = WIDTH
    ) -> Iterator[tuple[Page, Watch]]:
        """The page of a reader, who is signed in once; whoever is nobody is new each time."""
        found = self._readers.get((who, is_empty))
        if found is None:
            found = self._open(who, is_empty)
            if who != "nobody":
                self._readers[(who, is_empty)] = found
        context, page, watch = found
        watch.clear()
        page.set_viewport_size({"width": width, "height": HEIGHT})
        try:
            yield page, watch
        finally:
            if who == "nobody":
                context.close()

    def _open(self, who: str, is_empty: bool) -> tuple[BrowserContext, Page, Watch]:
        tap = self.place.tap(self.place.empty if is_empty else None)
        context, watch = open_context(self.browser, tap.address, WIDTH)
        context.add_init_script(SILENT_STREAM)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        if who != "nobody":
            sign_in(page, self.place.token(who))
            self.note(context)
        return context, page, watch

    def note(self, context: BrowserContext) -> None:
        """Remembers the secret of a session, which must stand nowhere else."""
        if secret := session_secret(context):
            self.place.sessions.append(secret)


Problems = dict[str, list[str]]


@dataclass
class Job:
    """Checks that are made together; `run` gives the problems of those that are wanted."""

    names: list[str]
    run: Callable[[Worker, set[str]], Problems]

    def do(self, worker: Worker, report: Report) -> None:
        wanted = [name for name in self.names if report.wants(name)]
        if not wanted:
            return
        try:
            found = self.run(worker, set(wanted))
        except Exception as error:  # whatever stops a check is its problem; the others go on.
            said = " ".join(str(error).split())[:400] or repr(error)
            found = {name: [said] for name in wanted}
        for name in wanted:
            report.add(name, found.get(name, []))


def single(name: str, check: Callable[[Worker], list[str] | None]) -> Job:
    """A job that is one check."""
    return Job([name], lambda worker, _: {name: check(worker) or []})


def do_all(jobs: list[Job], place: Place, report: Report, workers: int = WORKERS) -> None:
    """Does all jobs, some at the same time."""
    left: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in jobs:
        if any(report.wants(name) for name in job.names):
            left.put(job)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with sync_playwright() as playwright:
                browser = launch(playwright)
                worker = Worker(browser, place)
                with contextlib.suppress(queue.Empty):
                    while not failures:
                        left.get_nowait().do(worker, report)
                browser.close()
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=work, daemon=True) for _ in range(min(workers, left.qsize()))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
