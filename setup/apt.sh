#!/bin/sh
# Install packages of Debian or Ubuntu without starting any service of theirs.
# Usage: setup/apt.sh PACKAGE...    Fails when this is no such system, or we may not install.
set -eu
command -v apt-get >/dev/null || exit 1
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    exit 1
fi

# A freshly installed server is started at once unless this file forbids it. It is ours for this call only.
policy=/usr/sbin/policy-rc.d
restore_policy() {
    $as_root rm -f "$policy"
    if [ -e "$policy.before-kept" ]; then $as_root mv "$policy.before-kept" "$policy"; fi
}
if [ -e "$policy" ]; then $as_root mv "$policy" "$policy.before-kept"; fi
trap restore_policy EXIT
trap 'exit 1' INT TERM HUP
printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
$as_root chmod 755 "$policy"

install() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=120 --quiet --quiet --yes --no-install-recommends "$@"
}
echo "Installing $* from the system's packages"
log=$(mktemp)
# The lists of a fresh machine are empty or old.
if $as_root apt-get update --quiet --quiet >"$log" 2>&1 && install "$@" >>"$log" 2>&1; then
    rm -f "$log"
else
    tail -n 20 "$log" >&2
    rm -f "$log"
    exit 1
fi
