"""The ordinary weeks before today: people, letters and answers combined into scripts, the same at every filling."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from kept.operations.demo.script import Script, Step, name_and_address

#: The past ends here; what is nearer to now stands in `cases`, written by hand.
ENDS = timedelta(hours=26)
DAYS = 20
#: When people write, by the brand's clock; several at about the same time.
ROUNDS = (time(8, 40), time(10, 30), time(13, 20), time(15, 50))
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

#: Of so many matters one is answered too late, one is left quiet, one is thanked for; of so many domains one signs.
LATE, LEFT, THANKED, SIGNED = 11, 5, 2, 5
#: How long after a late answer's due time it was given, and the time to answer of brands that never close.
TOO_LATE, ALWAYS_OPEN = 25 * MINUTE, 4 * HOUR


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: a person, or a firm with people in copy."""

    name: str
    address: str
    german: bool
    people: tuple[str, ...] = ()

    @property
    def signs(self) -> str:
        """The name under a letter."""
        return self.people[0].partition("<")[0].strip() if self.people else self.name

    @property
    def greeting(self) -> str:
        """How we begin."""
        if self.german:
            return f"Guten Tag {self.signs},"
        return f"Dear {self.signs.split()[0].removeprefix('Dr')}," if not self.people else "Good day,"


def past(
    now: datetime, members: Mapping[str, tuple[str, ...]], zones: Mapping[str, ZoneInfo]
) -> Iterator[Script]:
    """Scripts of the last weeks; `members` and `zones` by slug of the brand."""
    random = Random(20260617)
    for slug in members:
        known = {german: list(_matters(slug, german)) for german in (False, True)}
        days = _days(now, zones[slug], workdays=slug == "quill")
        for number, writer in enumerate(_writers(slug)):
            choice = known[writer.german]
            matter = choice[number % len(choice)]
            first = _arrival(days[(number * 7) % len(days)], number, zones[slug])
            by = members[slug][number % len(members[slug])]
            yield _script(slug, number, writer, matter, first - now, by, random)


def this_morning(members: Mapping[str, tuple[str, ...]]) -> Iterator[Script]:
    """Scripts of the last hours that ended well: answered within the hour, and confirmed by a reply."""
    random = Random(31)
    number = 0
    for slug, people in _data()["today"].items():
        plain = [each for each in _matters(slug, german=False) if "reply" in each and "promise" not in each]
        for text in people:
            number += 1
            writer, matter = Writer(*name_and_address(text), german=False), plain[number % len(plain)]
            by, fill = members[slug][number % len(members[slug])], _gaps(random)
            at = -(5 * HOUR + number * 47 * MINUTE)
            words = f"{writer.greeting}\n\n{matter['answer'].format_map(fill).strip()}"
            steps = [
                _mail(at, writer, matter["mail"].format_map(fill)),
                Step(at + 12 * MINUTE, "take", by, {}),
                Step(at + 38 * MINUTE, "answer", words, {"by": by}),
                *_thanks(at + 3 * HOUR, writer, matter, by, fill),
            ]
            yield Script(
                f"{slug} today {number}", slug, (writer.name, writer.address),
                matter["subject"].format_map(fill), tuple(steps),
            )  # fmt: skip


def _script(
    slug: str, number: int, writer: Writer, matter: Mapping[str, Any], at: timedelta, by: str, random: Random
) -> Script:
    fill = _gaps(random)
    steps = [_mail(at, writer, matter["mail"].format_map(fill), files=matter.get("files", ()))]
    late = number % LATE == LATE - 1 and slug in ("fellstone", "bench")
    answered = at + (ALWAYS_OPEN + TOO_LATE if late else random.randrange(25, 150) * MINUTE)
    if number % 3:
        steps.append(Step(at + random.randrange(6, 20) * MINUTE, "take", by, {}))
    words = f"{writer.greeting}\n\n{matter['answer'].format_map(fill).strip()}"
    steps.append(Step(answered, "answer", words, {"by": by}))
    end = answered + 2 * HOUR
    if "promise" in matter:
        promised, end = _promise(matter["promise"], answered, by, fill)
        steps += promised
    if "reply" in matter and number % THANKED:
        replied = max(answered + random.randrange(3, 20) * HOUR, end - 30 * MINUTE)
        steps += _thanks(replied, writer, matter, by, fill)
        end = replied + 2 * HOUR
    lapses = "promise" in matter and "kept" not in matter["promise"]
    if number % LEFT and not lapses:  # what has lapsed is settled by the clock
        steps.append(Step(end + random.randrange(6, 30) * HOUR, "settle", matter["cause"], {"by": by}))
    steps = sorted((step for step in steps if step.at < -ENDS), key=lambda step: step.at)
    subject = matter["subject"].format_map(fill)
    return Script(f"{slug} {number}", slug, (writer.name, writer.address), subject, tuple(steps))


def _mail(at: timedelta, writer: Writer, text: str, **more: Any) -> Step:
    greeting = "Guten Tag,\n\n" if writer.german else "Hello,\n\n"
    signed = f"{greeting}{text.strip()}\n\n{writer.signs}"
    proven = "" if len(writer.address) % SIGNED else "pass"
    return Step(at, "mail", signed, {**more, "cc": writer.people, "proven": proven})


def _thanks(
    at: timedelta, writer: Writer, matter: Mapping[str, Any], by: str, fill: Mapping[str, str]
) -> list[Step]:
    """He writes back; whoever answered reads it, and nothing more is asked."""
    sender = writer.people[-1] if writer.people else f"{writer.name} <{writer.address}>"
    signed = f"{matter['reply'].format_map(fill)}\n\n{name_and_address(sender)[0]}"
    more = {"from": sender, "files": matter.get("files_later", ())}
    why = "He thanks us and asks for nothing more."
    return [
        Step(at, "mail", signed, more),
        Step(at + 35 * MINUTE, "release", "Answer", {"by": by, "why": why}),
    ]


def _promise(
    promise: Mapping[str, Any], answered: timedelta, by: str, fill: Mapping[str, str]
) -> tuple[list[Step], timedelta]:
    """A promise made with the answer, and when it is kept; its steps and the time of the last."""
    made, due = answered + MINUTE, answered + promise["days"] * DAY
    words = promise["text"].format_map(fill)
    steps = [Step(made, "promise", words, {"by": by, "kind": promise["kind"], "due": due})]
    if "kept" not in promise:
        return steps, due
    kept = due - 5 * HOUR
    if kept >= -ENDS and due < DAY:
        kept = -ENDS - 10 * MINUTE  # today's list is written by hand: this one was early
    if kept > made:
        why = promise["kept"].format_map(fill)
        steps.append(Step(kept, "keep", words, {"by": by, "why": why, "source": "attested"}))
    return steps, max(kept, made)


def _days(now: datetime, zone: ZoneInfo, *, workdays: bool) -> list[datetime]:
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today - n * DAY for n in range(DAYS, 1, -1)]
    return [day for day in days if not workdays or day.weekday() < 5]


def _arrival(day: datetime, number: int, zone: ZoneInfo) -> datetime:
    when = datetime.combine(day.date(), ROUNDS[number % len(ROUNDS)], zone)
    return when + (number % 9) * MINUTE + (number * 17 % 60) * timedelta(seconds=1)


def _gaps(random: Random) -> dict[str, str]:
    chosen = {name: random.choice(values) for name, values in _data()["gaps"].items()}
    return {
        **chosen,
        "order": str(random.randrange(30200, 30990)),
        "bill": str(random.randrange(7100, 7990)),
    }


def _writers(slug: str) -> Iterator[Writer]:
    data = _data()[slug]
    for german in (False, True):
        for text in data.get("german" if german else "people", ()):
            name, address = name_and_address(text)
            yield Writer(name, address, german)
        for firm in data.get("german_firms" if german else "firms", ()):
            yield Writer(firm["name"], firm["address"], german, tuple(firm["people"]))


def _matters(slug: str, german: bool) -> Iterator[Mapping[str, Any]]:
    text = files(__package__).joinpath("matters", f"{slug}.toml").read_text(encoding="utf-8")
    for matter in tomllib.loads(text)["matter"]:
        if (matter.get("language") == "de") == german:
            yield matter


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("people.toml").read_text(encoding="utf-8"))
