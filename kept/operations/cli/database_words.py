"""What the database says when it cannot serve a command, as refusals that a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, OperationalError

from kept.refusal import Refusal

#: States of PostgreSQL (appendix A of its manual): no such table or column; not allowed.
_OUTDATED = ("42P01", "42703")
_NOT_ALLOWED = "42501"
_AWAY = ("08", "53", "57P")


class DatabaseAway(Refusal):
    """The database does not answer, or cannot take anything at the moment."""

    code = "database_away"
    status = 503


class NotUpToDate(Refusal):
    """The database lacks what this version needs."""

    code = "not_up_to_date"
    status = 503


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the database refuses into Refusals; what is a mistake of ours stays as it is."""
    try:
        yield
    except (DatabaseError, InterfaceError) as problem:
        refusal = refusal_of(problem)
        if refusal is None:
            raise
        raise refusal from problem


def refusal_of(problem: Exception) -> Refusal | None:
    """The refusal for a failure of the database; None for one that is not its fault."""
    state = getattr(problem.__cause__ or problem, "sqlstate", None) or ""
    words = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
    if state in _OUTDATED:
        return NotUpToDate(
            "The database is not up to date with this version of Kept.",
            remedy="Run `kept migrate`, or start the desk with `kept serve`.",
        )
    if state == _NOT_ALLOWED:
        return NotUpToDate(
            f"The database does not let the desk do this: {words}.",
            remedy="Run `kept migrate`: it grants what the desk needs.",
        )
    if state.startswith(_AWAY) or (not state and isinstance(problem, OperationalError | InterfaceError)):
        return DatabaseAway(f"The database does not answer: {words}.", remedy="`kept doctor` says more.")
    return None
