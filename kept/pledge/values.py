"""Single values of the pledge: words, numbers and addresses, read into what the rules use."""

import re
import unicodedata
from collections.abc import Callable, Collection
from difflib import get_close_matches
from string import Formatter
from typing import Any, TypeVar

from kept.pledge.shapes import fold_address

_SIZE = re.compile(r"(\d{1,6})\s*(KB|MB)", re.ASCII | re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\".]+(\.[^\s@,;<>\".]+)*")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)

T = TypeVar("T")

#: Stands in for a list with a problem.
NOTHING: tuple[Any, ...] = ()


class Wrong(ValueError):
    """A value that cannot be used: the problem, and what to write instead."""

    def __init__(self, problem: str, remedy: str, *, item: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.item = item  # which item of a list, counted from 0


def text(value: Any) -> str:
    """A line of text that says something."""
    words = any_text(value)
    if not words.strip():
        raise Wrong(f"{shown(value)} says nothing.", 'Put some words in quotes, like "Our company".')
    return line(words)


def line(value: Any) -> str:
    """Text on one line: it may stand in the head of a mail."""
    words = any_text(value)
    if "\n" in words:
        raise Wrong("This is more than one line.", "Write it on one line.")
    return words


def any_text(value: Any) -> str:
    """Text that may be empty."""
    if not isinstance(value, str):
        raise Wrong(f"{shown(value)} is not a text.", 'Put it in quotes, like "Our company".')
    if any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in value):
        raise Wrong("There is a control character in this text.", "Take it out; it cannot be shown.")
    return value


def yes(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong(f"{shown(value)} is neither true nor false.", "Write true or false, without quotes.")
    return value


def whole(least: int, most: int) -> Callable[[Any], int]:
    """A whole number between two, both included."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Wrong(
                f"{shown(value)} is not a whole number.",
                f"Write a number from {least} to {most}, without quotes.",
            )
        if not least <= value <= most:
            raise Wrong(f"{value} is out of range.", f"Write a number from {least} to {most}.")
        return value

    return read


def one_of(choices: Collection[str], *, what: str) -> Callable[[Any], str]:
    """One word of a few."""

    def read(value: Any) -> str:
        if value not in choices:
            raise Wrong(
                f"{shown(value)} is not {what}.", f"{meant(value, choices)}Choose from: {', '.join(choices)}."
            )
        return str(value)

    return read


def list_of(read: Callable[[Any], T]) -> Callable[[Any], tuple[T, ...]]:
    """A list of such values; each is counted for the line of a problem. Doubles are named."""

    def read_all(value: Any) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise Wrong(f"{shown(value)} is not a list.", f"Put it in brackets: [{shown(value)}].")
        found: list[T] = []
        for n, item in enumerate(value):
            try:
                one = read(item)
            except Wrong as wrong:
                wrong.item = n
                raise
            if one in found:
                raise Wrong(f"{shown(item)} stands here twice.", "Name it once.", item=n)
            found.append(one)
        return tuple(found)

    return read_all


def size(value: Any) -> int:
    """Bytes: "500KB", "25MB"."""
    remedy = 'Write it like "500KB" or "25MB".'
    found = _SIZE.fullmatch(quoted(value, remedy).strip())
    if not found or not int(found[1]):
        raise Wrong(f"{shown(value)} is not a size.", remedy)
    return int(found[1]) * (1024 if found[2].upper() == "KB" else 1024**2)


def address(value: Any) -> str:
    """A mail address, folded as it is compared."""
    folded = fold_address(text(value))
    if not _ADDRESS.fullmatch(folded):
        raise Wrong(f"{shown(value)} is not a mail address.", 'Write it like "support@example.com".')
    if "+" in folded:
        raise Wrong(
            f"{shown(value)} has a plus in it.", "Leave out the plus and what follows; it is understood."
        )
    return folded


def accepted_address(value: Any) -> str:
    """A mail address, or "*@domain" for all of a domain."""
    folded = fold_address(text(value))
    if folded.startswith("*@") and _DOMAIN.fullmatch(folded[2:]):
        return folded
    return address(value)


def domain(value: Any) -> str:
    folded = fold_address(f"x@{text(value)}")[2:]
    if not _DOMAIN.fullmatch(folded):
        raise Wrong(f"{shown(value)} is not a mail domain.", 'Write it like "example.com".')
    return folded


def language(value: Any) -> str:
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise Wrong(f"{shown(value)} is not a language.", 'Write its code, like "en" or "de".')
    return value


def colour(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise Wrong(f"{shown(value)} is not a colour.", 'Write it like "#2444ae".')
    return value.lower()


def words_with(
    *, needs: Collection[str] = (), may: Collection[str] = (), lines: bool = False
) -> Callable[[Any], str]:
    """Text with placeholders in braces: these it must have, those it may have. One line, unless told."""
    known = (*needs, *may)

    def read(value: Any) -> str:
        words = any_text(value) if lines else line(value)
        listed = ", ".join(f"{{{name}}}" for name in known)
        try:
            parts = list(Formatter().parse(words))
        except ValueError:
            raise Wrong(
                "A brace stands alone.", f"Braces hold {listed}; write a brace itself twice."
            ) from None
        used = {name for _, name, _, _ in parts if name is not None}
        for name in sorted(used - set(known)):
            raise Wrong(f"{{{name}}} is not known here.", f"{meant(name, known)}Known are {listed}.")
        if any(spec or conversion for _, _, spec, conversion in parts):
            raise Wrong("A placeholder is a bare name.", f"Write it like {listed}.")
        for name in needs:
            if name not in used:
                raise Wrong(f"{{{name}}} is missing.", "Put it where it belongs: the customer needs it.")
        return words

    return read


def meant(value: Any, choices: Collection[str]) -> str:
    """The question "Did you mean …?" with a blank after it, or nothing."""
    by_folded = {choice.lower(): choice for choice in choices}
    near = get_close_matches(str(value).lower(), by_folded, 1)
    return f'Did you mean "{by_folded[near[0]]}"? ' if near else ""


def shown(value: Any) -> str:
    """A value as it stands in the file, short enough for a sentence."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "This table"
    words = f'"{value}"' if isinstance(value, str) else str(value)
    return words if len(words) <= 60 else f"{words[:57]}…"


def quoted(value: Any, remedy: str) -> str:
    if not isinstance(value, str):
        raise Wrong(f"{shown(value)} needs quotes.", remedy)
    return value
