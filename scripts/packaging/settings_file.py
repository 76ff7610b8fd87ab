"""The example of a settings file, from the program's own description of its settings."""

from __future__ import annotations

import re
from pathlib import Path

from commands import Argument, settings
from tool import Failed

DATA = "/var/lib/checkly-sync"

_HEAD = f"""\
# Settings of the service checkly-sync; see checkly-sync(1), "serve".
#
# Each line that is commented out shows a default, or an example where there is no default. The
# service reads this file when it starts: systemctl restart checkly-sync.
# Everybody may read this file. Its settings do not include the admin token and the master key;
# see /usr/share/doc/checkly-sync/README.Debian.

# The directory with log and keys. The service may write to no other directory.
data: {DATA}
"""

# What a setting without a default may look like.
_EXAMPLES = {
    "tls_certificate": "/etc/checkly-sync/tls.pem",
    "tls_key": "/run/credentials/checkly-sync.service/tls-key",
    "admin_tls_certificate": "/etc/checkly-sync/admin-tls.pem",
    "admin_tls_key": "/run/credentials/checkly-sync.service/admin-tls-key",
    "admin_hosts": "sync.internal",
    "public_url": "https://hooks.example.com",
    "trusted_proxies": "127.0.0.1",
    "checkpoint_file": f"{DATA}/checkpoint.shipped",
    "witness_url": "https://witness.example.com",
    "witness_key": '"witness.example.com+e905f94a+BOeJSQH7WaXWPWCkyU+RtNs1EHP4a69k6suj4mbKut1A"',
    "retention": "90d",
    "master_key_command": "vault kv get -field=master_key secret/checkly-sync",
    "backup_to": f"{DATA}/backups",
    "allow_group_access": "false",
    "ca_file": "/etc/checkly-sync/ca.pem",
}
_ABSENT = {"never", None}
# YAML takes these words for truth values where they have no quotes.
_WORDS = {"on", "off", "yes", "no"}


def example(program: Path) -> str:
    """The file with every setting but the secret ones.

    Throws `Failed` for a setting that has neither a default nor an example.
    """
    parts = [_HEAD]
    for setting in settings(program):
        name, text, default = _parts(setting)
        # A secret's flag names a file, since everybody sees command lines.
        if name == "data" or setting.names[0].endswith(("token-file", "master-key-file")):
            continue
        value = _EXAMPLES.get(name) if default in _ABSENT else default
        if value is None:
            raise Failed(f"settings_file.py has no example for {name}")
        if value in _WORDS:
            value = f'"{value}"'
        parts.append(f"\n{_comment(text)}\n#{name}: {value}\n")
    return "".join(parts)


def uncommented(text: str) -> dict[str, str]:
    """Every setting in the file, those in comments too, with its value as written."""
    found = re.findall(r"^#?([a-z_]+): (.+)$", text, re.MULTILINE)
    return {name: value.strip('"') for name, value in found}


def _parts(setting: Argument) -> tuple[str, str, str | None]:
    """The name in the file, the meaning, and the default."""
    found = re.fullmatch(r"([A-Z_]+)[:,] (.*?)(?: \(default: (.+)\))?", setting.text, re.DOTALL)
    if not found:
        raise Failed(f"cannot read the description of {setting.names[0]}: {setting.text}")
    name = found.group(1).removeprefix("CHECKLY_SYNC_").lower()
    return name, found.group(2), found.group(3)


def _comment(text: str) -> str:
    text = text[:1].upper() + text[1:]
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > 96:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(f"# {line}" for line in lines)
