"""A checkpoint that takes long (the first over a big history) keeps nothing else waiting."""

import threading
from datetime import datetime

import psycopg
from django.db import connection

from kept.ledger import checkpoint
from kept.operations.models import ScheduledTask
from kept.operations.schedule import SLOW, TASKS
from kept.operations.worker import loops
from tests.making import Desk


def test_the_checkpoint_is_in_a_loop_of_its_own() -> None:
    assert [task.name for task in SLOW] == ["ledger checkpoint"]
    assert "ledger checkpoint" not in {task.name for task in TASKS}


def test_chores_go_on_while_a_checkpoint_is_made(db_with_desk: Desk, now: datetime) -> None:
    steps = {loop.name: loop.work for loop in loops()}
    settings = connection.settings_dict
    server = {"host": settings["HOST"], "port": settings["PORT"] or None, "dbname": settings["NAME"]}

    def slowly() -> None:
        steps["slow chores"]()
        connection.close()

    with psycopg.connect(**server, user=settings["USER"], password=settings["PASSWORD"] or None) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [checkpoint._LOCK])
        slow = threading.Thread(target=slowly)
        slow.start()
        try:
            assert steps["chores"]()
            ran = set(ScheduledTask.objects.filter(runs__gt=0).values_list("name", flat=True))
            assert {task.name for task in TASKS} <= ran
            assert slow.is_alive()  # it waits for whoever makes a checkpoint, and holds up nobody
        finally:
            other.execute("SELECT pg_advisory_unlock(%s)", [checkpoint._LOCK])
        slow.join(20)
        assert not slow.is_alive()
    assert ScheduledTask.objects.get(name="ledger checkpoint").runs == 1
