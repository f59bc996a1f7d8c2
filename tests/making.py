"""Making things for tests: a desk with people, and arrivals as a channel hands them over."""

import itertools
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from kept.handling.arrival import Arrival, Attachment, DeliveryReport
from kept.handling.receive import Receipt, receive
from kept.ledger.actor import SETUP
from kept.operations.prepare import prepare
from kept.pledge.queries import current
from kept.staff.actions import join
from kept.staff.models import Agent

_count = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk that is ready: the default pledge, one admin who leads, one agent."""

    ines: Agent  # lead and admin
    jonas: Agent  # agent
    address: str  # where customers write to
    brand_id: int


def make_desk(now: datetime) -> Desk:
    """Prepare a desk and its people."""
    prepare(now)
    ines = join(email="ines@kept.test", name="Ines Valadão", role="admin", by=SETUP, now=now)
    jonas = join(email="jonas@kept.test", name="Jonas Weil", role="agent", by=SETUP, now=now)
    brand = current().pledge.brands[0]
    return Desk(ines, jonas, brand.address, current().brand_id(brand.slug))


def arrival(
    desk: Desk,
    *,
    at: datetime,
    sender: str = "marcus@customer.test",
    name: str = "Marcus Oyelaran",
    subject: str = "Laptop dead after nine days",
    text: str = "The laptop you sent me will not charge.",
    reply_to: str = "",
    to: str = "",
    cc: tuple[tuple[str, str], ...] = (),
    machine: str = "",
    reports: tuple[DeliveryReport, ...] = (),
    attachments: tuple[Attachment, ...] = (),
    aligned: str = "none",
    message_id: str = "",
    peer: str = "127.0.0.1",
) -> Arrival:
    """A mail as the mail channel would have read it. `reply_to`: the message id that it answers."""
    number = next(_count)
    raw = f"{number} {subject} {text}".encode()
    return Arrival(
        channel="mail",
        raw=raw,
        sha256=sha256(raw).digest(),
        source="smtp",
        envelope_from=sender,
        envelope_to=(to or desk.address,),
        peer=peer,
        received_at=at,
        sent_at=at,
        from_name=name,
        from_address=sender,
        reply_to=(),
        to=(("", to or desk.address),),
        cc=cc,
        subject=subject,
        text=text,
        visible=text,
        html="",
        message_id=message_id or f"<{number}.test@customer.test>",
        in_reply_to=(reply_to,) if reply_to else (),
        references=(reply_to,) if reply_to else (),
        attachments=attachments,
        machine=machine,
        machine_reason="A machine wrote it." if machine else "",
        reports=reports,
        aligned=aligned,
        language="",
        warnings=(),
        parser="test",
    )


def take(desk: Desk, *, at: datetime, **what: object) -> Receipt:
    """Receive one mail."""
    return receive([arrival(desk, at=at, **what)], now=at)[0]


def again(first: Arrival, **changes: object) -> Arrival:
    """The same mail by another way."""
    return replace(first, **changes)
