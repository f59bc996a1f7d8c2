"""The ledger: whether it is whole, and whether everybody on it is somebody."""

from collections.abc import Callable, Collection, Iterator

from kept.customers.models import Customer
from kept.ledger.queries import last_checkpoint
from kept.ledger.resolve import unresolved
from kept.ledger.verify import verify
from kept.operations.alarms.words import since
from kept.operations.doctor.finding import Finding, bad, good, warning
from kept.staff.models import Agent


def look(*, deep: bool, progress: Callable[[str], None]) -> Iterator[Finding]:
    """The last checkpoint; with `deep` every entry and everybody on the ledger."""
    last = last_checkpoint()
    if last is None:
        yield warning(
            "checkpoint",
            "No checkpoint of the ledger has been made yet.",
            "A worker makes one; or kept ledger checkpoint.",
        )
    else:
        yield good("checkpoint", f"Checkpoint {last.number} of the ledger is of {since(last.at)}.")
    if not deep:
        return
    result = verify(progress=lambda done, of: progress(f"ledger: {done} of {of} entries"))
    if result.sound:
        yield good("ledger", " ".join(result.sentences()))
    for finding in result.findings[:10]:
        yield bad("ledger", finding.sentence, "Find out who changed it; a backup has what it was.")
    progress("ledger: who stands on it")
    missing = unresolved({"agent": _agents, "customer": _customers}, most=10)
    for one in missing:
        yield bad("ledger", str(one), "Somebody deleted a row behind the product's back; a backup has it.")
    if not missing:
        yield good("ledger", "Everybody who stands on the ledger is somebody.")


def _agents(ids: Collection[str]) -> set[str]:
    return {str(pk) for pk in Agent.objects.filter(pk__in=_numbers(ids)).values_list("pk", flat=True)}


def _customers(ids: Collection[str]) -> set[str]:
    return {str(pk) for pk in Customer.objects.filter(pk__in=_numbers(ids)).values_list("pk", flat=True)}


def _numbers(ids: Collection[str]) -> list[int]:
    return [int(each) for each in ids if each.isdigit()]
