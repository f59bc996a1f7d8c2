"""Accepting a pledge: from this moment on its rules hold."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import connection, transaction

from kept.ledger.actor import SETUP, Actor
from kept.ledger.models import COMPANY
from kept.ledger.record import record
from kept.pledge.closed_days import to_store
from kept.pledge.errors import PledgeError, PledgeErrors
from kept.pledge.facts import PledgeAccepted
from kept.pledge.models import Brand, PledgeVersion
from kept.pledge.schema import default_text, read_pledge
from kept.pledge.shapes import Brand as Named
from kept.pledge.shapes import Pledge
from kept.storage.live import tell
from kept.storage.rows import draw_id

#: One acceptance at a time, so that versions are counted without gaps. Any constant of our own will do.
_LOCK = 0x6B657074

#: For how many years ahead a version carries its public holidays. Later ones are asked from the library.
_YEARS_AHEAD = 6


@transaction.atomic
def accept_pledge(text: str, *, by: Actor, now: datetime) -> PledgeVersion:
    """Make this text the pledge in force. The same text again is no new version.

    Raises `PledgeErrors`; then nothing has changed.
    """
    pledge = read_pledge(text)
    digest = sha256(text.encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    newest = PledgeVersion.objects.order_by("-number").first()
    if newest is not None and bytes(newest.digest) == digest:
        return newest
    accepted = PledgeVersion(
        id=draw_id(PledgeVersion),
        number=newest.number + 1 if newest else 1,
        text=text,
        digest=digest,
        public_holidays=_holidays(pledge, now),
        accepted_at=now,
        accepted_by=str(by),
    )
    accepted.save(force_insert=True)
    _follow(pledge, now)
    record(PledgeAccepted(accepted.pk, accepted.number, digest), customer=COMPANY, by=by, now=now)
    tell("pledge", str(accepted.number))
    return accepted


def ensure_default(now: datetime, *, file: Path | None = None) -> PledgeVersion:
    """The pledge in force; at the first start, accept this file, or the default when there is none.

    Raises `PledgeErrors` for a file that cannot be accepted, and OSError for one that cannot be read.
    """
    newest = PledgeVersion.objects.order_by("-number").first()
    if newest is not None:
        return newest
    return accept_pledge(text_of(file) if file else default_text(), by=SETUP, now=now)


def text_of(file: Path) -> str:
    """The text of a pledge file. Raises `PledgeErrors` when it is no text, OSError when it cannot be read."""
    raw = file.read_bytes()
    try:
        return raw.decode("utf-8-sig")  # editors on Windows put a mark at the beginning
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        error = PledgeError(line, "", "This is not text in UTF-8.", "Save the file with the encoding UTF-8.")
        raise PledgeErrors([error]) from None


def _holidays(pledge: Pledge, now: datetime) -> dict[str, list[str]]:
    calendars = [brand.closed_days for brand in pledge.brands]
    return to_store(calendars, range(now.year - 1, now.year + _YEARS_AHEAD))


def _follow(pledge: Pledge, now: datetime) -> None:
    """Bring the brands' rows into line with the pledge: new, changed, back again, retired."""
    rows = {row.slug: row for row in Brand.objects.all()}
    for brand in pledge.brands:
        row = rows.pop(brand.slug, None)
        if row is None:
            Brand(id=draw_id(Brand), slug=brand.slug, **_columns(brand)).save(force_insert=True)
        else:
            Brand.objects.filter(pk=row.pk).update(**_columns(brand), retired_at=None)
    gone = [row.pk for row in rows.values() if row.retired_at is None]
    if gone:
        Brand.objects.filter(pk__in=gone).update(retired_at=now)


def _columns(brand: Named) -> dict[str, str]:
    return {
        "name": brand.name,
        "accent": brand.accent,
        "signature": brand.signature,
        "address": brand.address,
        "reply_domain": brand.reply_domain,
    }
