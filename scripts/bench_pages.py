"""How long the server takes for each page of the dashboard, to the last byte."""

import re
import statistics
import sys
import time
import urllib.parse
from dataclasses import dataclass

from bench_state import KEYS, MANY_KEYS, folder, installation
from bench_visitor import API, Visitor, regions, sign_in

# Limits in ms, of medians.
QUICK, LIST, LOG, OTHER = 40, 80, 120, 200
FIRST_PAST = 900
# The stand-in for Checkly answers at once, so that its own time counts as none.
PLAN = 60
WARMING, TIMES, STARTS = 3, 20, 3
# A page that takes this long altogether, in ms, is asked for less often, but not below the fewest.
PATIENCE, FEWEST = 10_000, 5
# How often a part of a page may have changed while it is measured that it has not.
CHANGES = 20
ASKING_PAUSE = 0.25
SECONDS = 900


@dataclass
class Measured:
    name: str
    limit: int
    times: list

    @property
    def median(self):
        return statistics.median(self.times)

    def line(self):
        mark = "  TOO SLOW" if self.median > self.limit else ""
        return f"{self.name:<48} {self.limit:>5} {self.median:>8.1f} {max(self.times):>8.1f}{mark}"


def measure_pages(binary, syncs, events):
    """Prints a table; ends with 1 where a page is too slow."""
    with installation(binary, syncs, events, SECONDS) as found:
        print(f"{'page':<48} {'limit':>5} {'median':>8} {'slowest':>8}  in ms", flush=True)
        all_measured = [_show(_first_past(found))]
        visitor = sign_in(found.server)
        for name, path, limit in _pages(found, syncs, visitor):
            asker = Visitor(found.server.admin) if path.startswith("/login") else visitor
            all_measured.append(_show(_page(asker, name, path, limit)))
        all_measured.append(_show(_moments(visitor, found)))
        all_measured.append(_show(_bulk(visitor)))
        for name, place in _parts(found, visitor).items():
            all_measured.append(_show(_unchanged(visitor, f"304, {name}", place)))
    slow = [one for one in all_measured if one.median > one.limit]
    print(f"{len(all_measured)} pages and parts of pages, {len(slow)} of them too slow")
    if slow:
        sys.exit(1)


def _show(measured):
    print(measured.line(), flush=True)
    return measured


def _first_past(found):
    """The time machine by time, as the first thing after a start."""
    moment = API(found.server).call("GET", f"/events/{found.head() // 2}")["event"]["recordedAt"]
    path = f"/syncs/{found.ids['many']}/time?at={urllib.parse.quote(moment)}"
    times = []
    for _ in range(STARTS):
        found.restart()
        visitor = sign_in(found.server)
        _ask(visitor, path)
        times.append(visitor.took)
    return Measured("time machine, by time, first after a start", FIRST_PAST, times)


def _ask(visitor, path):
    status, _, text = visitor.ask("GET", path)
    if status != 200:
        raise SystemExit(f"{path} was answered {status}")
    return text


def _page(visitor, name, path, limit):
    def ask(_):
        text = _ask(visitor, path)
        if limit == PLAN and 'class="problem"' in text:
            raise SystemExit(f"{path} has no plan")

    return Measured(name, limit, _repeated(visitor, ask))


def _repeated(visitor, ask):
    """The times of requests, when they are warm; `ask` makes each, given its number."""
    times = []
    for number in range(WARMING + TIMES):
        ask(number)
        times.append(visitor.took)
        if sum(times) > PATIENCE and len(times) >= WARMING + FEWEST:
            break
    return times[WARMING:]


def _moments(visitor, found):
    """The time machine at another moment each time, as by its links to earlier changes."""
    step = found.head() // (WARMING + TIMES + 1)
    times = _repeated(visitor, lambda number: _ask(
        visitor, f"/syncs/{found.ids[0]}/time?at={step * (number + 1)}"))
    return Measured("time machine, another moment each time", OTHER, times)


def _bulk(visitor):
    """What is asked before all syncs that match are paused; nothing is done."""
    csrf = re.search(r'name="csrf" value="([^"]+)"', _ask(visitor, "/syncs")).group(1)
    form = urllib.parse.urlencode(
        {"csrf": csrf, "act": "pause", "all": "true", "projectId": "project-0"})

    def ask(_):
        status, _, _ = visitor.ask("POST", "/syncs/bulk", form,
                                   content_type="application/x-www-form-urlencoded")
        if status != 200:
            raise SystemExit(f"/syncs/bulk was answered {status}")

    return Measured("bulk, what would be done", OTHER, _repeated(visitor, ask))


def _unchanged(visitor, name, place):
    """A part of a page for somebody who has it as it is."""
    times, tag, changes = [], "", 0
    while len(times) < WARMING + TIMES:
        # One open page asks once a second at most; the server slows those that ask all the time.
        time.sleep(ASKING_PAUSE)
        status, headers, _ = visitor.ask("GET", place, If_None_Match=tag)
        if status == 304:
            times.append(visitor.took)
        elif status != 200 or changes > CHANGES:
            raise SystemExit(f"{place} was answered {status}, after {changes} changes")
        else:
            tag, changes = headers["etag"], changes + 1
    return Measured(name, QUICK, times[WARMING:])


def _pages(found, syncs, visitor):
    """Name, path and limit of each page."""
    api = API(found.server)
    refused = api.call("GET", "/deliveries", refused="true", limit="1")["deliveries"][0]["id"]
    newest = api.call("GET", "/deliveries", order="desc", limit="1")["deliveries"][0]
    return [
        ("login", "/login", QUICK),
        *_of_syncs(found, syncs),
        *_of_one_sync(found),
        *_wizard(found, visitor),
        *_of_log(found, newest),
        *_of_server(found, refused, newest),
    ]


def _of_syncs(found, syncs):
    place = folder(1)
    filters = {
        "projectId": place["projectId"], "environment": place["environment"], "state": "parked",
        "source": "other", "connectionId": found.ids["connection"], "accountId": "account-01",
        "q": "app-00", "none": "",
    }
    listed = [(f"syncs, {name}", f"/syncs?{name}={text}" if text else "/syncs")
              for name, text in filters.items()]
    listed += [(f"syncs, sorted by {order}, {way}", f"/syncs?sort={order}&order={way}")
               for order in ("name", "state", "last-push", "waiting") for way in ("asc", "desc")]
    listed += [("syncs, last page", f"/syncs?offset={syncs // 35 * 35}"),
               ("syncs, nothing matches", "/syncs?q=nothing-is-called-so"),
               ("overview", "/")]
    listed += [(f"search, {text}", f"/search?q={urllib.parse.quote(text)}")
               for text in ("app-0", "K1", "#5", "nothing-is-called-so", "batch-1")]
    return [(name, path, LIST) for name, path in listed]


def _of_one_sync(found):
    first, paused, many = (f"/syncs/{found.ids[one]}" for one in (0, 1, "many"))
    keys = [(f"keys, {KEYS}", first), (f"keys, {MANY_KEYS}", many),
            (f"keys, {MANY_KEYS}, last page", f"{many}?offset=240"),
            ("keys, by name", f"{many}?q=K2"), ("keys, by state", f"{many}?state=in-step")]
    past = [("history", f"{first}/history"), ("history, by key", f"{first}/history?key=K07"),
            ("history, a key that is not there", f"{first}/history?key=NONE"),
            ("history, before the middle", f"{first}/history?before={found.head() // 2}"),
            (f"history, {MANY_KEYS} keys", f"{many}/history")]
    middle = found.head() // 2
    moments = [("now", ""), ("by position", f"?at={middle}"),
               ("all keys", f"?at={middle}&show=all"), ("before it was", "?at=1")]
    acts = ("push", "pause", "pin", "remove", "delete")
    return [
        *((name, path, LIST) for name, path in keys),
        *((name, path, LOG) for name, path in past),
        *((f"time machine, {name}", f"{first}/time{query}", OTHER) for name, query in moments),
        ("settings", f"{first}/settings", QUICK),
        ("runs", f"{first}/runs", OTHER),
        (f"plan, {KEYS} keys to update", f"{paused}/plan", PLAN),
        (f"plan, {MANY_KEYS} keys in step", f"{many}/plan", PLAN),
        ("plan, as of the middle", f"{many}/plan?asOf={middle}", PLAN),
        *((f"confirm {act}", f"{many}/{act}", OTHER) for act in acts),
    ]


def _wizard(found, visitor):
    # The answers stand in the address, which the first request leads to.
    _, headers, _ = visitor.ask("GET", f"/syncs/new?sync={found.ids['many']}&step=source")
    path = headers["location"].replace("&step=source", "")
    return [
        ("wizard, new", "/syncs/new", QUICK),
        *((f"wizard, {step}", f"{path}&step={step}", QUICK)
          for step in ("source", "destination", "options", "details")),
        ("wizard, preview", f"{path}&step=options&fragment=preview", OTHER),
        ("wizard, review with a plan", f"{path}&step=review", PLAN),
    ]


def _of_log(found, newest):
    """The list of deliveries and that of events with each filter, by what is often and rare."""
    sync, middle = found.ids[0], found.head() // 2
    deliveries = {
        "none": "", "source": "source=other", "source that never posted": "source=quiet",
        "answer": "answer=recorded", "rare answer": "answer=malformed", "refused": "refused=true",
        "verified": "verified=true", "not settled": "settled=false",
        "id": f"id={urllib.parse.quote(newest['id'])}", "unknown id": "id=nobody", "key": "key=K07",
        "unknown key": "key=NONE", "sync": f"sync={sync}", "from": f"from={middle}",
        "to": f"to={middle}", "before": f"before={middle}",
        "several": f"source=bench&answer=recorded&key=K07&to={middle}",
    }
    events = {
        "none": "", "type": "type=secrets.changed", "rare type": "type=connection.created",
        "unknown type": "type=key.rotated", "source": "source=other",
        "source that never posted": "source=quiet", "key": "key=K07", "unknown key": "key=NONE",
        "sync": f"sync={sync}", "sync by name": "sync=many-to-checkly", "from": f"from={middle}",
        "to": f"to={middle}", "before": f"before={middle}",
        "several": f"type=push.finished&sync={sync}&to={middle}",
        "several, nothing matches": f"type=secrets.snapshot&key=K07&source=other&from={middle}",
    }
    return [(f"{name}, {what}", f"/{name}?{query}", LOG)
            for name, queries in (("deliveries", deliveries), ("events", events))
            for what, query in queries.items()]


def _of_server(found, refused, newest):
    connection = f"/connections/{found.ids['connection']}"
    quick = {
        "event, first": "/events/1", "event, in the middle": f"/events/{found.head() // 2}",
        "event, last": f"/events/{found.head()}",
        "delivery, first": f"/deliveries/{_first_delivery(found)}",
        "delivery, last": f"/deliveries/{newest['position']}",
        "audit": "/audit", "audit, rotations": "/audit?acts=rotations",
        "sources": "/sources", "source": "/sources/bench", "connections": "/connections",
        "connection": connection, "system": "/system",
    }
    others = {
        "attention": "/attention", "attention, syncs": "/attention?kind=sync",
        "refused delivery": f"/deliveries/refused/{urllib.parse.quote(refused, safe='')}",
        "explain": "/explain", "shortcuts": "/keys", "new source": "/sources/new",
        "edit source": "/sources/bench/edit", "delete source": "/sources/bench/delete",
        "test source": "/sources/bench/test", "new connection": "/connections/new",
        "delete connection": f"{connection}/delete", "replace key": f"{connection}/key",
        "proof of an event": f"/events/{found.head() // 2}/proof",
        "checkpoint": "/audit/checkpoint", "public key": "/audit/public-key",
    }
    return [(name, path, limit) for some, limit in ((quick, QUICK), (others, OTHER))
            for name, path in some.items()]


def _first_delivery(found):
    api = API(found.server)
    return api.call("GET", "/deliveries", limit="1")["deliveries"][0]["position"]


def _parts(found, visitor):
    """The parts of pages that open pages fetch again, each under its page's name and its own."""
    first, many = (f"/syncs/{found.ids[one]}" for one in (0, "many"))
    pages = {
        "overview": "/", "attention": "/attention", "syncs": "/syncs", f"{KEYS} keys": first,
        f"{MANY_KEYS} keys": many, "runs": f"{first}/runs", "settings": f"{first}/settings",
        "deliveries": "/deliveries", "delivery": f"/deliveries/{_first_delivery(found)}",
        "events": "/events", "audit": "/audit", "source": "/sources/bench",
        "connection": f"/connections/{found.ids['connection']}",
    }
    parts = {}
    for page, path in pages.items():
        for place in regions(path, _ask(visitor, path)):
            # What waits is counted on every page.
            if place not in parts.values():
                parts[f"{page}, {place.partition('fragment=')[2]}"] = place
    return parts
