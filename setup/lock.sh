#!/bin/sh
# Write requirements/*.txt anew: every library with its version and the hashes of all its files, for every
# system and Python that we support, and without the address of any index.
# What is locked stays as it is unless it must change; UPGRADE=1 takes the newest of everything.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
lock() { # lock FILE GROUP...
    file=$1
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-annotate ${UPGRADE:+--upgrade} --custom-compile-command "make lock" --output-file "$file" "$@" pyproject.toml
    echo "$file: $(grep -c '^[a-z0-9]' "$file") libraries"
}
lock requirements/base.txt --group build
# The libraries that run are the same in both.
lock requirements/dev.txt --group build --group dev --constraint requirements/base.txt
if grep -nE '://|file:|/simple' requirements/*.txt; then
    echo "An address stands in the lock (above): it must not." >&2
    exit 1
fi
