"""What is waited for: proofs that are on their way, and what customers owe us."""

from datetime import timedelta

from django.utils.translation import gettext_lazy, ngettext

from kept.faces.components import times
from kept.faces.components.seen import Band, Look, OwedRow
from kept.faces.desk.read.day import HOUR, LATER
from kept.faces.desk.read.owed import Listing
from kept.faces.desk.read.rows import PAGE, row_seen, some_rows

#: Title and width of the scale, by look.
BANDS = {
    Look.PROOF: (gettext_lazy("In proof"), HOUR),
    Look.OVERDUE: (gettext_lazy("Overdue, owed to us"), HOUR),
    Look.THEIRS: (gettext_lazy("Owed to us"), LATER),
}


def waiting(listing: Listing, after: str) -> tuple[tuple[Band, ...], str]:
    """One page of what is waited for, from the key `after` on; and where it goes on ("" at its end)."""
    found, more = some_rows(listing.rows, after, PAGE)
    by_look: dict[Look, list[OwedRow]] = {}
    for row in found:
        seen = row_seen(row, listing.agent, now=listing.day.now)
        by_look.setdefault(seen.promise.look, []).append(seen)
    bands = tuple(
        Band(
            str(look),
            str(title),
            full,
            f"{times.count(len(by_look[look]))}.",
            _scale(full),
            tuple(by_look[look]),
        )
        for look, (title, full) in BANDS.items()
        if look in by_look
    )
    return bands, listing.url(("after", more)) if more else ""


def _scale(full: timedelta) -> str:
    return ngettext("%(count)s day", "%(count)s days", full.days) % {"count": full.days} if full.days else ""
