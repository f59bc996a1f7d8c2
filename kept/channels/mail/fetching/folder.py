"""What a folder holds that we do not have yet: by UID, in small batches, without touching read marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

log = structlog.get_logger(__name__)

#: Messages and bytes in one batch, which is one transaction.
BATCH = 20
BATCH_BYTES = 8 * 2**20
#: Numbers asked for at once: a server's answer is one line, and a line has its limits.
SEARCH_SPAN = 50_000
SIZES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """A folder as the server describes it on opening. Numbers below `uidnext` exist or existed."""

    uidvalidity: int
    uidnext: int


@dataclass(frozen=True, slots=True)
class Found:
    """A message in a folder. With a `problem` the bytes are its header only, or nothing."""

    uid: int
    raw: bytes
    arrived_at: datetime  # at the mailbox (INTERNALDATE)
    problem: str = ""


def look_into(client: IMAPClient, name: str, *, change: bool) -> Standing:
    """Open a folder; `change` when messages are to be marked or moved afterwards."""
    client.normalise_times = False  # aware datetimes, not this machine's local ones
    told = client.select_folder(name, readonly=not change)
    uidnext = (
        told.get(b"UIDNEXT") or max(client.search(["UID", "*"]), default=0) + 1
    )  # not every server says it
    return Standing(int(told[b"UIDVALIDITY"]), int(uidnext))


def uids_between(
    client: IMAPClient, after: int, last: int, *, since: date | None = None
) -> Iterator[list[int]]:
    """The numbers above `after` up to `last`, ascending, in portions; `since` leaves out what arrived earlier."""
    for begin in range(after + 1, last + 1, SEARCH_SPAN):
        end = min(begin + SEARCH_SPAN - 1, last)
        criteria: list[Any] = ["UID", f"{begin}:{end}"]
        uids = sorted(client.search(criteria + (["SINCE", since] if since else [])))
        if uids:
            yield uids


def batches(client: IMAPClient, uids: Sequence[int], size_limit: int) -> Iterator[list[Found]]:
    """The messages with these numbers, in order; those that are gone meanwhile are left out."""
    for start in range(0, len(uids), SIZES_AT_ONCE):
        portion = list(uids[start : start + SIZES_AT_ONCE])
        facts = client.fetch(portion, ["RFC822.SIZE", "INTERNALDATE"])
        batch: list[int] = []
        size = 0
        for uid in sorted(facts):
            weight = min(facts[uid][b"RFC822.SIZE"], size_limit)
            if batch and (len(batch) >= BATCH or size + weight > BATCH_BYTES):
                yield _read(client, batch, facts, size_limit)
                batch, size = [], 0
            batch.append(uid)
            size += weight
        if batch:
            yield _read(client, batch, facts, size_limit)


def _read(client: IMAPClient, uids: list[int], facts: dict[int, Any], size_limit: int) -> list[Found]:
    small = [uid for uid in uids if facts[uid][b"RFC822.SIZE"] <= size_limit]
    bodies = _bodies(client, small)
    found = []
    for uid in uids:
        arrived = facts[uid][b"INTERNALDATE"]
        size = facts[uid][b"RFC822.SIZE"]
        if size > size_limit:
            header = _header(client, uid)
            why = f"This mail has {size} bytes and the limit is {size_limit}. Its header was fetched, its body was not."
            found.append(Found(uid, header, arrived, why))
        elif isinstance(body := bodies.get(uid), bytes):
            found.append(Found(uid, body, arrived))
        elif body is not None:
            found.append(
                Found(uid, _header(client, uid), arrived, f"The server could not give its body: {body}")
            )
    return found


def _bodies(client: IMAPClient, uids: list[int]) -> dict[int, bytes | str]:
    """Whole messages by number, or the server's words when it cannot give one."""
    try:
        return {
            uid: data[b"BODY[]"]
            for uid, data in client.fetch(uids, ["BODY.PEEK[]"]).items()
            if b"BODY[]" in data
        }
    except IMAPClientAbortError:
        raise  # the connection broke: nothing is wrong with the mail
    except IMAPClientError as refused:
        if len(uids) == 1:
            log.warning("mailbox cannot give a message", uid=uids[0], why=str(refused))
            return {uids[0]: str(refused)}
    return {uid: body for one in uids for uid, body in _bodies(client, [one]).items()}


def _header(client: IMAPClient, uid: int) -> bytes:
    try:
        return bytes(client.fetch([uid], ["BODY.PEEK[HEADER]"]).get(uid, {}).get(b"BODY[HEADER]", b""))
    except IMAPClientAbortError:
        raise
    except IMAPClientError as refused:
        log.warning("mailbox cannot give a header", uid=uid, why=str(refused))
        return b""
