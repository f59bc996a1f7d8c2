"""Labelled sentences for spotting: read from a file, spotted, and counted."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kept.rules.hours import Week
from kept.rules.spotting import Spotted, spot
from tests.rules.weeks import shift


@dataclass(frozen=True)
class Expected:
    """A promise that a labelled sentence makes."""

    kind: str
    due: datetime | None
    amount: str | None


@dataclass(frozen=True)
class Labelled:
    """A sentence with what a person found in it."""

    text: str
    lang: str
    now: datetime
    zone: ZoneInfo
    week: Week
    promises: tuple[Expected, ...]

    def spotted(self) -> tuple[Spotted, ...]:
        return spot(self.text, now=self.now, week=self.week, zone=self.zone)


@dataclass
class Figures:
    """Counted over sentences; `misses` say in words what went wrong."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    kinds: int = 0
    dues: int = 0
    amounts: int = 0
    whole: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)

    def __str__(self) -> str:
        found = max(1, self.right)
        return (
            f"precision {self.precision:.3f}, recall {self.recall:.3f} ({self.right} found, {self.wrong} too many,"
            f" {self.missed} missed); of those found: kind right {self.kinds / found:.3f}, due {self.dues / found:.3f},"
            f" amount {self.amounts / found:.3f}, all three {self.whole / found:.3f}"
        )


def labelled(path: Path) -> list[Labelled]:
    """The sentences of a file in the format that spotting_sentences.toml explains at its head."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    zone = ZoneInfo(told["zone"])
    holidays = frozenset(date.fromisoformat(each) for each in told.get("holidays", ()))
    week = Week(zone, dict.fromkeys(range(5), tuple(shift(each) for each in told["shifts"])), holidays)
    return [
        Labelled(
            text=each["text"],
            lang=each["lang"],
            now=datetime.fromisoformat(each.get("now", told["now"])).replace(tzinfo=zone),
            zone=zone,
            week=week,
            promises=tuple(
                Expected(one["kind"], _moment(one.get("due"), zone), one.get("amount"))
                for one in each["promises"]
            ),
        )
        for each in told["sentences"]
    ]


def counted(sentences: list[Labelled]) -> Figures:
    """A promise is found when one is spotted for it; which one is decided by kind first, then by order."""
    figures = Figures()
    for sentence in sentences:
        _count(figures, sentence)
    return figures


def _count(figures: Figures, sentence: Labelled) -> None:
    left = list(sentence.spotted())
    unmatched = []
    for expected in sentence.promises:
        found = next((each for each in left if each.kind == expected.kind), None)
        if found is None:
            unmatched.append(expected)
        else:
            left.remove(found)
            _compare(figures, sentence, expected, found)
    for expected in unmatched:
        if left:
            _compare(figures, sentence, expected, left.pop(0))
        else:
            figures.missed += 1
            figures.misses.append(f"missed {expected.kind}: {sentence.text}")
    for found in left:
        figures.wrong += 1
        figures.misses.append(f"too many, {found.kind} ({found.words}): {sentence.text}")


def _compare(figures: Figures, sentence: Labelled, expected: Expected, found: Spotted) -> None:
    figures.right += 1
    kind = found.kind == expected.kind
    due = _same_moment(expected.due, found.due_at)
    amount = expected.amount == (None if found.amount is None else str(found.amount))
    figures.kinds += kind
    figures.dues += due
    figures.amounts += amount
    figures.whole += kind and due and amount
    if not (kind and due and amount):
        shown = found.due_at and found.due_at.astimezone(sentence.zone)
        figures.misses.append(f"read as {found.kind}, {shown}, {found.amount}: {sentence.text} -> {expected}")


def _moment(text: str | None, zone: ZoneInfo) -> datetime | None:
    if text is None:
        return None
    day, _, clock = text.partition("T")
    if clock == "24:00":
        return datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=zone) + timedelta(days=1)
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def _same_moment(a: datetime | None, b: datetime | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a.astimezone(UTC) - b.astimezone(UTC)) <= timedelta(minutes=1)
