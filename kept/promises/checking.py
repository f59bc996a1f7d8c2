"""Whether a verb has a place where a promise stands."""

from collections.abc import Iterable
from datetime import datetime

from kept.promises.models import Evidence, Promise
from kept.promises.reckon import standing_of
from kept.refusal import Refusal
from kept.rules.promise import Verb, may


class PromiseRefuses(Refusal):
    """The promise stands where this verb has no place."""

    code = "promise_refuses"


def check(promise: Promise, verb: Verb, evidence: Iterable[Evidence], *, now: datetime) -> None:
    """Refuse the verb where a locked promise stands, with the rule's sentence."""
    refused = may(verb, standing_of(promise, evidence, now=now))
    if refused is not None:
        raise PromiseRefuses(refused.sentence, code=refused.code)
