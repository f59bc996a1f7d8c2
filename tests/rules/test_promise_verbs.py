"""What may be done to a promise where it stands."""

from datetime import timedelta

import pytest

from kept.rules.promise import Closing, Reach, State, Verb, may
from tests.rules.promises import DUE, HOUR, confirmed, handed_over, standing, terms

OWED = standing(terms(), now=DUE - HOUR)
BROKEN = standing(terms(), now=DUE + HOUR)
IN_PROOF = standing(terms(), handed_over(DUE - HOUR), now=DUE)
KEPT = standing(terms(), confirmed(DUE - HOUR), now=DUE)
ENDED = {
    state: standing(terms(), now=DUE, closing=Closing(state, DUE - HOUR))
    for state in (State.RELEASED, State.SUPERSEDED, State.VOID)
}

ALLOWED = {
    "owed": (OWED, {Verb.PROVE, Verb.RELEASE, Verb.SUPERSEDE, Verb.VOID, Verb.MOVE, Verb.ASSIGN}),
    "broken": (BROKEN, {Verb.PROVE, Verb.RELEASE, Verb.SUPERSEDE, Verb.VOID, Verb.MOVE, Verb.ASSIGN}),
    "in proof": (IN_PROOF, {Verb.PROVE, Verb.RELEASE, Verb.SUPERSEDE, Verb.VOID, Verb.ASSIGN}),
    "kept": (KEPT, {Verb.PROVE}),
    "released": (ENDED[State.RELEASED], set()),
    "superseded": (ENDED[State.SUPERSEDED], set()),
    "void": (ENDED[State.VOID], {Verb.RESTORE}),
}


@pytest.mark.parametrize("name", ALLOWED)
@pytest.mark.parametrize("verb", list(Verb))
def test_each_state_allows_its_verbs_and_refuses_the_others_with_a_sentence(name, verb):
    found, allowed = ALLOWED[name]
    refused = may(verb, found)
    assert (refused is None) == (verb in allowed)
    if refused is not None:
        assert refused.sentence.endswith(".")
        assert refused.code.startswith("promise_")


def test_a_promise_on_its_way_is_not_put_off():
    assert may(Verb.MOVE, IN_PROOF).code == "promise_in_proof"


def test_a_kept_promise_is_not_released():
    assert may(Verb.RELEASE, KEPT).code == "promise_kept"
    assert may(Verb.RESTORE, KEPT).code == "promise_not_void"


def test_a_bounce_makes_the_verbs_legal_again():
    bounced = handed_over(DUE - HOUR, withdrawn=DUE)
    again = standing(terms(needs=Reach.PRESUMED), bounced, now=DUE + timedelta(days=2))
    assert may(Verb.MOVE, again) is None
