"""Snooze: a promise of our own to look again, which survives the customer's "thanks"."""

from datetime import datetime

from kept.ledger.actor import Actor
from kept.promises.make import Vow, make_promise
from kept.promises.models import Promise
from kept.rules.promise import Kind


def snooze_case(
    customer_id: int, case_id: int, *, until: datetime, why: str, by: Actor, now: datetime
) -> Promise:
    """Look at a case again at this time."""
    words = f"Look again: {why.strip()}" if why.strip() else "Look at this again"
    return make_promise(customer_id, case_id, Vow(Kind.OTHER, words, until), by=by, now=now)
