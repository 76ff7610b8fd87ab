"""Secrets, and where they must not be: in no byte that the dashboard sends, and in no log line."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import urllib.parse

# What every secret of a source begins with; its marks look different in every encoding.
CORE = "k" + os.urandom(5).hex() + "+/~" + os.urandom(3).hex()
MARKED = CORE + "<&\"'é>"
_COOKIE = re.compile(rb"^set-cookie:[^\r\n]*", re.IGNORECASE | re.MULTILINE)


def encodings(secret: str) -> dict[str, set[bytes]]:
    """How a secret could be written, by the name of the encoding."""
    raw = secret.encode()
    escaped = urllib.parse.quote(secret, safe="").encode()
    encoded: set[bytes] = set()
    for offset in range(3):
        # Within other text, what stands before shifts the digits; those that others share are cut.
        digits = base64.b64encode(bytes(offset) + raw)
        part = digits[(0, 2, 3)[offset] : len(digits) - 4].rstrip(b"=")
        encoded |= {part, part.translate(bytes.maketrans(b"+/", b"-_"))}
    quoted = json.dumps(secret)[1:-1]
    return {
        "as it is": {raw},
        "as HTML": {
            html.escape(secret).encode(),
            html.escape(secret, quote=False).encode(),
            html.escape(secret).replace("&#x27;", "&#39;").encode(),
        },
        "as a URL": {escaped, escaped.lower(), urllib.parse.quote_plus(secret).encode()},
        "as JSON": {quoted.encode(), quoted.replace("/", "\\/").encode()},
        "as Base64": {part for part in encoded if len(part) >= 8},
        "as hexadecimal": {raw.hex().encode(), raw.hex().upper().encode()},
    }


def leaks(text: bytes, secrets: dict[str, str], where: str) -> list[str]:
    """Which secrets stand in a text, in whatever encoding."""
    found = []
    for name, secret in secrets.items():
        for encoding, forms in encodings(secret).items():
            for form in forms:
                at = text.find(form)
                if at >= 0:
                    around = text[max(0, at - 60) : at].decode(errors="replace")
                    found.append(f"{name} {encoding} in {where}, after {around!r}")
                    break
    return found


def without_cookies(text: bytes) -> bytes:
    """What a server sent, without the one header that may hold the secret of a session."""
    return _COOKIE.sub(b"set-cookie:", text)


def check(sent: bytes, said: str, secrets: dict[str, str], sessions: list[str]) -> list[str]:
    """Every secret that stands in what was sent or said; what else would make that unseen, too."""
    found = []
    log = said.encode()
    for name, secret in secrets.items():
        found += leaks(sent, {name: secret}, "what was sent")
        found += leaks(log, {name: secret}, "the log")
    bare = without_cookies(sent)
    for number, secret in enumerate(dict.fromkeys(sessions)):
        found += leaks(bare, {f"session {number}": secret}, "what was sent")
        found += leaks(log, {f"session {number}": secret}, "the log")
    # What is compressed or was not recorded could hold anything.
    if re.search(rb"^content-encoding:", sent, re.IGNORECASE | re.MULTILINE):
        found.append("something was sent compressed")
    found += [
        f"{text!r} is not in what was sent"
        for text in (b"<!DOCTYPE html>", b"set-cookie:")
        if text not in sent.lower() and text not in sent
    ]
    if '"message":"ready"' not in said or not sessions:
        found.append("there is no log or no session to look into")
    return found
