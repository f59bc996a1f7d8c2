"""`kept mailbox` and `kept relay`: whether mail can be fetched and can leave, tried live."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.mailbox_set_up import CheckSeen, add_mailbox, mailbox_at, remove_mailbox
from kept.operations.cli.printing import lines, local, table
from kept.operations.cli.running import Answer, AsJson, command
from kept.refusal import Refusal

if TYPE_CHECKING:
    from kept.channels.mail.checks import Check


@dataclass(frozen=True, slots=True)
class MailboxSeen:
    """A mailbox that is fetched from, and how that goes."""

    address: str
    host: str
    port: int
    security: str
    user: str
    sign_in: str
    folders: list[str]
    enabled: bool
    last_ok: datetime | None
    last_mail: datetime | None
    failing_since: datetime | None
    problem: str
    remedy: str


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    topic = typer.Typer(no_args_is_help=False, help="Mailboxes that mail is fetched from.")

    @topic.callback(invoke_without_command=True)
    def mailbox(context: typer.Context, as_json: AsJson = False) -> None:
        """Mailboxes that mail is fetched from: list (also without a word), add, test, remove."""
        if context.invoked_subcommand is None:
            listing(as_json=as_json)

    listing = command(topic, "list")(list_all)
    command(topic, "add")(add_mailbox)
    command(topic, "test")(test_mailbox)
    command(topic, "remove")(remove_mailbox)
    app.add_typer(topic, name="mailbox")
    way_out = typer.Typer(no_args_is_help=True, help="The server that takes our mail.")
    way_out.callback()(_relay)
    command(way_out, "test")(test_relay)
    app.add_typer(way_out, name="relay")


def list_all(as_json: AsJson = False) -> Answer:
    """The mailboxes, and how fetching from each goes."""
    from kept.channels.mail.models import Mailbox

    found = [
        MailboxSeen(
            address=row.address,
            host=row.host,
            port=row.port,
            security=row.security,
            user=row.user,
            sign_in=row.sign_in,
            folders=list(row.folders) or ["INBOX"],
            enabled=row.enabled,
            last_ok=row.last_ok_at,
            last_mail=row.last_mail_at,
            failing_since=row.failing_since,
            problem=row.last_error,
            remedy=row.remedy,
        )
        for row in Mailbox.objects.order_by("address")
    ]
    rows = [(one.address, f"{one.host}:{one.port}", local(one.last_ok), one.problem) for one in found]
    columns = ("Address", "Server", "Last look", "Problem")
    return Answer(found, table(columns, rows, empty="No mailbox is set up; mail comes in by SMTP alone."))


def test_mailbox(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Address of a mailbox that is set up.")],
    as_json: AsJson = False,
) -> Answer:
    """Connect to a mailbox, sign in and look into its folders, changing nothing. Status 1 when something fails."""
    from kept.channels.mail.fetching.trying import try_mailbox
    from kept.operations.alarms.ways import account

    return _tried(try_mailbox(account(mailbox_at(address))))


def test_relay(as_json: AsJson = False) -> Answer:
    """Connect to the relay and sign in; no mail is sent. Status 1 when something fails."""
    from django.conf import settings

    from kept.channels.mail.sending.trying import try_relay
    from kept.operations.alarms.ways import relay_in_force

    relay = relay_in_force()
    if relay is None and settings.KEPT.demo:
        raise Refusal("A demo has no relay: its mail goes to the sandbox mailbox.", code="no_relay")
    if relay is None:
        raise Refusal(
            "No relay is set up, so all mail is held.",
            remedy="Set one up on the settings page, or by KEPT_RELAY.",
            code="no_relay",
        )
    return _tried(try_relay(relay))


def _relay() -> None:
    """The server that takes our mail: test."""


def _tried(checks: "Sequence[Check]") -> Answer:
    found = [CheckSeen(one.ok, one.sentence, one.remedy) for one in checks]
    said = [f"{'ok   ' if one.ok else 'fails'}  {one.sentence} {one.remedy}".rstrip() for one in found]
    return Answer(found, lines(*said), status=0 if all(one.ok for one in found) else 1)
