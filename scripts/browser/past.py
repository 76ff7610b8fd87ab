"""An installation that lives through days in seconds."""

from __future__ import annotations

import mmap
import os
import struct
import subprocess
from pathlib import Path

from installation import Installation

# As people have them, but for checkpoints, which are signed before the clock goes on.
OPTIONS = {"requests-per-minute": "540", "checkpoint-interval": "1s"}


class Clock:
    """A clock that is behind, for programs that are started with `environment`."""

    _SECONDS = struct.Struct("=q")

    def __init__(self, folder: Path) -> None:
        library, file = folder / "past-clock.so", folder / "clock"
        source = Path(__file__).with_name("past-clock.c")
        command = [os.environ.get("CC", "cc"), "-std=c11", "-Wall", "-Wextra", "-O2"]
        subprocess.run([*command, "-shared", "-fPIC", "-o", library, source], check=True)
        file.write_bytes(self._SECONDS.pack(0))
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), self._SECONDS.size)
        self.seconds = 0
        self.environment = {"LD_PRELOAD": str(library), "PAST_CLOCK": str(file)}

    def set(self, days: int = 0, hours: int = 0, minutes: int = 0) -> None:
        """From now on it is so long ago."""
        self.seconds = ((days * 24 + hours) * 60 + minutes) * 60
        self._shared[:] = self._SECONDS.pack(self.seconds)


class Past(Installation):
    """An installation whose clock is behind; what is sent to it is signed by that clock."""

    def __init__(self, program: str, token: str, clock: Clock) -> None:
        self._clock = clock
        super().__init__(program, token, OPTIONS, clock.environment)

    def signed(
        self, identifier: str, body: bytes, age: int = 0, key: bytes = b""
    ) -> dict[str, str]:
        return super().signed(identifier, body, age + self._clock.seconds, key)
