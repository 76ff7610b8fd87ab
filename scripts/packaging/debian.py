"""The Debian package."""

from __future__ import annotations

import functools
import gzip
import hashlib
import os
import re
import shutil
import tempfile
from email.utils import formatdate
from pathlib import Path

from staging import COMPLETIONS, MONITORING, Staged
from tool import FILES, PROGRAM, ROOT, output, run, write

_COMPLETIONS = {
    "bash": "usr/share/bash-completion/completions",
    "zsh": "usr/share/zsh/vendor-completions",
    "fish": "usr/share/fish/vendor_completions.d",
}
_STANZAS = f"Source: {PROGRAM}\n\nPackage: {PROGRAM}\nArchitecture: any\n"
_DESCRIPTION = """\
Keeps Checkly variables in step with signed secret webhooks
 Checkly Sync takes in signed webhooks about secrets, records them in an
 append-only log that can be audited, and keeps the environment variables of
 Checkly accounts in step with that log.
 .
 The package has the server as a service, and its command line."""


def package(staged: Staged, out: Path, revision: str, compression: str) -> Path:
    """Builds the package; the same files at the same moment give the same bytes."""
    architecture = output("dpkg", "--print-architecture").strip()
    version = f"{staged.version}-{revision}"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        _fill(root, staged, version)
        _control(root, staged, version, architecture)
        for each in [root, *root.rglob("*")]:
            if each.is_dir():
                each.chmod(0o755)
            os.utime(each, (staged.moment, staged.moment), follow_symlinks=False)
        file = out / f"{PROGRAM}_{version}_{architecture}.deb"
        run(
            "dpkg-deb",
            "--build",
            "--root-owner-group",
            f"-Z{compression}",
            root,
            file,
            environment={"SOURCE_DATE_EPOCH": str(staged.moment)},
        )
        return file


def _fill(root: Path, staged: Staged, version: str) -> None:
    folder, documents = staged.folder, root / f"usr/share/doc/{PROGRAM}"
    (root / "usr/bin").mkdir(parents=True)
    shutil.copy2(staged.program, root / "usr/bin" / PROGRAM)
    write(root / f"usr/share/man/man1/{PROGRAM}.1.gz", _packed(folder / f"{PROGRAM}.1"))
    for shell, place in _COMPLETIONS.items():
        script = folder / "completions" / shell / COMPLETIONS[shell]
        write(root / place / script.name, script.read_bytes())
    unit = folder / "checkly-sync.service"
    write(root / "usr/lib/systemd/system" / unit.name, unit.read_bytes())
    write(root / f"etc/{PROGRAM}/config.yaml", (folder / "config.yaml").read_bytes())
    for name in MONITORING:
        write(root / f"usr/share/{PROGRAM}" / name, (folder / name).read_bytes())
    for name in ("copyright", "README.Debian"):
        write(documents / name, (folder / name).read_bytes())
    write(documents / staged.bill.name, staged.bill.read_bytes())
    changes = _changelog(version, staged.moment).encode()
    write(documents / "changelog.Debian.gz", gzip.compress(changes, mtime=0))


def _control(root: Path, staged: Staged, version: str, architecture: str) -> None:
    files = sorted(each for each in root.rglob("*") if each.is_file())
    sums = "".join(
        f"{hashlib.md5(each.read_bytes()).hexdigest()}  {each.relative_to(root)}\n"
        for each in files
        if not str(each.relative_to(root)).startswith("etc/")
    )
    size = sum((each.stat().st_size + 1023) // 1024 for each in files)
    write(
        root / "DEBIAN/control",
        f"Package: {PROGRAM}\nVersion: {version}\nArchitecture: {architecture}\n"
        f"Maintainer: {maintainer()}\nInstalled-Size: {size}\n"
        f"Depends: {needed(staged.program)}, ca-certificates\n"
        f"Section: net\nPriority: optional\nDescription: {_DESCRIPTION}\n",
    )
    write(root / "DEBIAN/md5sums", sums)
    write(root / "DEBIAN/conffiles", f"/etc/{PROGRAM}/config.yaml\n")
    for name in ("postinst", "prerm", "postrm"):
        write(root / "DEBIAN" / name, (FILES / name).read_bytes(), 0o755)


@functools.cache
def needed(program: Path) -> str:
    """The packages of the libraries that the program links, with the oldest version that does."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "debian/control", _STANZAS)
        said = output(
            "dpkg-shlibdeps",
            "-O",
            "--ignore-missing-info",
            f"-e{program.resolve()}",
            folder=Path(folder),
        )
    found = re.search(r"shlibs:Depends=(.+)", said)
    assert found is not None, "dpkg-shlibdeps named no package"
    return found.group(1)


def maintainer() -> str:
    """`DEBFULLNAME` and `DEBEMAIL` as Debian's tools take them, or the last commit's author."""
    name, mail = os.environ.get("DEBFULLNAME"), os.environ.get("DEBEMAIL")
    if name and mail:
        return f"{name} <{mail}>"
    return output("git", "log", "-1", "--format=%an <%ae>", folder=ROOT).strip()


def reversioned(package: Path, out: Path, revision: str) -> Path:
    """The same package under another Debian revision, as an earlier one for upgrades."""
    version, architecture = (
        output("dpkg-deb", "--field", package, name).strip() for name in ("Version", "Architecture")
    )
    other = f"{version.rsplit('-', 1)[0]}-{revision}"
    with tempfile.TemporaryDirectory() as folder:
        run("dpkg-deb", "--raw-extract", package, folder)
        control = Path(folder) / "DEBIAN/control"
        fields = control.read_text().replace(f"\nVersion: {version}\n", f"\nVersion: {other}\n")
        control.write_text(fields)
        file = out / f"{PROGRAM}_{other}_{architecture}.deb"
        run("dpkg-deb", "--build", "--root-owner-group", "-Znone", folder, file)
        return file


def _changelog(version: str, moment: int) -> str:
    return (
        f"{PROGRAM} ({version}) stable; urgency=medium\n\n"
        f"  * See README.md of the project for what changed.\n\n"
        f" -- {maintainer()}  {formatdate(moment)}\n"
    )


def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)
