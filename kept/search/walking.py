"""Walking through the index from the newest back, in steps that cost about the same for rare and for common words."""

from collections.abc import Iterator
from datetime import timedelta

from kept.search.asked import Asked
from kept.search.bands import band_of
from kept.search.matching import loosened
from kept.search.steps import FIRST, Place, Step, indexed, newest, run

#: Rows that are looked through one by one before the index is asked: common words are among them.
NEWEST = 1000
#: Entries that one step may have to look at by the index; more of them are taken band by band.
ENOUGH = 2500
#: Entries to look at first, where words are frequent enough to tell.
FIRST_LOOK = 800
#: Entries that the index may gather for words that may go on: all of them, in whatever band, before anything else.
GATHERED = 40_000


def walk(asked: Asked, place: Place | None = None) -> Iterator[Step]:
    """Step after step, the newest first. The caller stops when it has enough."""
    step = newest(asked, place or (Place(asked.until, 0) if asked.until else FIRST), NEWEST)
    yield step
    if not asked.matching.index:
        while step.place:
            step = newest(asked, step.place, NEWEST * 4)
            yield step
        return
    if step.place is None:
        return
    rows, bands = _extent()
    index, met = asked.matching.loose, step.met
    if asked.matching.whole and step.begun * rows / NEWEST > GATHERED:
        index, met = loosened(asked.matching.whole), step.whole
    # Three more than were met: what did not occur among so many may still be that frequent.
    per_band = (met + 3) * rows / NEWEST / bands
    width = max(1, int(FIRST_LOOK / per_band)) if met > 3 else 1
    while (at := step.place) is not None:
        if per_band * bands <= ENOUGH:
            step = indexed(asked, index, at, None)
            yield step
            continue
        top = band_of(at.at - (timedelta() if at.id else timedelta(microseconds=1)))
        width = max(1, min(width, int(ENOUGH / per_band)))
        step = indexed(asked, index, at, range(top - width + 1, top + 1))
        yield step
        per_band = (step.met + 3) / width
        width *= 2


def _extent() -> tuple[int, int]:
    """About how many entries there are, and in how many bands."""
    [(rows, oldest, newest)] = run(
        "SELECT (SELECT reltuples FROM pg_class WHERE oid = 'search_entry'::regclass), "
        "(SELECT at FROM search_entry ORDER BY at, id LIMIT 1), "
        "(SELECT at FROM search_entry ORDER BY at DESC, id DESC LIMIT 1)",
        [],
    )
    return max(int(rows), NEWEST), band_of(newest) - band_of(oldest) + 1 if oldest else 1
