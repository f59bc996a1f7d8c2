"""A desk with more colleagues than two."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.making import Desk
    from tests.staff.office import Office


@pytest.fixture
def office(desk: Desk, now: datetime, keyed_sql: None) -> Office:
    """Five people on a Wednesday morning; every statement names its customer, or stands in a fan-out."""
    from kept.ledger.actor import SETUP  # here, because Django is not set up when this file is read
    from kept.staff.actions import join
    from tests.staff.office import Office

    made = [
        join(email=f"{name.split()[0].lower()}@kept.test", name=name, role=role, by=SETUP, now=now)
        for name, role in (("Ruth Calloway", "agent"), ("Amara Sethi", "agent"), ("Noor Haddad", "reader"))
    ]
    return Office(desk, desk.ines, desk.jonas, *made)
