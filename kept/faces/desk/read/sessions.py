"""Where an agent is signed in: browsers in words, from what they say of themselves."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kept.staff.models import Agent

#: What a browser says of itself → its name. The first that fits: most of them claim to be the others as well.
_BROWSERS = (
    (r"Edg/", "Edge"), (r"OPR/", "Opera"), (r"Vivaldi", "Vivaldi"), (r"Firefox/|FxiOS", "Firefox"),
    (r"Chrome/|CriOS|Chromium", "Chrome"), (r"Safari/", "Safari"), (r"curl/", "curl"),
)  # fmt: skip
_SYSTEMS = (
    (r"iPhone", "iPhone"), (r"iPad", "iPad"), (r"Android", "Android"), (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "Mac"), (r"CrOS", "ChromeOS"), (r"Linux|X11", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """One browser that is signed in."""

    pk: int
    name: str  # "Firefox on Linux"
    ip: str
    since: datetime
    seen: datetime
    this: bool


def sessions(agent: Agent, *, here: str) -> list[SessionSeen]:
    """The agent's sessions, this one first, then the latest. `here`: the key of this session.

    Looking clears nothing away: rows of sessions that are over, or that another password has ended, are left out.
    """
    known = UserSession.objects.filter(user=agent)
    keys = [row.session_key for row in known]
    there = {row.pk: row for row in Session.objects.filter(pk__in=keys, expire_date__gt=Now())}
    hash_now = agent.get_session_auth_hash()
    rows = [
        row
        for row in known
        if row.session_key in there and there[row.session_key].get_decoded().get(HASH_SESSION_KEY) == hash_now
    ]
    seen = [
        SessionSeen(
            row.pk, browser(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == here
        )
        for row in rows
    ]
    return sorted(seen, key=lambda one: (not one.this, -one.seen.timestamp()))


def browser(said: str) -> str:
    """A browser's own long name in short: "Firefox on Linux"."""
    name = next((name for pattern, name in _BROWSERS if re.search(pattern, said)), _("A browser"))
    system = next((system for pattern, system in _SYSTEMS if re.search(pattern, said)), "")
    return _("%(browser)s on %(system)s") % {"browser": name, "system": system} if system else name
