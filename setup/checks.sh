#!/bin/sh
# All checks, in the order of how soon they fail. The first that fails ends it.
set -eu
cd "$(dirname "$0")/.."
in_venv() { .venv/bin/python -m "$@"; }
step() { printf '\n== %s\n' "$1"; }

step "Format"
in_venv ruff format --check .
step "Lint"
in_venv ruff check .
step "Layers"
.venv/bin/lint-imports --no-cache
step "Types"
in_venv mypy
step "Migrations"
.venv/bin/python setup/with_database.py -m django makemigrations --check --dry-run
step "Tests"
in_venv pytest -m "not faults" --ignore=tests/journeys "$@"
# In a process of their own: a browser's driver runs an event loop beside everything that comes after it.
step "Journeys in a browser"
in_venv pytest tests/journeys "$@"
