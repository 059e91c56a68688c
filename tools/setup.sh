#!/usr/bin/env bash
# Makes .venv/ with every Python dependency at its pinned version. Called by `make setup`; safe to repeat.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${PYTHON:-python3}"

"$python" - <<'PY' || { echo "Shoal needs Python 3.11 or newer; set PYTHON=/path/to/python3" >&2; exit 1; }
import sys
sys.exit(0 if sys.version_info >= (3, 11) else 1)
PY

[ -x .venv/bin/python ] || "$python" -m venv .venv
pip() { .venv/bin/python -m pip --disable-pip-version-check --no-input "$@"; }
echo "setup: installing the pinned Python dependencies (about a minute the first time)"
# --no-compile: Python compiles what it imports, once; compiling everything takes longer than all of its use.
# --no-deps: the lock names the whole closure, and fabric-sdk-py's own pins can't be met.
pip install --quiet --no-deps --no-compile -r requirements/lock.txt
pip install --quiet --no-deps --no-build-isolation -r requirements/no-deps.txt
pip install --quiet --no-deps --no-build-isolation --editable .
echo "setup: done, .venv/bin/shoal is the program"
