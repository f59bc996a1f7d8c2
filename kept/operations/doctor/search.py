"""Whether what was said is found: the index, compared with the rows that it speaks of."""

from collections.abc import Callable, Iterator

from kept.ledger.models import Reaction
from kept.operations.doctor.finding import Finding, bad, good, warning
from kept.search.catching_up import NAME
from kept.search.comparing import compare
from kept.search.models import Building
from kept.storage.fanning import fan_out

#: Contacts compared at each end; with `deep` so many times more.
SAMPLE, DEEP = 200, 50
#: Rows that may wait to be indexed while the worker works.
WAITING = 2000


def look(*, deep: bool, progress: Callable[[str], None]) -> Iterator[Finding]:
    """Compare a sample of the index with contacts, notes and customers."""
    progress("the index of search")
    with fan_out("what waits to be indexed"):
        waiting = Reaction.objects.filter(name=NAME)[: WAITING + 1].count()
    found = compare(newest=SAMPLE * (DEEP if deep else 1), leave=waiting)
    if Building.objects.filter(done=False).exists():
        yield warning(
            "search",
            "The index of search was begun and is not whole yet: older contacts are not found.",
            "Let it go on where it stopped: kept search rebuild.",
        )
    elif found.missing or found.strangers:
        yield bad(
            "search",
            f"Search does not know {found.missing} of {found.looked_at} contacts and notes that were looked for"
            + (f", and {found.strangers} customers." if found.strangers else "."),
            "Build its index: kept search rebuild.",
        )
    elif not found.right:
        yield bad(
            "search",
            f"Search has {found.other} of {found.looked_at} contacts and notes otherwise than they are, "
            f"and {found.gone} that are no more.",
            "Build its index again: kept search rebuild.",
        )
    elif waiting > WAITING:
        yield warning(
            "search",
            f"More than {WAITING} contacts wait to be indexed: they are not found yet.",
            "See that a worker runs: kept worker, or kept serve.",
        )
    else:
        yield good("search", f"Search knows the {found.looked_at} contacts and notes that were looked for.")
