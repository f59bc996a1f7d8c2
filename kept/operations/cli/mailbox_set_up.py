"""`kept mailbox add` and `remove`. Secrets come from the environment, standard input or a prompt; never from a word."""

import os
import sys
from dataclasses import dataclass
from getpass import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.options import ByAdmin, actor_by
from kept.operations.cli.printing import lines
from kept.operations.cli.running import Answer, AsJson
from kept.refusal import NotFound, Refusal

if TYPE_CHECKING:
    from kept.channels.mail.mailboxes import Wanted
    from kept.channels.mail.models import Mailbox

PORTS = {"tls": 993, "starttls": 143, "none": 143}


@dataclass(frozen=True, slots=True)
class CheckSeen:
    """One thing that a live test tried."""

    ok: bool
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class MailboxAdded:
    """What became of a mailbox that was to be set up: kept, or not, with what the live test tried."""

    address: str
    kept: bool
    tested: bool
    checks: list[CheckSeen]


@dataclass(frozen=True, slots=True)
class MailboxGone:
    """A mailbox that is fetched from no more."""

    address: str


def add_mailbox(
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="A brand's address whose mail lies there.")
    ],
    host: Annotated[str, typer.Option("--host", help="Its server, such as imap.example.com.")],
    user: Annotated[str, typer.Option("--user", help="Name to sign in with; left out: the address.")] = "",
    security: Annotated[str, typer.Option("--security", help="tls, starttls or none.")] = "tls",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: 993 with tls, else 143.")] = 0,
    sign_in: Annotated[str, typer.Option("--sign-in", help="password, google or microsoft.")] = "password",
    client: Annotated[str, typer.Option("--client", help="Id of your application at the provider.")] = "",
    tenant: Annotated[str, typer.Option("--tenant", help="Microsoft's directory.")] = "",
    folder: Annotated[
        list[str] | None, typer.Option("--folder", help="A folder to read; may be given more than once.")
    ] = None,
    begin: Annotated[
        str, typer.Option("--begin", help="new: mail from now on; all: everything there.")
    ] = "new",
    after: Annotated[
        str, typer.Option("--after", help="Stored mail: leave, seen, move or delete.")
    ] = "leave",
    after_folder: Annotated[str, typer.Option("--after-folder", help="Where it is moved to.")] = "",
    password_env: Annotated[
        str,
        typer.Option("--password-env", metavar="NAME", help="Variable with the password or refresh token."),
    ] = "",
    secret_env: Annotated[
        str, typer.Option("--secret-env", metavar="NAME", help="Variable with the application's secret.")
    ] = "",
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Read them from standard input, one on each line, in this order.")
    ] = False,
    untested: Annotated[bool, typer.Option("--untested", help="Keep it without a live test.")] = False,
    by: ByAdmin = "",
    as_json: AsJson = False,
) -> Answer:
    """Fetch from a mailbox from now on, if its live test is good. Status 1 when it is not, and nothing is kept."""
    from kept.channels.mail.mailboxes import Wanted, keep_mailbox, problems
    from kept.clock import now

    actor = actor_by(by, "set up a mailbox")
    _known("--security", security, tuple(PORTS))
    _known("--sign-in", sign_in, ("password", "google", "microsoft"))
    _known("--begin", begin, ("new", "all"))
    _known("--after", after, ("leave", "seen", "move", "delete"))
    password, secret = _secrets(sign_in, password_env, secret_env, stdin)
    wanted = Wanted(
        address=address.strip().lower(),
        host=host.strip(),
        port=port or PORTS[security],
        security=security,
        user=user or address.strip(),
        sign_in=sign_in,
        password=password,
        client=client,
        client_secret=secret,
        tenant=tenant,
        folders=tuple(dict.fromkeys(folder or ())),
        begin=begin,
        after=after,
        after_folder=after_folder,
    )
    missing = problems(wanted, None)
    if missing:
        raise Refusal(" ".join(sentence for _, sentence in missing), code="mailbox_incomplete")
    checks: list[CheckSeen] = []
    if not untested:
        checks, wanted = _tried(wanted)
    kept = all(check.ok for check in checks)
    if kept:
        keep_mailbox(wanted, None, by=actor, now=now())
    said = [f"{'ok   ' if one.ok else 'fails'}  {one.sentence} {one.remedy}".rstrip() for one in checks]
    end = (
        f"{wanted.address} is fetched from now."
        if kept
        else "Nothing is kept. Try again with what is wrong put right."
    )
    return Answer(
        MailboxAdded(wanted.address, kept, not untested, checks), lines(*said, end), status=0 if kept else 1
    )


def remove_mailbox(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Address of a mailbox that is set up.")],
    by: ByAdmin = "",
    as_json: AsJson = False,
) -> Answer:
    """Fetch from a mailbox no more. Its mail stays where it is, and what was taken in stays here."""
    from kept.channels.mail import mailboxes
    from kept.clock import now

    row = mailbox_at(address)
    actor = actor_by(by, "remove a mailbox")
    mailboxes.remove_mailbox(row, by=actor, now=now())
    return Answer(MailboxGone(row.address), lines(f"{row.address} is fetched from no more."))


def mailbox_at(address: str) -> "Mailbox":
    """The mailbox of this address. Raises NotFound."""
    from kept.channels.mail.models import Mailbox

    row = Mailbox.objects.filter(address=address.strip().lower()).first()
    if row is None:
        raise NotFound(
            f"There is no mailbox {address}.", remedy="`kept mailbox` lists those that are set up."
        )
    return row


def _tried(wanted: "Wanted") -> "tuple[list[CheckSeen], Wanted]":
    """The live test, and the mailbox with the refresh token that the provider may have given in exchange."""
    from dataclasses import replace

    from kept.channels.mail.fetching.trying import try_mailbox
    from kept.channels.mail.mailboxes import account_wanted

    fresh: list[str] = []
    checks = try_mailbox(account_wanted(wanted, None, keep=fresh.append))
    if fresh:
        wanted = replace(wanted, password=fresh[-1])
    return [CheckSeen(one.ok, one.sentence, one.remedy) for one in checks], wanted


def _known(option: str, value: str, values: tuple[str, ...]) -> None:
    if value not in values:
        raise Refusal(
            f"{option} cannot be {value}.", remedy=f"Use one of {', '.join(values)}.", code="bad_option"
        )


def _secrets(sign_in: str, password_env: str, secret_env: str, stdin: bool) -> tuple[str, str]:
    """The password (or refresh token) and the application's secret, from where they were said to be."""
    oauth = sign_in != "password"
    if stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        return password, sys.stdin.readline().rstrip("\r\n") if oauth else ""
    password, secret = _variable(password_env), _variable(secret_env)
    if sys.stdin.isatty():
        if not password and not password_env:
            password = getpass("Refresh token (empty for none): " if oauth else "Password: ")
        if oauth and not secret and not secret_env:
            secret = getpass("Application secret (empty for none): ")
    return password, secret


def _variable(name: str) -> str:
    if not name:
        return ""
    value = os.environ.get(name, "")
    if not value:
        raise Refusal(f"The variable {name} is not set.", code="no_secret")
    return value
