"""Running programs, and where things are."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = Path(__file__).resolve().parent / "files"
PROGRAM = "checkly-sync"
SECONDS = 600


class Failed(Exception):
    """A program that ended with another code than expected, or a file that is missing."""


def run(
    *command: str | Path,
    codes: tuple[int, ...] = (0,),
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    seconds: float = SECONDS,
) -> subprocess.CompletedProcess[str]:
    """Runs a program to its end and keeps what it says.

    Throws `Failed` if it ends with a code that is not among `codes`.
    """
    words = [str(word) for word in command]
    try:
        result = subprocess.run(
            words,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError as error:
        raise Failed(f"{words[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{' '.join(words)} took longer than {seconds:.0f} s") from error
    if result.returncode not in codes:
        said = (result.stderr.strip() or result.stdout.strip())[-2000:]
        raise Failed(f"{' '.join(words)} ended with {result.returncode}: {said}")
    return result


def output(*command: str | Path, **more: object) -> str:
    """What a program writes to standard output."""
    return run(*command, **more).stdout  # type: ignore[arg-type]


def commit_time() -> int:
    """`SOURCE_DATE_EPOCH`, or the time of the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return int(given or output("git", "log", "-1", "--format=%ct", folder=ROOT))


def write(path: Path, content: str | bytes, mode: int = 0o644) -> None:
    """Writes a file, and makes the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)
