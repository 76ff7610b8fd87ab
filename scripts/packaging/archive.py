"""The tarball, and the checksums of everything."""

from __future__ import annotations

import gzip
import hashlib
import io
import platform
import tarfile
from pathlib import Path

from staging import COMPLETIONS, MONITORING, Staged
from tool import PROGRAM


def tarball(staged: Staged, out: Path) -> Path:
    """Packs the files for machines without dpkg; the same files give the same bytes."""
    name = f"{PROGRAM}-{staged.version}-linux-{platform.machine()}"
    places = {staged.program: "bin", staged.folder / f"{PROGRAM}.1": "share/man/man1"}
    for shell, script in COMPLETIONS.items():
        places[staged.folder / "completions" / shell / script] = f"share/completions/{shell}"
    for shipped in ("config.yaml", "checkly-sync.service", "copyright", *MONITORING):
        places[staged.folder / shipped] = f"share/{PROGRAM}"
    places[staged.bill] = f"share/{PROGRAM}"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for file, place in places.items():
            member = archive.gettarinfo(str(file), f"{name}/{place}/{file.name}")
            member.uid = member.gid = 0
            member.uname = member.gname = "root"
            member.mtime = staged.moment
            with file.open("rb") as content:
                archive.addfile(member, content)
    path = out / f"{name}.tar.gz"
    path.write_bytes(gzip.compress(packed.getvalue(), mtime=staged.moment))
    return path


def write_sums(files: list[Path], out: Path) -> Path:
    """Writes SHA256SUMS as `sha256sum --check` reads it."""
    sums = out / "SHA256SUMS"
    lines = [f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files]
    sums.write_text("".join(lines))
    return sums
