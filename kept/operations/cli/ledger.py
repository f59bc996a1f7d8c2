"""`kept ledger`: verify it, make a checkpoint, show a chain."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kept.operations.cli.options import ByAdmin, actor_by
from kept.operations.cli.printing import lines, local, progress, table
from kept.operations.cli.running import Answer, AsJson, command

if TYPE_CHECKING:
    from kept.ledger.walk import Finding


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with the ledger; `customer` and `seq` name the entry, null where none is meant."""

    what: str
    sentence: str
    customer: str | None
    seq: int | None
    checkpoint: int | None


@dataclass(frozen=True, slots=True)
class LedgerVerified:
    """The result of reading the whole ledger. `first_bad` is the first of `findings`, of which there are `found`."""

    sound: bool
    entries: int
    chains: int
    found: int
    first_bad: Wrong | None
    findings: list[Wrong]
    checkpoints: int
    checkpoint: int | None
    checkpoint_at: datetime | None
    unprotected: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class CheckpointSeen:
    """A checkpoint that left the database. `held`: chains that did not follow from the checkpoint before."""

    number: int
    at: datetime
    chains: int
    entries: int
    held: int
    digest: bytes
    key: str
    place: str
    findings: list[Wrong]


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """One entry of a chain."""

    seq: int
    at: datetime
    kind: str
    actor: str
    case: str
    fact: dict[str, Any]
    hash: bytes


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    topic = typer.Typer(no_args_is_help=True, help="What happened, for ever: verify, checkpoint, show.")
    command(topic, "verify")(verify)
    command(topic, "checkpoint")(checkpoint)
    command(topic, "show")(show)
    app.add_typer(topic, name="ledger")


def verify(as_json: AsJson = False) -> Answer:
    """Read every entry; compare the ledger with itself and with its checkpoints.

    Status 1 when anything is wrong; the first bad entry is named.
    """
    from kept.ledger.verify import verify as read_all

    with progress("Verifying", silent=as_json) as tell:
        result = read_all(
            progress=lambda done, of: tell(done / max(1, of), f"Verifying: {done} of {of} entries")
        )
    findings = [_wrong(finding) for finding in result.findings]
    seen = LedgerVerified(
        sound=result.sound,
        entries=result.entries,
        chains=result.chains,
        found=result.found,
        first_bad=findings[0] if findings else None,
        findings=findings,
        checkpoints=result.checkpoints,
        checkpoint=result.last.number if result.last else None,
        checkpoint_at=result.last_at,
        unprotected=result.unprotected,
        set_aside=result.set_aside,
    )
    said = [*result.sentences(), *(finding.sentence for finding in findings)]
    return Answer(seen, lines(*said), status=0 if result.sound else 1)


def checkpoint(
    afresh: Annotated[
        bool,
        typer.Option(
            "--afresh", help="Set earlier checkpoints aside: after a restore, or when their files are lost."
        ),
    ] = False,
    by: ByAdmin = "",
    as_json: AsJson = False,
) -> Answer:
    """Sign where every chain stands, into a file outside the database.

    Status 1 when a chain does not follow from the checkpoint before.
    """
    from kept.clock import now
    from kept.ledger.checkpoint import make_checkpoint

    made = make_checkpoint(by=actor_by(by, "make a checkpoint"), now=now(), afresh=afresh)
    statement = made.statement
    seen = CheckpointSeen(
        statement.number, statement.at, statement.chains, statement.entries, statement.held,
        statement.digest(), statement.key, str(made.place), [_wrong(finding) for finding in made.findings],
    )  # fmt: skip
    said = [
        f"Checkpoint {seen.number} of {seen.chains} chains and {seen.entries} entries is in {seen.place}.",
        *(finding.sentence for finding in seen.findings),
    ]
    return Answer(seen, lines(*said), status=1 if made.found else 0)


def show(
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Code of the customer, or `company`.")],
    since: Annotated[
        int, typer.Option("--since", metavar="SEQ", min=0, help="Only entries after this one.")
    ] = 0,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many at most; 0 for all.")] = 0,
    as_json: AsJson = False,
) -> Answer:
    """A customer's chain, entry by entry; `company` shows the company's own."""
    from kept.ledger.queries import entries_of_customer, fact_of

    customer_id = _chain(customer)
    rows = entries_of_customer(customer_id, since_seq=since)
    entries = list(rows[:limit] if limit else rows)
    references = _references(customer_id, {entry.case_id for entry in entries if entry.case_id is not None})
    found = [
        EntrySeen(
            entry.seq,
            entry.at,
            entry.kind,
            entry.actor,
            references.get(entry.case_id or 0, ""),
            fact_of(entry),
            bytes(entry.hash),
        )
        for entry in entries
    ]
    shown = [
        (str(one.seq), local(one.at), one.kind, one.actor, one.case, one.hash.hex()[:12]) for one in found
    ]
    columns = ("Entry", "At", "What", "By", "Case", "Hash")
    return Answer(found, table(columns, shown, empty="There is no entry."))


def _wrong(finding: "Finding") -> Wrong:
    customer = None if finding.customer is None else str(finding.customer)
    return Wrong(finding.what, finding.sentence, customer, finding.seq, finding.checkpoint)


def _chain(code: str) -> int:
    from kept.customers.models import CustomerCode
    from kept.ledger.models import COMPANY
    from kept.refusal import NotFound

    if code == "company":
        return COMPANY
    known = CustomerCode.objects.filter(pk=code.strip().lower()).first()
    if known is None:
        raise NotFound(f"There is no customer {code}.", remedy="`kept customers` lists their codes.")
    return known.customer_id


def _references(customer_id: int, cases: set[int]) -> dict[int, str]:
    from kept.cases.models import Case

    if not cases:
        return {}
    rows = Case.objects.filter(customer_id=customer_id, pk__in=cases)
    return dict(rows.values_list("pk", "reference"))
