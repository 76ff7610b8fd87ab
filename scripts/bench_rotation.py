"""What a rotation of the master key costs those who deliver at the same time."""

import json
import statistics
import threading
import time
import urllib.request

from bench_deliveries import deliver, quantile, words
from bench_state import installation
from servers import TOKEN

SECONDS = 1500
ROTATION_SECONDS = 600


def measure_rotation(binary, runs, syncs, events, seconds):
    """Prints how long a rotation takes, and the times of deliveries in turns without and beside
    one."""
    with installation(binary, syncs, events, SECONDS) as found:
        print(f"alone: {_rotate(found.server)}", flush=True)
        rounds = {False: [], True: []}
        for number in range(runs):
            for is_beside in (number % 2 == 1, number % 2 == 0):
                told = []
                rotation = threading.Thread(target=lambda: told.append(_rotate(found.server)))
                if is_beside:
                    rotation.start()
                times = deliver(found.server.webhooks, f"{number}-{is_beside}", seconds)
                if is_beside:
                    rotation.join()
                rounds[is_beside].append(times)
                print(f"{'beside one' if is_beside else 'without'}: "
                      f"{len(times) / seconds:.0f} deliveries/s, {words(times)}", *told, flush=True)
        for name, part in (("p50", 0.5), ("p99", 0.99)):
            without, beside = (statistics.median(quantile(times, part) for times in rounds[which])
                               for which in (False, True))
            print(f"median {name}: without {without:.2f} ms, beside {beside:.2f} ms, "
                  f"ratio {beside / without:.2f}")


def _rotate(server):
    request = urllib.request.Request(f"http://127.0.0.1:{server.admin}/api/v1/keys/rotate", b"",
                                     {"Authorization": f"Bearer {TOKEN}"})
    start = time.monotonic()
    with urllib.request.urlopen(request, timeout=ROTATION_SECONDS) as answer:
        count = json.load(answer)["rotated"]["keys"]
    return f"{count} keys in {time.monotonic() - start:.1f} s"
