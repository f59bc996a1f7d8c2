"""`kept stats`: the desk in figures. What is open is counted; history is estimated unless it is small or asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

import typer

from kept.operations.cli.printing import lines
from kept.operations.cli.running import Answer, AsJson, command


@dataclass(frozen=True, slots=True)
class Week:
    """Promises of ours since Monday: kept in time, broken, and the share kept (null when none came due)."""

    kept: int
    broken: int
    percent: float | None


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of this moment. `exact`: whether contacts and customers were counted, not estimated."""

    owed: int
    broken: int
    in_proof: int
    theirs: int
    unowned: int
    ignored: int
    kept_this_week: Week
    contacts: int
    customers: int
    exact: bool
    outbox: dict[str, int]
    quarantine: int
    reactions: int
    held: bool


#: Up to here a table is counted; a larger one is estimated from the database's own statistics.
COUNTED = 20_000

_OPEN = """
SELECT count(*) FILTER (WHERE p.state = 'owed' AND p.promisor <> 'customer'),
       count(*) FILTER (WHERE p.state = 'owed' AND p.promisor = 'company' AND p.kind <> 'concession'
                        AND (p.broken_at IS NOT NULL OR p.due_at < %(now)s)),
       count(*) FILTER (WHERE p.state = 'in_proof' AND p.promisor <> 'customer'),
       count(*) FILTER (WHERE p.promisor = 'customer'),
       count(*) FILTER (WHERE p.state = 'owed' AND p.promisor <> 'customer' AND p.owner_id IS NULL),
       (SELECT count(*) FROM promises_promise k
         WHERE k.state = 'kept' AND NOT k.late AND k.kept_at >= %(monday)s AND k.promisor = 'company'),
       (SELECT count(*) FROM promises_promise b WHERE b.broken_at >= %(monday)s AND b.state <> 'void'),
       (SELECT count(*) FROM contacts_quarantine q WHERE q.ended_at IS NULL),
       (SELECT count(*) FROM ledger_reaction)
FROM promises_promise p WHERE p.state IN ('owed', 'in_proof')
"""
_OUTBOX = """
SELECT state, count(*) FROM contacts_outgoing
WHERE state IN ('held', 'queued', 'delayed', 'sending', 'unsure', 'stopped') GROUP BY state ORDER BY state
"""


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "stats")(stats)


def stats(
    everything: Annotated[
        bool, typer.Option("--all", help="Count contacts and customers one by one, however many there are.")
    ] = False,
    as_json: AsJson = False,
) -> Answer:
    """The desk in figures: what is owed, broken, kept this week, waiting to be sent."""
    from kept.clock import now

    figures = gather(now=now(), everything=everything)
    return Answer(figures, lines(*_sentences(figures)))


def gather(*, now: datetime, everything: bool) -> Stats:
    """Read the figures; the cost follows what is open, unless `everything` is counted."""
    from django.db import connection

    from kept.contacts.hold import desk_held
    from kept.operations.cli.neglect import neglected
    from kept.storage.fanning import fan_out

    with fan_out("the desk in figures"), connection.cursor() as cursor:
        cursor.execute(_OPEN, {"now": now, "monday": _monday(now)})
        owed, broken, in_proof, theirs, unowned, kept, broke, quarantine, reactions = cursor.fetchone()
        cursor.execute(_OUTBOX)
        outbox = dict(cursor.fetchall())
    contacts, exact_contacts = _count("contacts_contact", everything)
    customers, exact_customers = _count("customers_customer", everything)
    return Stats(
        owed=owed,
        broken=broken,
        in_proof=in_proof,
        theirs=theirs,
        unowned=unowned,
        ignored=len(neglected(now=now)),
        kept_this_week=Week(kept, broke, _percent(kept, broke)),
        contacts=contacts,
        customers=customers,
        exact=exact_contacts and exact_customers,
        outbox=outbox,
        quarantine=quarantine,
        reactions=reactions,
        held=desk_held(),
    )


def _count(table: str, everything: bool) -> tuple[int, bool]:
    from django.db import connection

    from kept.storage.fanning import fan_out

    with fan_out("how many there are"), connection.cursor() as cursor:
        if everything:
            cursor.execute(f"SELECT count(*) FROM {table}")
            return cursor.fetchone()[0], True
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT %s) AS capped", [COUNTED + 1])
        counted = cursor.fetchone()[0]
        if counted <= COUNTED:
            return counted, True
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [table])
        return max(counted, cursor.fetchone()[0]), False


def _monday(now: datetime) -> datetime:
    """The beginning of this week where the company is."""
    from kept.pledge.queries import current

    midnight = now.astimezone(current().pledge.brands[0].zone).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    return midnight - timedelta(days=midnight.weekday())


def _percent(kept: int, broken: int) -> float | None:
    """Never rounded up to a hundred: a hundred means that none was broken."""
    if not kept + broken:
        return None
    share = round(100 * kept / (kept + broken), 1)
    return min(share, 99.9) if broken else share


def _sentences(figures: Stats) -> list[str]:
    week = figures.kept_this_week
    share = (
        "nothing came due yet"
        if week.percent is None
        else f"{week.percent:g} % ({week.kept} of {week.kept + week.broken})"
    )
    about = "" if figures.exact else "about "
    outbox = ", ".join(f"{count} {state}" for state, count in figures.outbox.items()) or "empty"
    return [
        f"Ignored customers  {figures.ignored}",
        f"Owed               {figures.owed}, of which {figures.broken} broken and {figures.unowned} untaken",
        f"In proof           {figures.in_proof}",
        f"Owed to us         {figures.theirs}",
        f"Kept this week     {share}",
        f"Outbox             {outbox}{'; the desk is held' if figures.held else ''}",
        f"Quarantine         {figures.quarantine}",
        f"Contacts           {about}{figures.contacts}",
        f"Customers          {about}{figures.customers}",
    ]
