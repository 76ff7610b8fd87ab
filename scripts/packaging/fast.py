"""The checks of the packaging that any machine can make in seconds."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import ssl
import tempfile
import urllib.request
from pathlib import Path

import archive
import bill
import calls
import commands
import debian
import docker
import settings_file
import staging
from checks import Checks
from process import Process
from staging import COMPLETIONS, Staged
from tool import FILES, PROGRAM, ROOT, commit_time, output, run, write

# The most that `systemd-analyze security` may say, in tenths; 0 is best and 100 is worst.
EXPOSURE = 20
_SETTINGS = "/etc/checkly-sync/config.yaml"


def make_checks(checks: Checks, program: Path) -> None:
    """Generates everything for a program in a temporary folder, and looks at it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        staged: list[Staged] = []

        def stage() -> list[str]:
            scratch = [ROOT / ".build", ROOT / ".build/package"]
            staged.append(staging.stage(program, folder / "staged", commit_time(), scratch))
            return []

        if not checks.make("everything that is shipped is generated", stage):
            return
        found = staged[0]
        checks.make("the manual page has every command", lambda: _all_commands(found))
        checks.make("the manual page is well formed", lambda: _page(found))
        checks.make("the completions are well formed", lambda: _completions(found))
        checks.make("the unit is valid and hardened", lambda: _unit(found, folder))
        checks.make("the unit denies no call that the program makes", lambda: _calls(found))
        checks.make("the example configuration is accepted", lambda: _example(found, folder))
        checks.make("every setting of the example is taken", lambda: _whole_example(found, folder))
        checks.make("the bill of materials is whole", lambda: _bill(found))
        checks.make("the Debian package has its files", lambda: _debian(found, folder))
        checks.make("the same input gives the same packages", lambda: _again(found, folder))
        checks.make("the checksums are right", lambda: _sums(folder))
        checks.make("the maintainer scripts are valid", _scripts)
        checks.make("the Dockerfile and the compose file are valid", docker.problems)


def _all_commands(staged: Staged) -> list[str]:
    text = (staged.folder / f"{PROGRAM}.1").read_text()
    names = [each.name for each in commands.read(staged.program).all()][1:]
    headings = re.findall(r"^\.SS (.+)$", text, re.MULTILINE)
    shown = [each.replace("\\-", "-") for each in headings]
    return [f"{name} is missing" for name in names if name not in shown]


def _page(staged: Staged) -> list[str]:
    page = staged.folder / f"{PROGRAM}.1"
    said = run("mandoc", "-T", "lint", page, codes=(0, 1, 2, 3, 4)).stdout
    shown = run("man", "--warnings", "--local-file", "-Tutf8", page)
    problems = [*said.splitlines(), *shown.stderr.splitlines()]
    return problems if len(shown.stdout) > 20_000 else [*problems, "man shows next to nothing"]


def _completions(staged: Staged) -> list[str]:
    problems = []
    for shell, name in COMPLETIONS.items():
        script = staged.folder / "completions" / shell / name
        problems += run(shell, "-n", script, codes=(0, 1, 2, 127)).stderr.splitlines()
        if "tokens" not in script.read_text():
            problems.append(f"{shell} completes no command")
    return problems


def _unit(staged: Staged, folder: Path) -> list[str]:
    """The unit is verified with the program under test in place of the installed one."""
    unit = folder / "unit" / f"{PROGRAM}.service"
    text = (staged.folder / unit.name).read_text()
    write(unit, text.replace(f"/usr/bin/{PROGRAM}", str(staged.program)))
    said = run("systemd-analyze", "verify", "--man=no", unit)
    rated = run(
        "systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE}", unit,
        codes=(0, 1),
    )  # fmt: skip
    problems = said.stderr.splitlines()
    if rated.returncode:
        problems.append(rated.stdout.strip().splitlines()[-1])
    return problems


def _calls(staged: Staged) -> list[str]:
    unit = (staged.folder / f"{PROGRAM}.service").read_text()
    return [f"{call} is denied" for call in calls.denied(staged.program, unit)]


def _started(staged: Staged, configuration: Path) -> Process:
    """The server as the unit starts it, with another file of settings."""
    unit = (staged.folder / f"{PROGRAM}.service").read_text()
    start = re.search(r"^ExecStart=/usr/bin/checkly-sync (.+)$", unit, re.MULTILINE)
    assert start is not None, "the unit does not start /usr/bin/checkly-sync"
    assert _SETTINGS in start.group(1), f"the unit does not name {_SETTINGS}"
    words = start.group(1).replace(_SETTINGS, str(configuration)).split()
    return Process([str(staged.program), *words], {"PATH": "/usr/bin:/bin"})


def _serving(staged: Staged, configuration: Path, scheme: str) -> dict[str, dict[str, str]]:
    """Starts the server with a file, asks it for its settings, and stops it."""
    server = _started(staged, configuration)
    try:
        address = server.wait_for(r"\bready\b.*\badmin=(\S+)").group(1)
        data = settings_file.uncommented(configuration.read_text())["data"]
        token = (Path(data) / "admin.token").read_text().strip()
        # The certificate is one that this check made.
        trust = ssl.create_default_context()
        trust.check_hostname = False
        trust.verify_mode = ssl.CERT_NONE
        request = urllib.request.Request(
            f"{scheme}://{address}/api/v1/settings", headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(request, timeout=30, context=trust) as answer:
            settings = json.load(answer)["settings"]
        return {each["name"]: each for each in settings}
    finally:
        server.stop()


def _example(staged: Staged, folder: Path) -> list[str]:
    """As shipped, save that the data directory and the ports are others."""
    text = (staged.folder / "config.yaml").read_text()
    given = {"data": str(folder / "shipped"), **_PORTS}
    configuration = folder / "shipped.yaml"
    write(configuration, _replaced(text, given))
    shown = _serving(staged, configuration, "http")
    taken = [name for name, each in shown.items() if each["origin"] == "file"]
    expected = sorted(f"CHECKLY_SYNC_{name.upper()}" for name in given)
    return [] if sorted(taken) == expected else [f"it sets {', '.join(taken)}"]


_PORTS = {"webhook_listen": "127.0.0.1:0", "admin_listen": "127.0.0.1:0"}


def _whole_example(staged: Staged, folder: Path) -> list[str]:
    """With every line uncommented; files and addresses are ones that this check made."""
    key, certificate = folder / "tls.key", folder / "tls.pem"
    run(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
        "-days", "2", "-keyout", key, "-out", certificate,
    )  # fmt: skip
    text = (staged.folder / "config.yaml").read_text()
    given = {
        "data": str(folder / "whole"),
        **_PORTS,
        **dict.fromkeys(("tls_key", "admin_tls_key"), str(key)),
        **dict.fromkeys(("tls_certificate", "admin_tls_certificate", "ca_file"), str(certificate)),
        "checkly_api_url": "http://127.0.0.1:9",
        "witness_url": "http://127.0.0.1:9",
        "checkpoint_file": str(folder / "checkpoint"),
        "backup_to": str(folder / "whole/backups"),
        "master_key_command": "printf %s MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    }
    whole = re.sub(r"^#(?=[a-z_]+: )", "", text, flags=re.MULTILINE)
    configuration = folder / "whole.yaml"
    write(configuration, _replaced(whole, given))
    values = settings_file.uncommented(configuration.read_text())
    shown = _serving(staged, configuration, "https")
    problems = []
    for name, each in shown.items():
        value = values.get(name.removeprefix("CHECKLY_SYNC_").lower())
        value = values.get(name.lower(), value)
        if each["isSecret"]:
            continue
        if each["origin"] != "file" or _amount(str(each["value"])) != _amount(str(value)):
            problems.append(f"{name} is {each['value']} by {each['origin']}, not {value}")
    return problems


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "B": 1, "MiB": 1 << 20}


def _amount(text: str) -> str:
    """One text for all spellings of a time or a size; the server shows them in small units."""
    found = re.fullmatch(r"(\d+)([A-Za-z]+)", text)
    return f"{int(found.group(1)) * _UNITS[found.group(2)]}" if found else text


def _replaced(text: str, given: dict[str, str]) -> str:
    for name, value in given.items():
        text, count = re.subn(rf"^#?{name}: .*$", f"{name}: {value}", text, flags=re.MULTILINE)
        assert count == 1, f"the example has {count} lines for {name}"
    return text


def _bill(staged: Staged) -> list[str]:
    text = staged.bill.read_text()
    names = {each["name"] for each in json.loads(text)["packages"]}
    pins = json.loads((ROOT / "Package.resolved").read_text())["pins"]
    problems = bill.problems(text)
    problems += [f"{pin['identity']} is missing" for pin in pins if pin["identity"] not in names]
    loaded = [name for name, _, _ in bill.system_libraries(staged.program)]
    problems += [f"{name} is missing" for name in loaded if name.split(":")[0] not in names]
    if "NOASSERTION" in {each.get("licenseDeclared") for each in _swift_packages(text)}:
        problems.append("a dependency has a licence that licences.py does not know")
    return problems


def _swift_packages(text: str) -> list[dict[str, str]]:
    packages = json.loads(text)["packages"]
    return [each for each in packages if each["SPDXID"].startswith("SPDXRef-swift-")]


def _debian(staged: Staged, folder: Path) -> list[str]:
    out = folder / "out"
    out.mkdir()
    package = debian.package(staged, out, "1", compression="none")
    listed = output("dpkg-deb", "--contents", package)
    problems = [line for line in listed.splitlines() if " root/root " not in line]
    problems += [f"{each} is missing" for each in _FILES if f" ./{each}\n" not in listed]
    fields = output("dpkg-deb", "--field", package)
    for field in (f"Version: {staged.version}-1", "libssl3", "libsqlite3-0", "ca-certificates"):
        if field not in fields:
            problems.append(f"control has no {field}")
    return problems


_FILES = [
    "usr/bin/checkly-sync",
    "usr/lib/systemd/system/checkly-sync.service",
    "etc/checkly-sync/config.yaml",
    "usr/share/man/man1/checkly-sync.1.gz",
    "usr/share/bash-completion/completions/checkly-sync",
    "usr/share/zsh/vendor-completions/_checkly-sync",
    "usr/share/fish/vendor_completions.d/checkly-sync.fish",
    "usr/share/doc/checkly-sync/copyright",
    "usr/share/doc/checkly-sync/changelog.Debian.gz",
    "usr/share/doc/checkly-sync/README.Debian",
]


def _again(staged: Staged, folder: Path) -> list[str]:
    """A short script stands in for the program in the tarballs, since packing it takes long."""
    small = Staged(folder / "small", staged.version, staged.moment)
    shutil.copytree(staged.folder, small.folder)
    write(small.program, b"#!/bin/sh\n", 0o755)
    first = archive.tarball(small, folder / "out")
    digests = [hashlib.sha256(first.read_bytes()).hexdigest()]
    digests.append(hashlib.sha256(archive.tarball(small, folder / "out").read_bytes()).hexdigest())
    problems = [] if digests[0] == digests[1] else ["two tarballs differ"]
    one = next((folder / "out").glob("*.deb"))
    before = hashlib.sha256(one.read_bytes()).hexdigest()
    two = debian.package(staged, folder / "out", "1", compression="none")
    if hashlib.sha256(two.read_bytes()).hexdigest() != before:
        problems.append("two Debian packages differ")
    return problems


def _sums(folder: Path) -> list[str]:
    out = folder / "out"
    files = [*out.glob("*.deb"), *out.glob("*.tar.gz")]
    archive.write_sums(files, out)
    said = run("sha256sum", "--check", "--strict", "SHA256SUMS", folder=out, codes=(0, 1))
    problems = said.stderr.splitlines()
    return problems if said.stdout.count(": OK") == 2 else [*problems, "a file is not in them"]


def _scripts() -> list[str]:
    scripts = [FILES / name for name in ("postinst", "prerm", "postrm")]
    return run("shellcheck", *scripts, codes=(0, 1)).stdout.splitlines()
