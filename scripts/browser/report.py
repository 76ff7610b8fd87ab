"""One line for each check, and one at the end."""

from __future__ import annotations

import threading

_SHOWN = 12


class Report:
    """Counts checks; `only` limits them to those that have one of its parts in their name."""

    def __init__(self, only: str = "") -> None:
        self._only = only.split(",")
        self._lock = threading.Lock()
        self.count = 0
        self.failed = 0
        self.names: set[str] = set()

    def wants(self, name: str) -> bool:
        """Whether a check is to be made."""
        return any(part in name for part in self._only)

    def add(self, name: str, problems: list[str]) -> None:
        """The outcome of a check, which is good if there are no problems."""
        with self._lock:
            self._add(name, problems)

    def _add(self, name: str, problems: list[str]) -> None:
        assert name not in self.names, f"two checks are called {name}"
        self.names.add(name)
        self.count += 1
        if not problems:
            print(f"ok    {name}", flush=True)
            return
        self.failed += 1
        print(f"FAIL  {name}: {problems[0]}", flush=True)
        for problem in problems[1:_SHOWN]:
            print(f"      {problem}", flush=True)
        if len(problems) > _SHOWN:
            print(f"      and {len(problems) - _SHOWN} more", flush=True)

    def end(self) -> int:
        """Prints the last line; gives the exit code."""
        if self.count == 0:
            print("no check has such a name")
            return 1
        if self.failed:
            print(f"{self.failed} of {self.count} checks failed")
            return 1
        print(f"{self.count} checks passed")
        return 0
