"""The pledge in plain sentences, for people who do not read TOML."""

from kept.pledge.closed_days import ClosedDays, Days
from kept.pledge.shapes import Brand, EscalationStep, Ladder, Need, Pledge
from kept.pledge.wording import clock, count, dates, hours, lasting, listing, span
from kept.rules.promise import Kind

_CHANNELS = {
    "mail": "a mail",
    "form": "a form on our pages",
    "call": "a missed call",
    "voicemail": "a voicemail",
    "sms": "a text message",
    "chat": "a chat",
    "post": "a public post about us",
    "letter": "a letter",
}
_KINDS = {
    Kind.ANSWER: "An answer",
    Kind.CALL_BACK: "A call back",
    Kind.VISIT: "A visit",
    Kind.NOTICE: "News of a change",
    Kind.UPDATE: "An update",
    Kind.CONCESSION: "A concession",
    Kind.REFUND: "A refund",
    Kind.REPLACE: "A replacement",
    Kind.SEND: "A thing to be sent",
    Kind.REFER: "A referral",
    Kind.PAY: "A customer's payment",
    Kind.SEND_BACK: "A customer's return",
    Kind.OTHER: "Any other promise",
    Kind.FIND_WAY: "Finding a way to a customer",
}
_REACHES = (
    "",
    "our mail server has taken it",
    "the customer's mail server has taken it",
    "it is presumed to have arrived",
    "a delivery notice says so",
    "the customer has replied or acted, or the thing itself has happened",
)
_RUNGS = {
    "same-mail-again": "the same mail again",
    "other-mail": "another mail address",
    "sms": "a text message",
    "call": "a call",
    "letter": "a letter",
}
_SILENT = {"call": "call", "sms": "text", "chat": "chat", "mail": "write mail"}
_ROUTINGS = {
    "off": "Nobody is proposed for a new case: whoever takes it has it.",
    "suggest": "For each case the desk proposes who should have it, with its reasons; a person decides.",
    "assign": "A new case goes at once to the colleague who fits best, and says why.",
}
_TOLD = {"owner": "its owner", "lead": "the lead of the team", "head": "the head of the company"}


def explain(pledge: Pledge) -> list[str]:
    """What the pledge says, one complete sentence or two per rule."""
    sentences = []
    for brand in pledge.brands:
        sentences += _brand(brand)
    sentences += _outreach(pledge)
    sentences += [_step(step) for step in pledge.escalation]
    sentences += _proof(pledge)
    return [
        *sentences,
        _ladder(pledge.ladder),
        *_attention(pledge),
        *_settling(pledge),
        _mail(pledge),
        _ROUTINGS[pledge.routing.mode],
    ]


def _brand(brand: Brand) -> list[str]:
    also = f", and takes mail for {listing(brand.accepts[1:])}" if len(brand.accepts) > 1 else ""
    sentences = [
        f"{brand.name} answers from {brand.address}{also}.",
        f"{brand.name} is there {hours(brand.week)} ({brand.zone.key}).",
        *_closed(brand.name, brand.closed_days),
    ]
    for channel, time in brand.answering.within.items():
        sentences.append(
            f"{brand.name} answers {_CHANNELS[channel]} within {span(time)}; "
            f"its owner is warned {span(brand.answering.warning[channel])} before."
        )
    sentences.append(
        f"The owner of any other promise of {brand.name} is warned "
        f"{span(brand.answering.warning_other)} before."
    )
    rules = brand.acknowledgement
    if not rules.send:
        return [*sentences, f"{brand.name} does not acknowledge what comes in; the answer is the first word."]
    return [
        *sentences,
        f"{brand.name} acknowledges what comes in with a reference and the time of the answer: once in "
        f"{lasting(rules.per_address)} per address, and at most {rules.per_minute} a minute over all brands.",
    ]


def _closed(name: str, calendar: ClosedDays) -> list[str]:
    sentences = []
    if calendar.country:
        place = f"{calendar.country}, {calendar.region}" if calendar.region else calendar.country
        sentences.append(f"{name} keeps the public holidays of {place}.")
    if calendar.closed != Days():
        sentences.append(f"{name} is also closed on {dates(calendar.closed)}.")
    if calendar.opened != Days():
        sentences.append(f"{name} works on {dates(calendar.opened)} all the same.")
    return sentences


def _outreach(pledge: Pledge) -> list[str]:
    sentences = []
    quiet = pledge.quiet_hours
    if quiet is not None:
        kinds = listing([_SILENT[channel] for channel in sorted(quiet.channels)], "or")
        times = f"from {clock(quiet.start)} to {clock(quiet.end)}"
        sentences.append(f"We do not {kinds} {times} in the customer's time.")
    day, week = pledge.contact_limits
    sentences.append(
        f"We get in touch with one person unasked at most {count(day.count, 'time')} a day and "
        f"{count(week.count, 'time')} a week."
    )
    return sentences


def _step(step: EscalationStep) -> str:
    moment = "is about to break" if step.at == "warning" else "has broken"
    later = f" and is still owed after {span(step.after)}" if step.after.count else ""
    return f"When a promise {moment}{later}, we tell {listing([_TOLD[role] for role in step.tell])}."


def _proof(pledge: Pledge) -> list[str]:
    by_need: dict[Need, list[str]] = {}
    for kind, need in pledge.proof.needs.items():
        words = _KINDS[Kind(kind)] if kind in _KINDS else f"News of a {kind}"
        by_need.setdefault(need, []).append(words)
    sentences = []
    for need, kinds in sorted(by_need.items(), key=lambda item: item[0].reach):
        names = listing([kinds[0], *(kind[:1].lower() + kind[1:] for kind in kinds[1:])])
        second = ", or when it is presumed to have arrived by two channels" if need.or_second_channel else ""
        sentences.append(f"{names}: proven when {_REACHES[need.reach]}{second}.")
    return [
        *sentences,
        "Mail is presumed to have arrived when no bounce has come within "
        f"{lasting(pledge.proof.bounce_grace)}. Where more is needed, we wait "
        f"{lasting(pledge.proof.sign_grace)} for a sign.",
    ]


def _ladder(ladder: Ladder) -> str:
    if not ladder.order:
        return f"When a way to a customer fails, a person finds another one within {span(ladder.find_way)}."
    tries = ", then ".join(_RUNGS[rung] for rung in ladder.order)
    return (
        f"When a way to a customer fails, we try {tries}; then a person finds another one within "
        f"{span(ladder.find_way)}. A number is called {count(ladder.call_attempts, 'time')}."
    )


def _attention(pledge: Pledge) -> list[str]:
    flood = pledge.flood
    return [
        "A customer counts as ignored when nothing was done about a broken promise for "
        f"{lasting(pledge.ignored_grace)}.",
        f"More than {flood.contacts_per_hour} contacts an hour from one address are gathered, and one person "
        f"looks through them within {span(flood.look_through)}.",
    ]


def _settling(pledge: Pledge) -> list[str]:
    rules = pledge.settling
    first = (
        f"A case in which nothing is owed settles by itself after {lasting(rules.quiet_after)}."
        if rules.quiet_after is not None
        else "A case settles only when a person settles it."
    )
    return [
        first,
        f"The customer can reopen a settled case for {lasting(rules.reopen_within)}; "
        f"a word on one settled more than {lasting(rules.new_case_after)} ago opens a new case.",
    ]


def _mail(pledge: Pledge) -> str:
    rules = pledge.mail
    history = "repeats" if rules.quote_history else "does not repeat"
    return (
        f"An answer can be taken back for {lasting(rules.undo)}, is tried for {lasting(rules.keep_trying)} "
        f"when a server does not take it, and {history} what the customer wrote."
    )
