"""Taking in mails of the past: silently, each once, and again from where it stopped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kept.channels.mail.fetching.addressed import addressed_to
from kept.channels.mail.importing.dates import arrived_at
from kept.channels.mail.importing.sources import Sourced, mails
from kept.channels.mail.intake import PARTIAL, Incoming, Taken, read, take_in
from kept.pledge.queries import current

#: Mails and bytes in one transaction.
BATCH = 50
BATCH_BYTES = 8 * 2**20
SIZE_LIMIT = 100 * 2**20


@dataclass(frozen=True, slots=True)
class Report:
    """How many mails were seen, and what became of them."""

    seen: int = 0
    stored: int = 0
    doubled: int = 0
    quarantined: int = 0


def import_mail(
    path: Path,
    kind: str,
    *,
    now: datetime,
    progress: Callable[[float, Report], None] = lambda _share, _report: None,
    size_limit: int = SIZE_LIMIT,
) -> Report:
    """Import every mail at `path` (kind: mbox, maildir or eml); nobody is acknowledged, nothing is owed.

    Doing it again stores nothing twice, so that an import that was cut short is simply repeated. `progress` is
    told the share done (0 to 1) after each batch. Raises NoSuchSource, and TryLater when the database is away.
    """
    pledge = current().pledge
    report = Report()
    for batch in _batches(mails(path, kind, size_limit=size_limit)):
        items = [
            read(
                Incoming(
                    raw=mail.raw,
                    envelope_from="",
                    envelope_to=addressed_to(mail.raw, pledge),
                    peer="",
                    received_at=arrived_at(mail.raw, now=now),
                    source=f"import{PARTIAL if mail.oversize else ''}",
                    problem=f"{mail.place} is larger than {size_limit} bytes." if mail.oversize else "",
                )
            )
            for mail in batch
        ]
        taken = take_in(items, now=now, silent=True)
        report = Report(
            report.seen + len(batch),
            report.stored + taken.count(Taken.STORED),
            report.doubled + taken.count(Taken.DOUBLED),
            report.quarantined + taken.count(Taken.QUARANTINED),
        )
        progress(batch[-1].done, report)
    return report


def _batches(sourced: Iterator[Sourced]) -> Iterator[list[Sourced]]:
    batch: list[Sourced] = []
    size = 0
    for mail in sourced:
        batch.append(mail)
        size += len(mail.raw)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
