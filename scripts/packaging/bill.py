"""The bill of materials: SPDX 2.3 in JSON."""

from __future__ import annotations

import hashlib
import json
import re
import time
import uuid
from pathlib import Path
from typing import Any

from licences import Dependency
from tool import PROGRAM, output, run

_SWIFT = "https://www.swift.org"


def bill(program: Path, version: str, found: list[Dependency], moment: int) -> str:
    """What the program is made of, and which libraries of the system it needs."""
    digest = hashlib.sha256(program.read_bytes()).hexdigest()
    packages = [_program(version, digest)]
    packages += [_swift_package(each) for each in found]
    packages.append(_toolchain())
    static = [each["SPDXID"] for each in packages[1:]]
    libraries = [_library(*each) for each in system_libraries(program)]
    packages += libraries
    own = packages[0]["SPDXID"]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", own)]
    relations += [(own, "STATIC_LINK", each) for each in static]
    relations += [(own, "DYNAMIC_LINK", each["SPDXID"]) for each in libraries]
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{PROGRAM}-{version}",
        "documentNamespace": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
        "creationInfo": {
            "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment)),
            "creators": [f"Tool: {PROGRAM}-scripts-package"],
        },
        "packages": packages,
        "relationships": [
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
            for one, kind, other in relations
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def system_libraries(program: Path) -> list[tuple[str, str, str]]:
    """The Debian packages of the libraries that a program loads: name, version, architecture."""
    # A library is known under /lib or /usr/lib, which are one folder.
    loaded = {
        path.removeprefix("/usr") for path in re.findall(r"=> (/\S+)", output("ldd", program))
    }
    paths = sorted(loaded | {f"/usr{path}" for path in loaded})
    owners = run("dpkg-query", "--search", *paths, codes=(0, 1)).stdout.splitlines()
    names = {line.split(": ")[0] for line in owners}
    form = "${Package}\t${Version}\t${Architecture}\n"
    lines = output("dpkg-query", "--show", f"--showformat={form}", *sorted(names)).splitlines()
    return [(name, version, kind) for name, version, kind in map(str.split, lines)]


def problems(text: str) -> list[str]:
    """What is wrong with a document: required members, unique identifiers, references."""
    document = json.loads(text)
    wanted = ("spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo")
    found = [f"{each} is missing" for each in wanted if not document.get(each)]
    identifiers = [each.get("SPDXID", "") for each in document["packages"]]
    for identifier in identifiers:
        if not re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", identifier):
            found.append(f"{identifier} is not an identifier")
        if identifiers.count(identifier) > 1:
            found.append(f"{identifier} stands for two packages")
    for package in document["packages"]:
        for member in ("name", "versionInfo", "downloadLocation", "licenseDeclared"):
            if not package.get(member):
                found.append(f"{package.get('SPDXID')} has no {member}")
    known = {*identifiers, document["SPDXID"]}
    related = {each["relatedSpdxElement"] for each in document["relationships"]}
    found += [f"{each} is related and not there" for each in sorted(related - known)]
    found += [f"{each} is related to nothing" for each in sorted(set(identifiers) - related)]
    return found


def _package(identifier: str, name: str, version: str, **more: object) -> dict[str, Any]:
    return {
        "SPDXID": f"SPDXRef-{re.sub(r'[^A-Za-z0-9.-]', '-', identifier)}",
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
        **more,
    }


def _reference(locator: str) -> list[dict[str, str]]:
    return [
        {
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": locator,
        }
    ]


def _program(version: str, digest: str) -> dict[str, Any]:
    return _package(
        PROGRAM,
        PROGRAM,
        version,
        primaryPackagePurpose="APPLICATION",
        checksums=[{"algorithm": "SHA256", "checksumValue": digest}],
    )


def _swift_package(each: Dependency) -> dict[str, Any]:
    place = each.location.removeprefix("https://")
    return _package(
        f"swift-{each.identity}",
        each.identity,
        each.version,
        downloadLocation=f"git+{each.location}@{each.revision}",
        licenseDeclared=each.licence,
        externalRefs=_reference(f"pkg:swift/{place}@{each.version}"),
    )


def _toolchain() -> dict[str, Any]:
    said = run("swift", "--version").stdout
    found = re.search(r"Swift version (\S+)", said)
    return _package(
        "swift-toolchain",
        "swift-standard-library-and-foundation",
        found.group(1) if found else "unknown",
        downloadLocation=_SWIFT,
        licenseDeclared="Apache-2.0 WITH Swift-exception",
    )


def _library(name: str, version: str, architecture: str) -> dict[str, Any]:
    locator = f"pkg:deb/debian/{name}@{version.replace(':', '%3A')}?arch={architecture}"
    return _package(f"debian-{name}", name, version, externalRefs=_reference(locator))
