"""An installation with many syncs in step and a long log, for measuring the dashboard.

Each sync has a folder of its own with 40 keys; every 50th is paused, and in every 100th one key is
parked. Another one, `many`, has 300 keys. The syncs write to 25 accounts, and `many` to its own.
"""

import contextlib
import http.client
import json
import multiprocessing
import os
import signal
import sqlite3
import tempfile
import time
from dataclasses import dataclass, field

from bench_checkly import REFUSED, Checkly
from bench_visitor import API
from servers import Server, cloud_event, headers, make_connection

KEYS, MANY_KEYS = 40, 300
ACCOUNTS, MANY_ACCOUNT = 25, "account-many"
PROJECTS, ENVIRONMENTS = 10, ("dev", "staging", "prod")
# The source of most folders, that of every tenth, and one that never posted.
SOURCES = ("bench", "other", "quiet")
# How many events stand in one delivery while the log grows, and who sends how many at once.
EVENTS_A_DELIVERY, SENDERS, CONNECTIONS = 10, 4, 8
REFUSALS = 100
SYNC_PATH = "/secret-syncs/checkly"
SETTLING_SECONDS = 300
# Events are taken into the index when so many wait.
INDEX_BLOCK = 512
# No comparison with Checkly and no new listing comes between the measurements.
SETTINGS = {
    "CHECKLY_SYNC_REQUESTS_PER_MINUTE": "1000000",
    "CHECKLY_SYNC_RECONCILE_INTERVAL": "24h",
    "CHECKLY_SYNC_LISTING_AGE": "24h",
}


@dataclass
class Installation:
    """A running server with its data, and the ids of what is in it."""

    binary: str
    data: str
    checkly: Checkly
    server: Server = None
    ids: dict = field(default_factory=dict)

    def start(self):
        self.server = Server(self.binary, self.data, self.checkly.url, SETTINGS)

    def restart(self):
        self.server.stop()
        self.start()

    def head(self):
        """The last position of the log."""
        return API(self.server).call(
            "GET", "/events", newest="true", limit="1")["events"][0]["position"]


@contextlib.contextmanager
def installation(binary, syncs, events, seconds):
    """One with so many syncs and at least so many events; all of it ends after some seconds."""
    def end(*_):
        raise SystemExit(f"this takes longer than {seconds} s")

    signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    checkly = Checkly([account(number) for number in range(ACCOUNTS)] + [MANY_ACCOUNT])
    try:
        with tempfile.TemporaryDirectory() as directory:
            found = Installation(binary, os.path.join(directory, "data"), checkly)
            found.start()
            try:
                start = time.monotonic()
                _fill(found, syncs, events)
                print(f"{syncs} syncs of {KEYS} keys and a log of {found.head()} events, made in "
                      f"{time.monotonic() - start:.0f} s", flush=True)
                yield found
            finally:
                found.server.stop()
    finally:
        checkly.stop()
        signal.alarm(0)


def account(number):
    return f"account-{number % ACCOUNTS:02}"


def folder(number):
    return {"projectId": f"project-{number % PROJECTS}",
            "environment": ENVIRONMENTS[number % len(ENVIRONMENTS)],
            "secretPath": f"/team-{number // 40:02}/app-{number:04}"}


MANY_FOLDER = {"projectId": "project-0", "environment": "dev", "secretPath": "/many"}


def _source(number):
    return SOURCES[1] if number % 10 == 9 else SOURCES[0]


def _fill(found, syncs, events):
    api = API(found.server)
    for name in SOURCES:
        found.server.make_source(name)
    found.ids["connection"] = make_connection(found.server)
    _report(found, syncs)
    _make_syncs(found, api, syncs)
    _settle(api, syncs + 1)
    for number in range(1, syncs, 50):
        api.call("POST", f"{SYNC_PATH}/{found.ids[number]}/pause", {"reason": "for a look"})
    # Else each change is pushed by itself, and the log holds little but pushes.
    api.call("POST", "/hold", {})
    _grow(found.server.webhooks, syncs, events - found.head())
    api.call("DELETE", "/hold")
    _settle(api, syncs + 1)
    _await_index(found)
    for number in range(REFUSALS):
        _post(http.client.HTTPConnection("127.0.0.1", found.server.webhooks),
              SOURCES[number % 2], f"refused-{number}", b"{}", b"another body", 401)


def _report(found, syncs):
    """All keys of every folder, in a delivery each."""
    connection = http.client.HTTPConnection("127.0.0.1", found.server.webhooks)
    places = [(folder(number), _source(number), _keys(number)) for number in range(syncs)]
    places.append((MANY_FOLDER, SOURCES[0], [f"K{key:03}" for key in range(MANY_KEYS)]))
    for number, (place, source, keys) in enumerate(places):
        secrets = [{"key": key, "value": f"the first value of {key}"} for key in keys]
        name = f"report-{number}"
        body = json.dumps(cloud_event(name, "snapshot", place, {"secrets": secrets})).encode()
        _post(connection, source, name, body, body, 202)


def _keys(number):
    """The keys of a folder; what is changed later has the names that start with K."""
    refused = [f"KEY{REFUSED}"] if number % 100 == 7 else []
    return [f"K{key:02}" for key in range(KEYS - len(refused))] + refused


def _post(connection, source, name, body, signed, status):
    """Posts a delivery with the signature of a body, which may be another, and reads the answer."""
    connection.request("POST", f"/webhooks/{source}", body, headers(name, signed))
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != status:
        raise SystemExit(f"a delivery was answered {answer.status}: {text}")


def _make_syncs(found, api, syncs):
    for number in range(syncs):
        found.ids[number] = _make_sync(
            found, api, f"app-{number:04}-to-checkly", folder(number), account(number),
            f"APP{number:04}_{{{{secretKey}}}}")
    found.ids["many"] = _make_sync(
        found, api, "many-to-checkly", MANY_FOLDER, MANY_ACCOUNT, "MANY_{{secretKey}}")


def _make_sync(found, api, name, place, destination, schema):
    return api.call("POST", SYNC_PATH, {
        "name": name, "connectionId": found.ids["connection"], "isAutoSyncEnabled": True, **place,
        "syncOptions": {"initialSyncBehavior": "preserve-destination", "keySchema": schema},
        "destinationConfig": {"accountId": destination}})["secretSync"]["id"]


def _settle(api, syncs):
    """Waits until nothing is left to be pushed."""
    end = time.monotonic() + SETTLING_SECONDS
    while True:
        counts = {state: api.call("GET", "/syncs", state=state, limit="1")["matching"]
                  for state in ("in-step", "parked", "paused")}
        if sum(counts.values()) == syncs:
            return
        if time.monotonic() > end:
            raise SystemExit(f"of {syncs} syncs, only these are where they should be: {counts}")
        time.sleep(0.2)


def _await_index(found):
    """Waits until the index of what events are found by is as long as the log."""
    end = time.monotonic() + SETTLING_SECONDS
    place = f"file:{os.path.join(found.data, 'events.sqlite')}?mode=ro"
    with contextlib.closing(sqlite3.connect(place, uri=True)) as log:
        while log.execute(
                "SELECT max(position) - (SELECT through FROM postings_progress) FROM events"
        ).fetchone()[0] >= INDEX_BLOCK:
            if time.monotonic() > end:
                raise SystemExit("the log is not indexed")
            time.sleep(0.2)


def _grow(port, syncs, events):
    """Lets the log grow by so many events, of one changed key each."""
    deliveries = max(0, events) // EVENTS_A_DELIVERY
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_send, args=(port, syncs, range(first, deliveries, SENDERS)))
               for first in range(SENDERS)]
    for worker in workers:
        worker.start()
    try:
        for worker in workers:
            worker.join()
            if worker.exitcode:
                raise SystemExit("not all deliveries were recorded")
    finally:
        for worker in workers:
            worker.terminate()


def _send(port, syncs, numbers):
    """Sends deliveries over some connections, one each at the same time."""
    connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                   for _ in range(CONNECTIONS)]
    for first in range(0, len(numbers), CONNECTIONS):
        sent = list(zip(connections, numbers[first:first + CONNECTIONS]))
        for connection, number in sent:
            body, fields = _delivery(number, syncs)
            connection.request("POST", f"/webhooks/{_source(number)}", body, fields)
        for connection, _ in sent:
            answer = connection.getresponse()
            answer.read()
            if answer.status != 202:
                raise SystemExit(f"a delivery was answered {answer.status}")


def _delivery(number, syncs):
    """Changes of folders whose source is the same; one of them often, so that it has a history."""
    events = []
    for each in range(EVENTS_A_DELIVERY):
        count = number * EVENTS_A_DELIVERY + each
        chosen = (count * 7 // 10 * 10 + number % 10) % (syncs // 10 * 10)
        if each == 0 and number % 10 == 0:
            chosen = 0
        change = {"op": "set", "key": f"K{count * 11 % (KEYS - 1):02}", "value": f"value {count}"}
        events.append(cloud_event(count, "changed", folder(chosen), {"changes": [change]}))
    body = json.dumps(events).encode()
    return body, {**headers(f"batch-{number}", body),
                  "content-type": "application/cloudevents-batch+json"}
