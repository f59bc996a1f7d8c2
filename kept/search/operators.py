"""Operators: what each of them asks for, names looked up, days in the reader's zone."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from kept.pledge.models import Brand
from kept.rules.promise import Kind
from kept.search.asked import Asked, Puzzle
from kept.search.days import day_of
from kept.search.matching import either, marked
from kept.search.query import Filter
from kept.search.vector import folded
from kept.search.viewer import Viewer
from kept.staff.models import Agent, Team

_BROKEN = (
    "EXISTS (SELECT FROM promises_promise p WHERE p.customer_id = c.customer_id AND p.case_id = c.id "
    "AND p.state = 'owed' AND p.promisor = 'company' AND p.kind <> 'concession' "
    "AND (p.broken_at IS NOT NULL OR p.due_at < %s))"
)
_OF_KIND = (
    "EXISTS (SELECT FROM promises_promise p WHERE p.customer_id = c.customer_id AND p.case_id = c.id "
    "AND p.kind = %s)"
)
_TAGGED = "(c.customer_id, c.id) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))"

#: Channels by other names.
_CHANNELS = {"email": "mail", "e-mail": "mail", "call": "voice", "phone": "voice", "notes": "note"}
_FILES = ("attachment", "attachments", "file", "files")


def _words_of(name: str) -> Callable[[Filter, Viewer, Asked, list[str]], None]:
    def read(each: Filter, viewer: Viewer, asked: Asked, marks: list[str]) -> None:
        mark = marked(name, each.value, without=each.without, begins=each.begins)
        if mark:
            marks.append(mark)
        else:
            asked.puzzles.append(Puzzle(each.name, each.value, "unknown"))

    return read


def _owner(each: Filter, viewer: Viewer, asked: Asked, marks: list[str]) -> None:
    wanted = folded(each.value)
    if wanted in ("me", "mine"):
        _take(asked, each, "c.owner_id = %s", viewer.agent_id)
    elif wanted in ("nobody", "none"):
        asked.few.add("unowned")
        _take(asked, each, "c.owner_id IS NULL")
    else:
        people = [
            pk for pk, *names in Agent.objects.values_list("pk", "name", "email") if _named(wanted, names)
        ]
        teams = [pk for pk, name in Team.objects.values_list("pk", "name") if _named(wanted, [name])]
        if not people and not teams:
            _unknown(asked, each)
        else:
            _take(
                asked,
                each,
                "(c.owner_id = ANY(%s) OR c.owner_id IS NULL AND c.team_id = ANY(%s))",
                people,
                teams,
            )


def _brand(each: Filter, viewer: Viewer, asked: Asked, marks: list[str]) -> None:
    wanted = folded(each.value)
    rows = Brand.objects.filter(pk__in=viewer.brands).values_list("pk", "slug", "name")
    found = [pk for pk, slug, name in rows if slug == wanted or folded(name).startswith(wanted)]
    if found:
        marks.append(either([f"b/{pk}" for pk in found], without=each.without))
    else:
        _unknown(asked, each)


def _day(each: Filter, viewer: Viewer, asked: Asked, marks: list[str]) -> None:
    days = day_of(each.value, today=viewer.now.astimezone(viewer.zone).date())
    if days is None:
        asked.puzzles.append(Puzzle(each.name, each.value, "date"))
        return
    at = datetime.combine(days, time(), viewer.zone)
    if (each.name == "before") != each.without:
        asked.until = min(at, asked.until) if asked.until else at
    else:
        asked.since = max(at, asked.since) if asked.since else at


def _channel(each: Filter, viewer: Viewer, asked: Asked, marks: list[str]) -> None:
    wanted = folded(each.value)
    marks.append(either([f"ch/{_CHANNELS.get(wanted, wanted)}"], without=each.without))


def _kind(each: Filter, viewer: Viewer, asked: Asked, marks: list[str]) -> None:
    wanted = folded(each.value).replace(" ", "_").replace("-", "_")
    if wanted in ("note", "notes"):
        marks.append(either(["k/note"], without=each.without))
    elif wanted in {str(kind.value) for kind in Kind}:
        _take(asked, each, _OF_KIND, wanted)
    else:
        _unknown(asked, each)


def _has(each: Filter, viewer: Viewer, asked: Asked, marks: list[str]) -> None:
    if folded(each.value) in _FILES:
        marks.append(either(["has/file"], without=each.without))
    else:
        _unknown(asked, each)


def _tag(each: Filter, viewer: Viewer, asked: Asked, marks: list[str]) -> None:
    cases = viewer.tagged(each.value) if viewer.tagged else None
    if cases is None:
        asked.nothing = asked.nothing or not each.without
        asked.puzzles.append(Puzzle(each.name, each.value, "unknown" if viewer.tagged else "none"))
    else:
        _take(asked, each, _TAGGED, [customer for customer, _ in cases], [case for _, case in cases])


def _is(each: Filter, viewer: Viewer, asked: Asked, marks: list[str]) -> None:
    match folded(each.value):
        case "open":
            _take(asked, each, "c.settled_at IS NULL")
        case "settled":
            _take(asked, each, "c.settled_at IS NOT NULL")
        case "mine":
            _take(asked, each, "c.owner_id = %s", viewer.agent_id)
        case "unowned":
            asked.few |= set() if each.without else {"unowned"}
            _take(asked, each, "(c.owner_id IS NULL AND c.settled_at IS NULL)")
        case "broken":
            asked.few |= set() if each.without else {"broken"}
            _take(asked, each, _BROKEN, viewer.now)
        case "ignored":
            asked.few |= set() if each.without else {"broken"}
            _take(
                asked, each, f"(c.customer_id = ANY(%s) AND {_BROKEN})", sorted(viewer.ignored()), viewer.now
            )
        case "spam":
            asked.spam = asked.spam or not each.without
            _take(asked, each, "c.spam_reason <> ''")
        case _:
            _unknown(asked, each)


#: Operator → what it adds to what is asked.
READERS: dict[str, Callable[[Filter, Viewer, Asked, list[str]], None]] = {
    "from": _words_of("from"),
    "to": _words_of("to"),
    "owner": _owner,
    "brand": _brand,
    "before": _day,
    "after": _day,
    "channel": _channel,
    "kind": _kind,
    "has": _has,
    "tag": _tag,
    "is": _is,
}


def _take(asked: Asked, each: Filter, sql: str, *parameters: Any) -> None:
    asked.conditions.append((f"NOT ({sql})" if each.without else sql, parameters))


def _unknown(asked: Asked, each: Filter) -> None:
    asked.nothing = asked.nothing or not (each.without or each.begins)
    asked.puzzles.append(Puzzle(each.name, each.value, "unknown"))


def _named(wanted: str, names: list[str]) -> bool:
    """Whether somebody is meant: by the address, the whole name, or a word of the name."""
    return any(folded(name) == wanted or f" {folded(name)}".find(f" {wanted}") >= 0 for name in names)
