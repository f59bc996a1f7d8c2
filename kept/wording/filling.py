"""Variables of canned answers: filled in where we know the value, left in sight where we do not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What a canned answer may speak of, and what stands for it.
VARIABLES: Mapping[str, Promise] = {
    "customer.name": _("the name of whoever is answered"),
    "customer.first_name": _("the first name of whoever is answered"),
    "case.reference": _("the reference of the case"),
    "case.subject": _("what the case is about"),
    "agent.name": _("the name of whoever answers"),
    "agent.first_name": _("the first name of whoever answers"),
    "brand.name": _("the name of the brand"),
    "due": _("by when something is owed in the case, the earliest first"),
}

PLACE = re.compile(r"\{\{\s*([A-Za-z][\w.]*)\s*\}\}")
#: What is quoted as code is meant as it stands.
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)


@dataclass(frozen=True, slots=True)
class Filled:
    """The words, and the names that could not be filled in: they still stand in the text as {{name}}."""

    text: str
    missing: tuple[str, ...]


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put the values in. A name that is unknown or whose value is empty stays where it is."""
    filled = PLACE.sub(lambda found: values.get(found[1].lower(), "").strip() or found[0], text)
    return Filled(filled, unfilled(filled))


def unfilled(text: str) -> tuple[str, ...]:
    """Names that still wait to be filled in, each once, in the order of the text; those within code do not count."""
    return tuple(dict.fromkeys(found[1] for found in PLACE.finditer(CODE.sub("", text))))


def unknown(text: str) -> tuple[str, ...]:
    """Names in a canned answer that stand for nothing."""
    return tuple(name for name in unfilled(text) if name.lower() not in VARIABLES)


def first_name(name: str) -> str:
    """The first name in a person's name; "" where it is no person's ("Ostrander & Daughters", an address)."""
    words = name.replace(",", " , ").split()
    if not words or "@" in name or "&" in name or any(char.isdigit() for char in name):
        return ""
    if "," in words:  # "Oyelaran, Marcus"
        words = words[words.index(",") + 1 :] or words
    return words[0] if words[0][0].isalpha() else ""
