"""A folder of checkpoints of its own for every test, and a database whose rows other connections see."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from datetime import datetime

    from kept.ledger.anchors import Anchors


@pytest.fixture
def anchors(tmp_path: Path) -> "Anchors":
    """An empty folder of checkpoints, and keys that do not exist yet."""
    from kept.ledger.anchors import Anchors  # here and below, because Django must be ready
    from kept.ledger.keys import KeyRing

    return Anchors(tmp_path / "anchors", KeyRing(tmp_path / "keys"), "0123456789abcdef")


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The database without a transaction around the test; every row is removed afterwards.

    Django's own way to empty tables is refused by the ledger, as it should be.
    """
    from django.apps import apps
    from django.db import connection, transaction

    kept = ("contenttypes", "auth")
    tables = [
        m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.app_label not in kept
    ]
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(f"TRUNCATE {', '.join(tables)}")
            connection.close()


@pytest.fixture
def two(keyed_sql: None, now: "datetime") -> None:
    """The chains of customers 7 and 12, three entries each."""
    from tests.ledger.chains import append

    append(7, 3, now)
    append(12, 3, now)


@pytest.fixture
def four(two: None, anchors: "Anchors", now: "datetime") -> None:
    """Four checkpoints, an hour apart."""
    from kept.ledger.checkpoint import make_checkpoint
    from kept.ledger.verify import verify
    from tests.ledger.chains import ANNA, append

    for hour in range(4):
        append(7, 1, now)
        make_checkpoint(by=ANNA, now=now + timedelta(hours=hour), anchors=anchors)
    assert verify(anchors=anchors).sound


@pytest.fixture
def home(settings: object, tmp_path: Path) -> Path:
    """The test's folder as the desk's home."""
    settings.KEPT = replace(settings.KEPT, home=tmp_path, anchors=tmp_path / "anchors")  # type: ignore[attr-defined]
    return tmp_path
