#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image: Python 3.11 or newer, and the kit beside this file.
# AUTOGRADER_ROOT stands for /autograder where this is tried on another computer.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
source="$root/source"

# A Python that is new enough and can make virtual environments.
usable() { command -v "$1" > /dev/null && "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; }
find_python() {
    for python in python3 python3.13 python3.12 python3.11; do
        if usable "$python"; then return 0; fi
    done
    return 1
}

# The system's own python3 is never replaced: Gradescope's harness needs it.
if ! find_python; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3-venv || true
    if ! find_python; then
        apt-get install -y -qq --no-install-recommends python3.11 python3.11-venv || true
    fi
fi
if ! find_python; then
    echo "This image has no Python 3.11 or newer. Next: choose Ubuntu 22.04 or newer as the base image." >&2
    exit 1
fi

rm -rf "$root/venv"
"$python" -m venv "$root/venv"
# Everything is pinned, and the kit comes from this archive and from nowhere else.
cd "$source"
"$root/venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check -r requirements.txt
"$root/venv/bin/grade" --version
chmod +x "$source/run_autograder"
