"""Deliveries at a steady pace, and how long each is waited for."""

import http.client
import multiprocessing
import sys
import time

from servers import event, headers

RATE, SENDERS = 500, 8
CONTEXT = multiprocessing.get_context("fork")


def deliver(port, name, seconds):
    """Delivers so often a second; gives how long each answer took, from when it was due at the
    latest."""
    results = CONTEXT.Queue()
    start = time.monotonic() + 0.5
    workers = [CONTEXT.Process(target=_send, args=(port, f"{name}-{number}",
                                                   start + number / RATE, seconds, results))
               for number in range(SENDERS)]
    for worker in workers:
        worker.start()
    try:
        times = [one for _ in workers for one in results.get(timeout=seconds + 60)]
        for worker in workers:
            worker.join()
        return times
    finally:
        for worker in workers:
            worker.terminate()


def _send(port, name, start, seconds, results):
    """Sends every `SENDERS / RATE` seconds, fewer in all where answers come too late for that.

    No sync reads the folder that this is about.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    times, free_at = [], 0.0
    for number in range(seconds * RATE // SENDERS):
        identity = f"{name}-{number}"
        body = event(identity, [{"op": "set", "key": f"K{number % 100}", "value": "x" * 700}])
        fields = headers(identity, body)
        if free_at > start + seconds:
            break
        due = start + number * SENDERS / RATE
        time.sleep(max(0.0, due - time.monotonic()))
        # It also waits for an earlier answer that came late.
        begun = due if free_at > due else time.monotonic()
        connection.request("POST", "/webhooks/bench", body, fields)
        answer = connection.getresponse()
        answer.read()
        free_at = time.monotonic()
        if answer.status != 202:
            sys.exit(f"a delivery was answered {answer.status}")
        times.append(free_at - begun)
    results.put(times)


def quantile(times, part):
    return sorted(times)[int(len(times) * part)] * 1000


def words(times):
    return f"p50 {quantile(times, 0.5):.2f} ms, p99 {quantile(times, 0.99):.2f} ms"
