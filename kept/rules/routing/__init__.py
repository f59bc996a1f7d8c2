"""Routing: who should have a case, in what order, and in plain words why; and what to do when nobody fits."""

from kept.rules.routing.choose import Choice, Decision, LeftOut, choose
from kept.rules.routing.facts import Absence, Acquaintance, Candidate, Load, Matter, Subject
from kept.rules.routing.reasons import Code, Reason
from kept.rules.routing.skills import asked_skills

__all__ = [
    "Absence",
    "Acquaintance",
    "Candidate",
    "Choice",
    "Code",
    "Decision",
    "LeftOut",
    "Load",
    "Matter",
    "Reason",
    "Subject",
    "asked_skills",
    "choose",
]
