"""The story of a case: its newest contacts, notes and facts, oldest first, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kept.cases.models import Case, Note
from kept.contacts.models import Contact
from kept.faces.components.seen import Entry, Story
from kept.faces.desk.read.entries import contact_entry, files_of, note_entry
from kept.faces.desk.read.facts import Names, told
from kept.ledger.models import Entry as LedgerEntry
from kept.promises.models import Promise
from kept.staff.models import Agent

#: Contacts and notes on one page of a story; facts that happened between them come along.
PAGE = 30
FACTS = 120
#: So many facts in a row are folded, all but the last and those that say what was broken.
RUN = 4


def story(
    case: Case,
    promises: Iterable[Promise],
    family: Sequence[int],
    *,
    before: str = "",
    page: int = PAGE,
    folded: bool = True,
    now: datetime,
    zone: ZoneInfo,
) -> Story:
    """The newest page of the story, or the one that ends before the moment `before` (ISO).

    `family` are the case and those that were merged into it, which tell their part here.
    """
    until = _moment(before)
    limit = Q(customer_id=case.customer_id, case_id__in=family) & (Q(at__lt=until) if until else Q())
    contacts = list(
        Contact.objects.filter(limit)
        .defer("html", "references")
        .annotate(has_html=~Q(html=""))
        .order_by("-at", "-id")[: page + 1]
    )
    notes = list(Note.objects.filter(limit).select_related("agent").order_by("-at", "-id")[:page])
    more = len(contacts) > page
    contacts = contacts[:page]
    start = min((contact.at for contact in contacts), default=None) if more else None
    notes = [note for note in notes if start is None or note.at >= start]
    agents = dict(Agent.objects.values_list("pk", "name"))
    files = files_of(case, contacts)
    entries = [contact_entry(case, contact, files.get(contact.pk, [])) for contact in contacts]
    entries += [note_entry(note, agents) for note in notes]
    facts = LedgerEntry.objects.filter(limit & (Q(at__gte=start) if start else Q()))
    names = Names(agents, {row.pk: row for row in promises}, zone, now)
    entries += _facts(facts, names, most=FACTS * page // PAGE)
    entries.sort(key=lambda entry: (entry.at, entry.shape == "fact", entry.key))
    entries = [_dated(entry, zone) for entry in entries]
    people = [entry.key for entry in entries if entry.shape != "fact" and not entry.by_itself]
    newest = max(contacts, key=lambda contact: (contact.recorded_at, contact.pk), default=None)
    return Story(
        entries=tuple(_folded(entries) if folded else entries),
        last=str(newest.pk) if newest else "",
        newest=people[-1] if people else "",
        ends_early=until is not None,
        earlier_url=f"?before={start.isoformat()}#story".replace("+", "%2B") if start else "",
    )


def _facts(rows: QuerySet[LedgerEntry], names: Names, *, most: int) -> list[Entry]:
    entries = list(rows.order_by("-seq")[:most])
    # Who gets a case gets what is owed in it: that goes without saying.
    handed = {row.at for row in entries if row.kind == "case.assigned"}
    found = []
    for row in entries:
        said = None if row.kind == "promise.given" and row.at in handed else told(row, names)
        if said is not None:
            found.append(
                Entry(
                    shape="fact",
                    at=row.at,
                    channel=said.icon,
                    text=said.sentence,
                    word=said.word,
                    word_look=said.look,
                    key=f"fact-{row.seq}",
                )
            )
    return found


def _folded(entries: Sequence[Entry]) -> list[Entry]:
    """Long runs of facts of one day folded into one line: a case is read for what people said."""
    found: list[Entry] = []
    for (fact, _day), group in groupby(entries, key=lambda entry: (entry.shape == "fact", entry.day)):
        run = list(group)
        if not fact or len(run) < RUN:
            found += run
            continue
        quiet = [entry for entry in run[:-1] if entry.word_look != "broken"]
        found.append(replace(quiet[0], shape="run", key=f"run-{quiet[0].key}", run=tuple(quiet)))
        found += [entry for entry in run if entry not in quiet]
    return found


def _dated(entry: Entry, zone: ZoneInfo) -> Entry:
    return replace(entry, day=entry.at.astimezone(zone).date())


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None  # a moment that somebody made up is the end of the story
    return found if found is not None and found.tzinfo is not None else None
