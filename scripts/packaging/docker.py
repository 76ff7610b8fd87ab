"""Checks of the Dockerfile and the compose file, for machines without an engine."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from tool import ROOT

_FOLDER = ROOT / "scripts/docker"
_INSTRUCTIONS = {
    "FROM", "COPY", "RUN", "ENV", "EXPOSE", "VOLUME", "USER", "STOPSIGNAL", "HEALTHCHECK",
    "ENTRYPOINT", "CMD", "WORKDIR", "ARG", "LABEL",
}  # fmt: skip
# Of the compose specification, what a file like ours may use.
_TOP = {"name", "services", "volumes", "secrets", "networks", "configs"}
_SERVICE = {
    "build", "image", "restart", "ports", "volumes", "command", "secrets", "read_only", "tmpfs",
    "cap_drop", "security_opt", "stop_grace_period", "ulimits", "environment", "user",
    "healthcheck", "networks", "depends_on", "deploy",
}  # fmt: skip


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile with their arguments, lines put together."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    lines = re.sub(r"\\\n", " ", kept).splitlines()
    parts = [line.strip().split(None, 1) for line in lines if line.strip()]
    return [(part[0], part[1] if len(part) > 1 else "") for part in parts]


def health_command() -> list[str]:
    """The command that tells whether a container is healthy."""
    text = (_FOLDER / "Dockerfile").read_text()
    health = dict(instructions(text))["HEALTHCHECK"]
    command = json.loads(health[health.index("[") :])
    assert isinstance(command, list)
    return command


def dockerfile_problems(text: str) -> list[str]:
    found = instructions(text)
    names = [name for name, _ in found]
    problems = [f"{name} is no instruction" for name in names if name not in _INSTRUCTIONS]
    problems += [
        f"there is no {each}"
        for each in ("USER", "HEALTHCHECK", "VOLUME", "ENTRYPOINT")
        if each not in names
    ]
    last = dict(found)
    if names[:1] != ["FROM"] or not re.fullmatch(r"debian:12(\.\d+)?-slim", last["FROM"]):
        problems.append("it is not from debian:12-slim")
    if last.get("USER", "0").split(":")[0] in {"0", "root"}:
        problems.append("the program runs as root")
    if "USER" in names and "RUN" in names[names.index("USER") :]:
        problems.append("something is installed after USER")
    for name in ("ENTRYPOINT", "CMD"):
        if name in last and not last[name].startswith("["):
            problems.append(f"{name} starts a shell, which would keep signals to itself")
    if "apt-get install" in last.get("RUN", "") and "apt/lists" not in last["RUN"]:
        problems.append("the lists of packages stay in the image")
    if re.search(r"(?i)(token|master_key|secret|password)\S*=", last.get("ENV", "")):
        problems.append("ENV has a secret")
    return problems


def compose_problems(text: str) -> list[str]:
    document: dict[str, Any] = yaml.safe_load(text)
    problems = [f"{name} is no member of a compose file" for name in set(document) - _TOP]
    for name, service in document["services"].items():
        problems += [f"{name}: {each} is not known" for each in set(service) - _SERVICE]
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if not source.startswith((".", "/")) and source not in document.get("volumes", {}):
                problems.append(f"{name}: the volume {source} is not declared")
        for port in service.get("ports", []):
            if not str(port).startswith("127.0.0.1:"):
                problems.append(f"{name}: port {port} is open to everybody")
        if not service.get("read_only") or service.get("cap_drop") != ["ALL"]:
            problems.append(f"{name} may write to its image, or has capabilities")
        context = _FOLDER / service["build"]["context"]
        dockerfile = (context / service["build"]["dockerfile"]).resolve()
        if dockerfile != (_FOLDER / "Dockerfile").resolve():
            problems.append(f"{name} is not built from scripts/docker/Dockerfile")
    return problems


def problems() -> list[str]:
    return [
        *dockerfile_problems((_FOLDER / "Dockerfile").read_text()),
        *compose_problems((_FOLDER / "compose.yaml").read_text()),
    ]
