"""Where the palette goes: pages by the words that people call them."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from kept.search.vector import folded

_ = gettext_noop

#: Address, what the page is called, further words for it, its icon.
PAGES = (
    ("desk:owed", _("Owed"), _("home, promises, due"), "promise"),
    ("desk:mine", _("Mine"), _("my promises"), "person"),
    ("desk:team", _("My team"), _("colleagues"), "person"),
    ("desk:unowned", _("Unowned"), _("untaken, nobody"), "hand"),
    ("desk:waiting", _("Waiting"), _("in proof, owed to us"), "waiting"),
    ("desk:outbox", _("Outbox"), _("sending, held, bounced"), "mail"),
    ("desk:drafts", _("Drafts"), _("unsent, begun"), "pen"),
    ("desk:quarantine", _("Quarantine"), _("unreadable, set apart"), "stop"),
    ("desk:customers", _("Customers"), _("accounts, people, addresses"), "person"),
    ("desk:notices", _("Notices"), _("told, bell, alarms"), "bell"),
    ("desk:reckoning", _("Figures"), _("reports, kept in per cent, time to answer"), "list"),
    ("desk:wall", _("Wall"), _("screen for all"), "eye"),
    ("desk:search", _("Search"), _("find, results, everything"), "seek"),
    ("desk:settings", _("Set-up: mail"), _("settings, mailboxes, relay, sending"), "plug"),
    ("desk:pledge", _("Set-up: pledge"), _("settings, rules, hours, brands"), "promise"),
    ("desk:people", _("Set-up: people"), _("settings, agents, roles, invite"), "person"),
    ("desk:teams", _("Set-up: teams and skills"), _("settings, leads, routing"), "person"),
    ("desk:absences", _("Set-up: absences"), _("settings, away, holiday, stand-in"), "away"),
    ("desk:wording", _("Set-up: canned answers"), _("settings, wording, templates, snippets"), "text"),
    ("desk:audit", _("Ledger"), _("audit, history, who did what"), "history"),
    ("desk:views", _("Saved views"), _("lists, filters"), "list"),
    ("desk:me", _("Your own page"), _("theme, light, dark, language, sign out, password"), "person"),
    ("desk:telling", _("What you are told"), _("notifications, push, mail"), "bell"),
    ("desk:sessions", _("Where you are signed in"), _("sessions, devices"), "key"),
    ("desk:help", _("Keys"), _("keyboard, shortcuts, help"), "help"),
)
DEMO = ("sandbox:mailbox", _("Sandbox mailbox"), _("customer, letters"), "mail")
#: Pages offered while something is typed.
MOST = 4


@dataclass(frozen=True, slots=True)
class Command:
    """Somewhere to go."""

    url: str
    name: str
    icon: str


def commands(typed: str) -> list[Command]:
    """Every page, or those that are called so: each word that was typed begins one of theirs."""
    wanted = folded(typed).split()
    pages = [*PAGES, *((DEMO,) if settings.KEPT.demo else ())]
    found = []
    for where, name, more, icon in pages:
        called = folded(f"{gettext(name)} {gettext(more)}").replace(",", " ").replace(":", " ").split()
        if all(any(word.startswith(each) for word in called) for each in wanted):
            found.append(Command(reverse(where), gettext(name), icon))
    return found[:MOST] if wanted else found
