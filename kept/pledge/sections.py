"""The sections of the pledge: each table of the file, read into its shape.

`base` is what holds for keys that are left out: the default pledge for the company, the company for a brand.
"""

from datetime import timedelta

from kept.pledge.shapes import (
    CHANNELS,
    MOMENTS,
    ROUTINGS,
    SUBJECTS,
    TOLD,
    Acknowledgement,
    Answering,
    EscalationStep,
    Flood,
    Ladder,
    MailRules,
    Need,
    Proof,
    Routing,
    Settling,
)
from kept.pledge.table import Table
from kept.pledge.times import (
    HOUR,
    NO_TIME,
    hours_span,
    lasting,
    lasting_or_never,
    span,
    span_or_none,
    time_of_day,
)
from kept.pledge.values import NOTHING, Wrong, list_of, one_of, shown, size, whole, words_with, yes
from kept.rules.guard import ContactLimit, QuietHours
from kept.rules.ladder import Way
from kept.rules.promise import Kind, Reach

_REACHES = {reach.name.lower().replace("_", " "): reach for reach in Reach}
_RUNGS = (Way.SAME_MAIL_AGAIN, Way.OTHER_MAIL, Way.SMS, Way.CALL, Way.LETTER)
_OR_SECOND = " or second channel"
_NONE = timedelta()


def answering(within: Table, warning: Table, base: Answering | None) -> Answering:
    """Times to answer by channel, and how long before to warn."""
    within.over(base and base.within)
    warning.over(base and {**base.warning, "other": base.warning_other})
    read = Answering(
        within={channel: within.read(channel, span, HOUR) for channel in CHANNELS},
        warning={channel: warning.read(channel, hours_span, NO_TIME) for channel in CHANNELS},
        warning_other=warning.read("other", hours_span, NO_TIME),
    )
    within.done()
    warning.done()
    for channel in CHANNELS:
        answer, warned = read.within[channel], read.warning[channel]
        # A warning that is only inherited may be too long: then it comes at half-time.
        if (
            channel in warning
            and warned.length >= answer.length
            and not within.findings.troubled((*within.path, channel))
        ):
            problem = f"The warning comes {warned} before, but the time to answer is {answer}."
            warning.problem(channel, problem, f"Make the warning shorter than {answer}.")
    return read


def acknowledgement(table: Table, base: Acknowledgement | None, *, of_brand: bool = False) -> Acknowledgement:
    """What goes out at once. The rate is one for the whole company, so that a brand has none of its own."""
    subject = words_with(may=("reference", "brand"))
    body = words_with(needs=("reference", "due"), may=("brand", "responsible"), lines=True)
    table.over(base)
    read = Acknowledgement(
        send=table.read("send", yes, False),
        per_address=table.read("per_address", lasting, _NONE),
        per_minute=base.per_minute if of_brand and base else table.read("per_minute", whole(0, 100_000), 0),
        subject=table.read("subject", subject, ""),
        text=table.read("text", body, ""),
    )
    table.done()
    return read


def quiet_hours(table: Table, base: QuietHours | None) -> QuietHours | None:
    """When we neither call nor text; None when no channel is ever silent."""
    channel = one_of(("call", "sms", "chat", "mail"), what="a channel that can be silent")
    table.over(base and {"from": base.start, "until": base.end, "channels": tuple(base.channels)})
    start = table.read("from", time_of_day, 0)
    end = table.read("until", time_of_day, 0)
    silent = table.read("channels", list_of(channel), NOTHING)
    table.done()
    if start == end and not table.findings.troubled(table.path):
        table.problem("until", "Quiet hours end as they begin.", "For no quiet hours, write channels = [].")
    return QuietHours(start % 1440, end % 1440, frozenset(silent)) if silent else None


def contact_limits(table: Table, base: tuple[ContactLimit, ...] | None) -> tuple[ContactLimit, ...]:
    """How often we get in touch unasked: per day and per week."""
    table.over(base and {"per_day": base[0].count, "per_week": base[1].count})
    day = table.read("per_day", whole(0, 1000), 0)
    week = table.read("per_week", whole(0, 7000), 0)
    if day > week:
        key = "per_day" if "per_day" in table else "per_week"
        table.problem(key, f"{day} a day is more than {week} a week.", "Raise per_week, or lower per_day.")
    table.done()
    return ContactLimit(day, timedelta(days=1)), ContactLimit(week, timedelta(days=7))


def escalation(tables: list[Table], base: tuple[EscalationStep, ...] | None) -> tuple[EscalationStep, ...]:
    """The steps, in the order in which they come. A file without any takes those of the default."""
    if not tables and base:
        return base
    return tuple(
        sorted(
            (_step(table) for table in tables), key=lambda step: (MOMENTS.index(step.at), step.after.length)
        )
    )


def _step(table: Table) -> EscalationStep:
    table.over({"after": NO_TIME})
    read = EscalationStep(
        at=table.read("at", one_of(MOMENTS, what="a moment of danger"), MOMENTS[0]),
        after=table.read("after", span_or_none, NO_TIME),
        tell=table.read("tell", list_of(one_of(TOLD, what="somebody who can be told")), NOTHING),
    )
    if table.values.get("tell") == []:
        table.problem("tell", "Nobody is told.", f"Name at least one of: {', '.join(TOLD)}.")
    table.done()
    return read


def proof(table: Table, base: Proof | None) -> Proof:
    """The proof that each kind of promise needs, and the times to wait for it."""
    table.over(base and {**base.needs, "bounce_grace": base.bounce_grace, "sign_grace": base.sign_grace})
    kinds = (*(str(kind) for kind in Kind), *SUBJECTS)
    read = Proof(
        needs={kind: table.read(kind, _need, Need(Reach.PRESUMED)) for kind in kinds},
        bounce_grace=table.read("bounce_grace", lasting, _NONE),
        sign_grace=table.read("sign_grace", lasting, _NONE),
    )
    if read.sign_grace < read.bounce_grace:
        table.problem(
            "sign_grace" if "sign_grace" in table else "bounce_grace",
            "A sign is waited for less long than a bounce.",
            "Make sign_grace at least as long as bounce_grace.",
        )
    table.done()
    return read


def _need(value: object) -> Need:
    words = value.replace("_", " ") if isinstance(value, str) else ""
    name = words.removesuffix(_OR_SECOND)
    if name not in _REACHES:
        one_of(tuple(_REACHES), what="a proof")(value)
    if name != words and _REACHES[name] <= Reach.PRESUMED:
        raise Wrong(f"{shown(value)}: a second channel proves no less than that.", f'Write "{name}" alone.')
    return Need(_REACHES[name], or_second_channel=name != words)


def ladder(table: Table, base: Ladder | None) -> Ladder:
    """The order of ways."""
    table.over(base)
    order = table.read("order", list_of(one_of(_RUNGS, what="a way to a customer")), NOTHING)
    read = Ladder(
        order=tuple(Way(rung) for rung in order),
        call_attempts=table.read("call_attempts", whole(1, 20), 1),
        find_way=table.read("find_way", span, HOUR),
    )
    table.done()
    return read


def ignored(table: Table, base: timedelta | None) -> timedelta:
    """How long nothing may have been done about a broken promise."""
    read = table.over(None if base is None else {"grace": base}).read("grace", lasting, _NONE)
    table.done()
    return read


def flood(table: Table, base: Flood | None) -> Flood:
    """When contacts are gathered, and how soon somebody looks through them."""
    table.over(base)
    read = Flood(
        contacts_per_hour=table.read("contacts_per_hour", whole(1, 100_000), 1),
        look_through=table.read("look_through", span, HOUR),
    )
    table.done()
    return read


def settling(table: Table, base: Settling | None) -> Settling:
    """What time does to a quiet and to a settled case."""
    table.over(base)
    read = Settling(
        quiet_after=table.read("quiet_after", lasting_or_never, None),
        reopen_within=table.read("reopen_within", lasting, _NONE),
        new_case_after=table.read("new_case_after", lasting, _NONE),
    )
    if read.reopen_within > read.new_case_after:
        table.problem(
            "reopen_within" if "reopen_within" in table else "new_case_after",
            "A case could still be reopened when a word on it already opens a new one.",
            "Make new_case_after at least as long as reopen_within.",
        )
    table.done()
    return read


def mail(table: Table, base: MailRules | None) -> MailRules:
    """Mail as it leaves and as it is shown."""
    table.over(base)
    read = MailRules(
        undo=table.read("undo", lasting, _NONE),
        keep_trying=table.read("keep_trying", lasting, _NONE),
        from_name=table.read("from_name", words_with(needs=("agent",), may=("brand",)), ""),
        quote_history=table.read("quote_history", yes, False),
        largest=table.read("largest", size, 0),
        snippet=table.read("snippet", whole(20, 1000), 20),
        promise_line=table.read("promise_line", words_with(needs=("promise", "due"), may=("code",)), ""),
    )
    table.done()
    return read


def routing(table: Table, base: Routing | None) -> Routing:
    """What is done about the owner of a new case."""
    table.over(base)
    read = Routing(mode=table.read("mode", one_of(ROUTINGS, what="a way to give cases"), ROUTINGS[0]))
    table.done()
    return read
