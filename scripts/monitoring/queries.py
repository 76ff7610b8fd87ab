"""Writes the queries of the dashboard as rules, so that Prometheus reads them, and refuses metrics
that the server does not have and alerts that no test lets fire."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

# What Grafana puts in for its variables.
_VARIABLES = {"$job": "checkly-sync", "$__rate_interval": "5m"}
_METRIC = re.compile(r"\b(?:checkly_sync|process)_[a-z_]+\b")
_SUFFIX = re.compile(r"_(?:bucket|sum|count)$")


def _announced(page: str) -> set[str]:
    return {line.split(" ")[2] for line in page.splitlines() if line.startswith("# TYPE ")}


def _queries(dashboard: dict[str, Any]) -> list[str]:
    """The queries of all panels, whose ids differ and which do not cover one another."""
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels), "two panels have one id"
    cells: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, f"{panel['title']} is too wide"
        own = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not own & cells, f"{panel['title']} covers another"
        cells |= own
    return [target["expr"] for panel in panels for target in panel["targets"]]


def _check(where: str, text: str, known: set[str]) -> None:
    for metric in _METRIC.findall(text):
        if metric not in known and _SUFFIX.sub("", metric) not in known:
            sys.exit(f"check-monitoring: {where}: the server has no metric {metric}")


def main(metrics: str, target: str) -> None:
    known = _announced(Path(metrics).read_text())
    rules, tests = Path("alerts.yaml").read_text(), Path("alerts-test.yaml").read_text()
    for expression in re.findall(r"expr: (?:>-\n)?((?:.|\n)*?)\n +for:", rules):
        _check("alerts.yaml", expression, known)
    for alert in re.findall(r"- alert: (\w+)", rules):
        fires = rf"alertname: {alert}\n +exp_alerts:\n +- exp_labels"
        if not re.search(fires, tests):
            sys.exit(f"check-monitoring: no test lets {alert} fire")
    lines = ["groups:", "  - name: dashboard", "    rules:"]
    for index, query in enumerate(_queries(json.loads(Path("grafana.json").read_text()))):
        _check("grafana.json", query, known)
        for name, text in _VARIABLES.items():
            query = query.replace(name, text)
        lines += [f"      - record: query:{index}", f"        expr: {json.dumps(query)}"]
    Path(target).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
