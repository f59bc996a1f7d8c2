"""A promise: what it is, where it stands, what may be done to it, when somebody must look."""

from kept.rules.promise.fold import outcome
from kept.rules.promise.ignored import BrokenPromise, Ignored, InboundContact, ignored
from kept.rules.promise.terms import Closing, Kind, Proof, Reach, Side, Standing, State, Terms, Why
from kept.rules.promise.verbs import Refused, Verb, may
from kept.rules.promise.watch import Band, Escalated, EscalationStep, band, escalation_step, warn_due

__all__ = [
    "Band",
    "BrokenPromise",
    "Closing",
    "Escalated",
    "EscalationStep",
    "Ignored",
    "InboundContact",
    "Kind",
    "Proof",
    "Reach",
    "Refused",
    "Side",
    "Standing",
    "State",
    "Terms",
    "Verb",
    "Why",
    "band",
    "escalation_step",
    "ignored",
    "may",
    "outcome",
    "warn_due",
]
