"""What search finds for one reader: the one thing that was named, customers, cases."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.found import CaseSeen, CustomerSeen, case_seen, cases_seen, customers_seen
from kept.faces.desk.read.ignored import neglected
from kept.faces.desk.read.promises import text_of
from kept.search.accounts import named, near
from kept.search.asked import Puzzle
from kept.search.asking import ask, languages
from kept.search.exact import exactly
from kept.search.finding import find
from kept.search.models import Building
from kept.search.query import Query, parse
from kept.search.snippets import Sought
from kept.search.steps import Place
from kept.search.viewer import Viewer
from kept.staff.models import Agent

#: Customers on the page.
CUSTOMERS = 8
#: Cases and customers in the palette, and the steps that it waits for: more stands on the page.
QUICK, QUICK_CUSTOMERS, QUICK_STEPS = 7, 4, 3


@dataclass(slots=True)
class Results:
    """Everything that was found, or why not."""

    query: Query
    named_case: CaseSeen | None = None
    promise: str = ""  # in words, when a promise's code was typed
    customers: list[CustomerSeen] = field(default_factory=list)
    cases: list[CaseSeen] = field(default_factory=list)
    after: str = ""
    puzzles: list[str] = field(default_factory=list)
    building: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is something to show."""
        return bool(self.named_case or self.customers or self.cases)


def results(
    agent: Agent, typed: str, *, after: str = "", typing: bool = False, quick: bool = False,
    now: datetime, zone: ZoneInfo,
) -> Results:  # fmt: skip
    """What this reader finds. `typing`: the last word may go on. `quick`: the first few, for the palette."""
    viewer = viewer_of(agent, now=now, zone=zone)
    query = parse(typed, typing=typing)
    seen = Results(query)
    if query.empty:
        return seen
    asked, place = ask(query, viewer), _place(after)
    sought = Sought(query.terms, asked.languages)
    if not place:
        _exact(seen, typed, viewer, sought, most=QUICK_CUSTOMERS if quick else CUSTOMERS)
    if quick:
        found = find(asked, viewer, page=QUICK, steps=QUICK_STEPS)
    else:
        found = find(asked, viewer, after=place)
    known = seen.named_case.reference if seen.named_case else ""
    seen.cases = [each for each in cases_seen(found, sought, viewer) if each.reference != known]
    seen.after = f"{found.place.at.isoformat()}_{found.place.id}" if found.place else ""
    seen.puzzles = [_sentence(puzzle) for puzzle in asked.puzzles]
    seen.building = not quick and not seen.anything and Building.objects.filter(done=False).exists()
    return seen


def close(agent: Agent, typed: str, *, now: datetime, zone: ZoneInfo) -> tuple[str, list[CustomerSeen]]:
    """Customers whose names are close to what was typed, and the words that were taken instead."""
    viewer = viewer_of(agent, now=now, zone=zone)
    guessed = near(parse(typed).words, viewer, most=CUSTOMERS)
    words = " ".join(guessed.words)
    return words, customers_seen(list(guessed.customers), Sought(parse(words).terms, languages()), viewer)


def straight(agent: Agent, typed: str, *, now: datetime, zone: ZoneInfo) -> str:
    """The address of the one thing that was named by its reference or code; "" when it is none."""
    exact = exactly(typed, viewer_of(agent, now=now, zone=zone))
    case = exact.case or (exact.promise.case if exact.promise else None)
    return reverse("desk:case", args=[case.reference]) if case else ""


def viewer_of(agent: Agent, *, now: datetime, zone: ZoneInfo) -> Viewer:
    """The reader as search knows him."""
    return Viewer(
        agent_id=agent.pk,
        brands=tuple(brands(agent)),
        all_brands=agent.all_brands,
        now=now,
        zone=zone,
        ignored=lambda: neglected(agent, now=now).customers,
    )


def _exact(seen: Results, typed: str, viewer: Viewer, sought: Sought, *, most: int) -> None:
    exact = exactly(typed, viewer)
    case = exact.case or (exact.promise.case if exact.promise else None)
    if case:
        seen.named_case = case_seen(case, sought, viewer)
        if exact.promise:
            seen.promise = f"{exact.promise.code}: {text_of(exact.promise)}"
        return
    ids = [each.pk for each in exact.customers]
    if not seen.query.filters and seen.query.words:
        ids += [each for each in named(seen.query.words, viewer, most=most) if each not in ids]
    seen.customers = customers_seen(ids[:most], sought, viewer)


def _sentence(puzzle: Puzzle) -> str:
    words = {"operator": puzzle.operator, "value": puzzle.value}
    if puzzle.why == "date":
        return _("“%(value)s” is no day: write 2026-05-31, 2026-05 or 7d after %(operator)s:.") % words
    if puzzle.why == "none":
        return _("There is nothing yet that %(operator)s: could find.") % words
    return _("Nothing is called “%(value)s” that %(operator)s: could find.") % words


def _place(after: str) -> Place | None:
    stamp, _mark, identity = after.partition("_")
    if not identity.isdecimal() or len(identity) > 18:
        return None
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        return None  # a key that somebody made up is the beginning
    return Place(at, int(identity)) if at.tzinfo else None
