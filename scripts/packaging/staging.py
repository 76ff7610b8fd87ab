"""Every file that is shipped, made once for the tarball and the Debian package."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import bill
import commands
import licences
import man_page
import settings_file
from tool import FILES, PROGRAM, output, run, write

# For Prometheus and Grafana.
MONITORING = ("alerts.yaml", "grafana.json")
COMPLETIONS = {"bash": PROGRAM, "zsh": f"_{PROGRAM}", "fish": f"{PROGRAM}.fish"}


@dataclass(frozen=True)
class Staged:
    """The files in a folder, and what they are the files of."""

    folder: Path
    version: str
    moment: int

    @property
    def program(self) -> Path:
        return self.folder / PROGRAM

    @property
    def bill(self) -> Path:
        return self.folder / f"{PROGRAM}-{self.version}.spdx.json"


def stage(program: Path, folder: Path, moment: int, scratch: list[Path]) -> Staged:
    """Writes a stripped copy of the program and all that is generated from it."""
    shutil.rmtree(folder, ignore_errors=True)
    staged = Staged(folder, commands.version(program), moment)
    folder.mkdir(parents=True)
    run("strip", "--strip-unneeded", "-o", staged.program, program)
    staged.program.chmod(0o755)
    page = man_page.page(commands.read(program), staged.version, moment)
    write(folder / f"{PROGRAM}.1", page)
    for shell, name in COMPLETIONS.items():
        script = output(program, "--generate-completion-script", shell)
        write(folder / "completions" / shell / name, script)
    write(folder / "config.yaml", settings_file.example(program))
    for name in ("checkly-sync.service", "README.Debian"):
        write(folder / name, (FILES / name).read_bytes())
    for name in MONITORING:
        write(folder / name, (FILES.parent.parent / "monitoring" / name).read_bytes())
    found = licences.dependencies(scratch)
    write(folder / "copyright", licences.copyright_file(found))
    write(staged.bill, bill.bill(staged.program, staged.version, found, moment))
    return staged
