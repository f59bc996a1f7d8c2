"""How a promise's row is shown: its look at this moment, its words, who has it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext, gettext_lazy

from kept.faces.components.seen import Face, Look, PromiseSeen
from kept.promises.models import Promise
from kept.rules.promise import Kind, Side, State, Why
from kept.staff.models import Agent

#: The icon of each kind of promise. Promises to answer take that of their channel.
ICONS = {
    Kind.CALL_BACK: "phone",
    Kind.VISIT: "visit",
    Kind.NOTICE: "mail",
    Kind.UPDATE: "mail",
    Kind.CONCESSION: "promise",
    Kind.REFUND: "bill",
    Kind.PAY: "bill",
    Kind.REPLACE: "box",
    Kind.SEND: "box",
    Kind.SEND_BACK: "box",
    Kind.REFER: "hand",
    Kind.FIND_WAY: "seek",
    Kind.ANSWER: "mail",
}
#: What the icon says to who does not see it, and the name of the kind in a chooser.
NAMES = {
    Kind.ANSWER: gettext_lazy("Answer"),
    Kind.CALL_BACK: gettext_lazy("Call back"),
    Kind.VISIT: gettext_lazy("Visit"),
    Kind.NOTICE: gettext_lazy("Tell of a change"),
    Kind.UPDATE: gettext_lazy("Keep up to date"),
    Kind.CONCESSION: gettext_lazy("Concession"),
    Kind.REFUND: gettext_lazy("Refund"),
    Kind.REPLACE: gettext_lazy("Replace"),
    Kind.SEND: gettext_lazy("Send something"),
    Kind.REFER: gettext_lazy("Refer to a partner"),
    Kind.PAY: gettext_lazy("Pay"),
    Kind.SEND_BACK: gettext_lazy("Send back"),
    Kind.OTHER: gettext_lazy("Something else"),
    Kind.FIND_WAY: gettext_lazy("Find a way to reach the customer"),
}
_CLOSED = {
    State.KEPT: Look.KEPT,
    State.RELEASED: Look.RELEASED,
    State.SUPERSEDED: Look.SUPERSEDED,
    State.VOID: Look.VOID,
    State.LAPSED: Look.LAPSED,
    State.IN_PROOF: Look.PROOF,
}


def look_of(row: Promise, now: datetime) -> Look:
    """How the row is drawn at this moment: the clock may not have written yet what has come since."""
    if row.state != State.OWED:
        return _CLOSED[State(row.state)]
    past = row.due_at < now
    if row.promisor != Side.COMPANY:
        return Look.OVERDUE if past else Look.THEIRS
    if past:
        return Look.LAPSED if row.kind == Kind.CONCESSION else Look.BROKEN
    return Look.RISK if row.warn_at <= now else Look.OWED


def promise_seen(
    row: Promise, agent: Agent, *, now: datetime, words: str = "", note: str = "", **more: object
) -> PromiseSeen:
    """The row as a page shows it. Reads `owner`, so select it."""
    look = look_of(row, now)
    closed_at = row.kept_at if look is Look.KEPT else row.tended_at if look is Look.PROOF else row.closed_at
    given_at = row.given_at if row.given_at < row.due_at else row.due_at - timedelta(hours=1)
    return PromiseSeen(
        code=row.code,
        words=words or text_of(row),
        look=look,
        given_at=given_at,
        due_at=row.due_at,
        now=now,
        kind=row.kind,
        closed_at=closed_at,
        late=row.late,
        broken_at=row.broken_at,
        owner=face(row.owner, agent),
        note=note or _note(row, look),
        told=row.told_contact_id is not None,
        **more,  # type: ignore[arg-type]
    )


def text_of(row: Promise) -> str:
    """What was promised, in its own words."""
    return words_of(row.kind, row.text)


def words_of(kind: str, text: str) -> str:
    """The words of a promise; those of an answer that the desk promised by itself in the reader's language."""
    return str(NAMES[Kind.ANSWER]) if kind == Kind.ANSWER and text == "Answer" else text


def face(owner: Agent | None, agent: Agent) -> Face | None:
    """Somebody's mark; the reader's own is filled."""
    return Face(owner.name, me=owner.pk == agent.pk) if owner is not None else None


def _note(row: Promise, look: Look) -> str:
    if row.state == State.OWED and row.fell_back:
        return gettext(Why(row.fell_back).sentence) if row.fell_back in set(Why) else ""
    if look in (Look.RELEASED, Look.SUPERSEDED, Look.VOID) and row.closed_why:
        return row.closed_why
    return ""
