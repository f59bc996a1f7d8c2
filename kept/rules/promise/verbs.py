"""Which verbs a promise allows where it stands; a refusal is a value with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kept.rules.promise.terms import Standing, State


class Verb(StrEnum):
    """What can be done to a promise."""

    PROVE = "prove"  #: take a proof
    RELEASE = "release"  #: the customer lets it go
    SUPERSEDE = "supersede"  #: replace it with his knowledge
    VOID = "void"  #: it was never owed
    RESTORE = "restore"  #: take a void back
    MOVE = "move"  #: change the due time
    ASSIGN = "assign"  #: change the owner


@dataclass(frozen=True, slots=True)
class Refused:
    """Why not, for programs and for people."""

    code: str
    sentence: str


_OPEN = frozenset({State.OWED, State.IN_PROOF})
_ALLOWED: dict[Verb, frozenset[State]] = {
    # A kept promise takes further proofs (its reach rises), a lapsed one the late word of its use.
    Verb.PROVE: _OPEN | {State.KEPT, State.LAPSED},
    Verb.RELEASE: _OPEN,
    Verb.SUPERSEDE: _OPEN,
    Verb.VOID: _OPEN,
    Verb.RESTORE: frozenset({State.VOID}),
    Verb.MOVE: frozenset({State.OWED}),
    Verb.ASSIGN: _OPEN,
}
_CLOSED_BECAUSE = {
    State.KEPT: "It has been kept.",
    State.RELEASED: "The customer has let it go. Make a new promise if something is owed again.",
    State.SUPERSEDED: "Another promise has taken its place. Look there.",
    State.VOID: "It was marked as never owed. Take that back first.",
    State.LAPSED: "It has lapsed. Grant a new one if the customer is to have it.",
}


def may(verb: Verb, standing: Standing) -> Refused | None:
    """None when the verb is allowed; else the reason.

    The code is `promise_` and the state that is in the way (`promise_kept`, `promise_in_proof`), or
    `promise_not_void`.
    """
    state = standing.state
    if state in _ALLOWED[verb]:
        return None
    if verb is Verb.RESTORE:
        return Refused(
            "promise_not_void", "It is not marked as never owed, so there is nothing to take back."
        )
    if state is State.IN_PROOF:
        return Refused(
            "promise_in_proof", "What was sent is on its way. Wait until it has arrived or come back."
        )
    return Refused(f"promise_{state}", _CLOSED_BECAUSE[state])
