#!/bin/sh
# What the tests talk to and Python's packages do not hold: a browser, a mail relay, an IMAP server.
# Where one is missing and cannot be installed, this says which tests will be skipped.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/usr/local/sbin

have() {
    for name in "$@"; do
        if command -v "$name" >/dev/null; then return 0; fi
    done
    return 1
}

need() { # need WHAT "TESTS" "PACKAGES" PROGRAM...
    what=$1 tests=$2 packages=$3
    shift 3
    if have "$@"; then return; fi
    # shellcheck disable=SC2086  # a list
    if sh setup/apt.sh $packages && have "$@"; then
        not_at_boot "$what"
        return
    fi
    echo "There is no $what here and it could not be installed: $tests will be skipped. (Debian: apt install $packages)"
}

not_at_boot() { # what we installed for tests need not run on its own when the machine starts
    if [ -d /run/systemd/system ] && [ "$(id -u)" = 0 ]; then
        case $1 in
            Postfix) systemctl disable --quiet postfix ;;
            Dovecot) systemctl disable --quiet dovecot ;;
        esac
    fi
}

need Chromium "journeys in a browser" "chromium fonts-liberation" \
    chromium chromium-browser google-chrome google-chrome-stable
if [ ! -x /usr/sbin/postfix ] && command -v debconf-set-selections >/dev/null && [ "$(id -u)" = 0 ]; then
    # Its tests bring their own settings; without this it would ask for some.
    echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
fi
need Postfix "tests with a real relay and its bounces" "postfix" postfix
need Dovecot "tests with a real IMAP server" "dovecot-imapd" dovecot
