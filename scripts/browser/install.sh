# Sourced by the scripts that use Chromium. Installs what is missing (apt: chromium; PyPI:
# playwright, axe) outside of the repository. Sets `venv`, the folder of a Python that has them, and
# `program`, the checkly-sync to use.
# shellcheck shell=bash

playwright=1.65.2
axe=0.1.8
cache=${XDG_CACHE_HOME:-$HOME/.cache}/checkly-sync/browser

say() {
    echo "${0##*/}: $1" >&2
}

install_packages() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        as_root=(sudo)
    fi
    if ! command -v apt-get >/dev/null 2>&1; then
        say "there is no apt-get here; please install by hand: $*"
        exit 1
    fi
    say "installing $* with apt-get"
    "${as_root[@]}" apt-get update -qq >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >&2
}

if [ ! -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
    say 'there is no chromium here; one elsewhere can be named in CHROMIUM'
    install_packages chromium fonts-dejavu-core fonts-noto-color-emoji python3-venv
fi

# The folder's name has the versions, so that others are installed beside it.
venv=$cache/playwright-$playwright-axe-$axe
if [ ! -e "$venv/ready" ]; then
    say "installing playwright $playwright and axe-playwright-python $axe in $venv"
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check \
        "playwright==$playwright" "axe-playwright-python==$axe" >&2
    touch "$venv/ready"
fi

program=${CHECKLY_SYNC_PROGRAM:-$(swift build --show-bin-path)/checkly-sync}
if [ ! -x "$program" ]; then
    say "$program is not there; build it, or name it in CHECKLY_SYNC_PROGRAM"
    exit 1
fi

# Python leaves nothing in the repository.
export PYTHONDONTWRITEBYTECODE=1
