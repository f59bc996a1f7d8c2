"""A story's own desk: database, pledge and people in a throw-away home, and a listener at a free port."""

import os
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from kept.operations.postgres import Server
from kept.operations.postgres.settings import APP, OWNER
from kept.operations.stories.frame import Story

#: Where the people of the stories live.
ZONE = ZoneInfo("Europe/London")
#: A Tuesday, two minutes after opening.
BEGINS = datetime(2026, 6, 16, 8, 2, tzinfo=UTC)

#: Name → (mail address, role).
PEOPLE = {
    "Hannah Osei": ("hannah@fourtrades.example", "head"),
    "Ruth Calloway": ("ruth@fourtrades.example", "lead"),
    "Amara Sethi": ("amara@fourtrades.example", "agent"),
}
PATIENCE = 30.0


@contextmanager
def open_story_desk(story: Story, home: Path, relay_port: int) -> Iterator[int]:
    """Make the desk in `home` and open it; gives the port at which it takes mail. Once per process."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "kept.project.settings",
        "KEPT_HOME": str(home),
        "KEPT_DATABASE_ROLE": OWNER,
        "KEPT_RELAY": f"smtp://127.0.0.1:{relay_port}",
    }
    server = Server(home)
    with server.use() as urls:
        _set_up(story, home, urls.admin)
        with _listening() as port:
            yield port


def _set_up(story: Story, home: Path, admin_url: str) -> None:
    import django  # here and below, because settings read what was set above

    django.setup()
    from django.conf import settings
    from django.db import connection

    from kept.operations.logs import set_up_logs
    from kept.operations.migrate import migrate_alone
    from kept.operations.stories import offset

    set_up_logs(settings.KEPT.log)
    offset.mark(home, story.name)
    move(admin_url, BEGINS)
    migrate_alone(APP)
    connection.close()
    # From here on as the product's own role, which can only add to the ledger.
    connection.settings_dict["USER"] = APP
    offset.take(home)
    _people(story)


def move(admin_url: str, to: datetime) -> None:
    """Move the clock of the story's desk to a moment, in its database and in this process."""
    from kept.clock import move_to, now
    from kept.clock import offset as moved_by
    from kept.operations.stories.offset import store

    offset: timedelta = to - (now() - moved_by())
    store(admin_url, offset)
    move_to(offset)


def _people(story: Story) -> None:
    from kept.clock import now
    from kept.ledger.actor import SETUP
    from kept.pledge.accept import accept_pledge
    from kept.staff.actions import form_team, join
    from kept.staff.models import Agent, Membership

    text = files(__package__).joinpath("pledge.toml").read_text(encoding="utf-8")
    if not story.acknowledges:
        text = text.replace("send = true", "send = false")
    accept_pledge(text, by=SETUP, now=now())
    agents: dict[str, Agent] = {}
    for name, (email, role) in PEOPLE.items():
        agents[name] = join(email=email, name=name, role=role, by=SETUP, now=now())
    team = form_team("Everyone", lead=agents["Ruth Calloway"], brand=None, by=SETUP, now=now())
    assert Membership.objects.filter(team=team).count() == len(PEOPLE)


@contextmanager
def _listening() -> Iterator[int]:
    from kept.channels.mail.listening.run import Options, run_listener

    stop, ports = threading.Event(), queue.Queue[dict[str, int]]()
    thread = threading.Thread(
        target=run_listener,
        args=(Options(hostname="mx.fourtrades.example", smtp_port=0), stop),
        kwargs={"ready": ports.put},
        name="listener",
    )
    thread.start()
    try:
        yield ports.get(timeout=PATIENCE)["smtp"]
    finally:
        stop.set()
        thread.join(PATIENCE)
