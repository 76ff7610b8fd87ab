"""What open pages of the dashboard that follow the log cost those who deliver at the same time."""

import http.client
import multiprocessing
import os
import re
import statistics
import sys
import threading
import time

from bench_deliveries import deliver, quantile, words
from bench_state import installation
from bench_visitor import Visitor, regions, sign_in

TABS, TABS_A_SESSION = 20, 8
LIMIT = 1.1
SECONDS = 1500
# How long a page waits before it looks again for what came while it was looking.
BETWEEN_LOOKS = 0.25
OPENING_TRIES, OPENING_PAUSE = 10, 0.5
POSITION = re.compile(r'<html [^>]*data-live="(\d+)"')
CONTEXT = multiprocessing.get_context("fork")


def measure_tabs(binary, runs, syncs, events, seconds):
    """Prints the times of deliveries in turns without and with open pages; ends with 1 where these
    cost too much."""
    with installation(binary, syncs, events, SECONDS) as found:
        cookies = [sign_in(found.server).headers for _ in range(-(-TABS // TABS_A_SESSION))]
        rounds = {False: [], True: []}
        for number in range(runs):
            # Each is the first of the two in every other turn.
            for with_tabs in (number % 2 == 1, number % 2 == 0):
                tabs = Tabs(found, cookies) if with_tabs else None
                times = deliver(found.server.webhooks, f"{number}-{with_tabs}", seconds)
                told = f"; {tabs.stop()}" if tabs else ""
                rounds[with_tabs].append(times)
                print(f"{'with' if with_tabs else 'without'} {TABS} live pages: "
                      f"{len(times) / seconds:.0f} deliveries/s, {words(times)}{told}", flush=True)
    _compare(rounds)


def _compare(rounds):
    def median(with_tabs, part):
        return statistics.median(quantile(times, part) for times in rounds[with_tabs])

    for name, part in (("p50", 0.5), ("p99", 0.99)):
        without, beside = median(False, part), median(True, part)
        print(f"median {name}: without {without:.2f} ms, with {beside:.2f} ms, "
              f"ratio {beside / without:.2f}")
    ratio = median(True, 0.99) / median(False, 0.99)
    print(f"ratio of p99: {ratio:.2f} (at most {LIMIT:.2f})"
          + ("  TOO SLOW" if ratio > LIMIT else ""))
    if ratio > LIMIT:
        sys.exit(1)


class Tabs:
    """Pages that are open in a process of their own, and do what the script of a page does."""

    def __init__(self, found, cookies):
        self.stopping, ready, self.results = CONTEXT.Event(), CONTEXT.Event(), CONTEXT.Queue()
        paths = ["/", "/syncs", f"/syncs/{found.ids[0]}", "/deliveries", "/events"]
        places = [(paths[number % len(paths)], cookies[number // TABS_A_SESSION])
                  for number in range(TABS)]
        self.process = CONTEXT.Process(target=_follow, args=(
            found.server.admin, places, ready, self.stopping, self.results), daemon=True)
        self.process.start()
        if not ready.wait(60):
            raise SystemExit("the pages do not open")

    def stop(self):
        """Closes them; says what they did."""
        self.stopping.set()
        changes, answers = self.results.get(timeout=60)
        self.process.join(60)
        if len(changes) != TABS or not all(changes):
            raise SystemExit(f"not every page heard of changes: {changes}")
        if set(answers) - {200, 304}:
            raise SystemExit(f"parts of pages were answered {answers}")
        told = ", ".join(f"{count} times {status}" for status, count in sorted(answers.items()))
        return f"they heard of {sum(changes)} changes and fetched parts, {told}"


def _follow(port, places, ready, stopping, results):
    # Browsers have machines of their own.
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    tabs = [_Tab(port, path, cookie, stopping) for path, cookie in places]
    ready.set()
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    answers = {}
    for tab in tabs:
        for status in tab.answers:
            answers[status] = answers.get(status, 0) + 1
    results.put(([tab.changes for tab in tabs], answers))


class _Tab(threading.Thread):
    """One open page: a stream, and the parts that are fetched again at each change."""

    def __init__(self, port, path, cookie, stopping):
        super().__init__()
        self.visitor, self.stopping = Visitor(port, cookie), stopping
        self.answers, self.changes, self.tags = [], 0, {}
        self.has_changed = threading.Event()
        page = self.visitor.ask("GET", path)[2]
        self.parts = regions(path, page)
        self.stream = _open_stream(port, cookie, POSITION.search(page).group(1))

    def run(self):
        reader = threading.Thread(target=self.read)
        reader.start()
        while not self.stopping.is_set():
            if self.has_changed.wait(BETWEEN_LOOKS):
                self.has_changed.clear()
                self.fetch()
                time.sleep(BETWEEN_LOOKS if self.has_changed.is_set() else 0)
        reader.join()

    def read(self):
        """Hears of changes; a line comes every second, so that it also hears of the end."""
        while not self.stopping.is_set():
            if self.stream.readline().startswith(b"event: change"):
                self.changes += 1
                self.has_changed.set()
        self.stream.close()

    def fetch(self):
        for part in self.parts:
            known = self.tags.get(part, "")
            status, fields, _ = self.visitor.ask("GET", part, If_None_Match=known)
            self.answers.append(status)
            if status == 200:
                self.tags[part] = fields["etag"]


def _open_stream(port, cookie, position):
    """The stream of a page; a place may still be taken by a page that was closed just now."""
    for _ in range(OPENING_TRIES):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", f"/live?since={position}", headers=cookie)
        answer = connection.getresponse()
        if answer.status == 200:
            return answer
        connection.close()
        time.sleep(OPENING_PAUSE)
    raise SystemExit(f"a live page was answered {answer.status}")
