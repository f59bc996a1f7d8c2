#!/bin/sh
# The virtual environment .venv with the locked libraries and Kept itself.
# Usage: setup/venv.sh run|test    A second call with nothing changed takes no time.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:?say run or test}
case $purpose in
    run) lock=base ;;
    test) lock=dev ;;
    *) echo "setup/venv.sh: run or test, not $purpose" >&2; exit 2 ;;
esac

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo "Kept needs Python 3.11 or newer, and ${PYTHON:-python3} is not. Say which: make PYTHON=/path/to/python3" >&2
    return 1
}

make_environment() {
    python=$(find_python)
    echo "Making the virtual environment .venv with $("$python" --version)"
    log=$(mktemp)
    # Debian and Ubuntu leave the means for it out of their python3.
    package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    try() { "$python" -m venv --clear .venv >"$log" 2>&1; }
    if ! try && ! { sh setup/apt.sh "$package" && try; }; then
        cat "$log" >&2
        rm -rf .venv "$log"
        echo "Python cannot make a virtual environment here. On Debian or Ubuntu: sudo apt install $package" >&2
        exit 1
    fi
    rm -f "$log"
}

# The environment is as it should be when it was made from these very files, by a Python that is still there.
state_of() { cat "requirements/$1.txt" pyproject.toml setup/*.py setup/venv.sh kept/locale/*/*/*.po | cksum; }
[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || make_environment
if [ "$(cat ".venv/.kept-$lock" 2>/dev/null)" = "$(state_of "$lock")" ] && [ -x .venv/bin/kept ]; then
    exit 0
fi

echo "Installing $(grep -c '^[a-z0-9]' "requirements/$lock.txt") libraries, each checked against its hash (a minute or two the first time)"
rm -f .venv/.kept-*
pip_install() { .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps "$@"; }
pip_install --require-hashes -r "requirements/$lock.txt" # the lock names everything: nothing is resolved
echo "Installing Kept itself, from this folder"
pip_install --no-build-isolation -e .
state_of base >.venv/.kept-base
if [ $lock = dev ]; then state_of dev >.venv/.kept-dev; fi # which holds all of base
