# Sourced by scripts/package-test. Installs what its checks need, where it is missing.
# shellcheck shell=bash

missing=()

# A command, and the Debian package that has it.
need() {
    command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}

need mandoc mandoc
need man man-db
need dpkg-shlibdeps dpkg-dev
need systemd-analyze systemd
need shellcheck shellcheck
need zsh zsh
need fish fish
need strip binutils
python3 -c 'import yaml' 2>/dev/null || missing+=(python3-yaml)
if [ "${whole:-}" ]; then
    need debootstrap debootstrap
    need systemd-nspawn systemd-container
    need lintian lintian
fi

if [ "${#missing[@]}" -gt 0 ]; then
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    echo "package-test: installing ${missing[*]} with apt-get" >&2
    "${as_root[@]}" apt-get update -qq >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
fi
