"""One line for each check, and the count of both outcomes alone on the last line."""

from __future__ import annotations

import time
from collections.abc import Callable

_SHOWN = 8


class Checks:
    """Makes checks and counts them."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def make(self, name: str, check: Callable[[], list[str]]) -> bool:
        """A check gives its problems; one that throws anything has failed too."""
        start = time.monotonic()
        try:
            problems = check()
        except (Exception, SystemExit) as failure:
            problems = [str(failure) or repr(failure)]
        took = f"{time.monotonic() - start:.1f} s"
        if not problems:
            self.passed += 1
            print(f"ok    {name} ({took})", flush=True)
            return True
        self.failed += 1
        print(f"FAIL  {name} ({took}): {problems[0]}", flush=True)
        for problem in problems[1:_SHOWN]:
            print(f"      {problem}", flush=True)
        return False

    def end(self) -> int:
        """Prints the last line; gives the exit code."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0
