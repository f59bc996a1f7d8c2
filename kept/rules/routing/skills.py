"""Which skills a matter asks for: those whose words stand in its subject."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kept.rules.routing.facts import Subject

_WORD = re.compile(r"\w+", re.UNICODE)


def asked_skills(subject: str, skills: Iterable[Subject]) -> frozenset[str]:
    """Names of the skills of which a word stands in the subject: whole words, whatever their case.

    A name of several words ("credit note") counts when they stand side by side.
    """
    said = f" {_plain(subject)} "
    return frozenset(
        each.skill
        for each in skills
        if any(f" {plain} " in said for word in each.words if (plain := _plain(word)))
    )


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
