"""The pledge in sentences: what the company promises its customers, as the rules have it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kept.faces.components.times import weekday_names
from kept.faces.desk.read.pledge_spans import lasting, most_within, spanning, within
from kept.pledge.queries import CurrentPledge
from kept.pledge.shapes import Brand, Pledge
from kept.rules.hours import Shift, Week
from kept.rules.ladder import Way
from kept.rules.promise import Reach

CHANNELS = {
    "mail": gettext_lazy("a mail"),
    "form": gettext_lazy("a form on our pages"),
    "call": gettext_lazy("a call that we missed"),
    "voicemail": gettext_lazy("a voicemail"),
    "sms": gettext_lazy("a text message"),
    "chat": gettext_lazy("a chat"),
    "post": gettext_lazy("something written about us in public"),
    "letter": pgettext_lazy("goes for", "a letter"),
}
SILENT = {
    "call": pgettext_lazy("kept quiet", "call"),
    "sms": pgettext_lazy("kept quiet", "sms"),
    "chat": pgettext_lazy("kept quiet", "chat"),
    "mail": pgettext_lazy("kept quiet", "mail"),
}
WAYS = {
    Way.SAME_MAIL_AGAIN: gettext_lazy("the same mail once more"),
    Way.OTHER_MAIL: gettext_lazy("another mail address"),
    Way.SMS: gettext_lazy("a text message"),
    Way.CALL: gettext_lazy("a call"),
    Way.LETTER: gettext_lazy("a letter"),
}
REACHES = {
    Reach.HANDED_OVER: gettext_lazy("our mail server took it"),
    Reach.ACCEPTED: gettext_lazy("the customer's server took it"),
    Reach.PRESUMED: gettext_lazy("no bounce came back in time"),
    Reach.DELIVERED: gettext_lazy("a delivery notice says so"),
    Reach.CONFIRMED: gettext_lazy("the customer replied, acted or was spoken to"),
}
KINDS = {
    "answer": pgettext_lazy("kind", "answer"),
    "call_back": pgettext_lazy("kind", "call back"),
    "visit": pgettext_lazy("kind", "visit"),
    "notice": pgettext_lazy("kind", "notice"),
    "update": pgettext_lazy("kind", "update"),
    "concession": pgettext_lazy("kind", "concession"),
    "refund": pgettext_lazy("kind", "refund"),
    "replace": pgettext_lazy("kind", "replace"),
    "send": pgettext_lazy("kind", "send"),
    "refer": pgettext_lazy("kind", "refer"),
    "pay": pgettext_lazy("kind", "pay"),
    "send_back": pgettext_lazy("kind", "send back"),
    "other": pgettext_lazy("kind", "other"),
    "find_way": pgettext_lazy("kind", "find way"),
}
TOLD = {
    "owner": pgettext_lazy("who is told", "the owner"),
    "team": pgettext_lazy("who is told", "the team"),
    "lead": pgettext_lazy("who is told", "the lead"),
    "head": pgettext_lazy("who is told", "the head"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One matter of the pledge, in a few sentences."""

    title: str
    sentences: tuple[str, ...]


def clauses(pledge: CurrentPledge) -> list[Clause]:
    """The pledge in force, brand by brand, then what holds for all."""
    p = pledge.pledge
    found = _brands(p.brands)
    found.append(_proof(p))
    found.append(_escalation(p))
    found.append(_ladder(p))
    found.append(_restraint(p))
    found.append(_settling(p))
    return found


def _brands(brands: Sequence[Brand]) -> list[Clause]:
    """Each brand's own sentences, and once what holds for all of them."""
    own = [_brand(brand) for brand in brands]
    if len(own) == 1:
        return own
    shared = [
        sentence for sentence in own[0].sentences if all(sentence in clause.sentences for clause in own)
    ]
    found = [
        Clause(clause.title, tuple(sentence for sentence in clause.sentences if sentence not in shared))
        for clause in own
    ]
    return [*found, Clause(_("Every brand"), tuple(shared))] if shared else found


def _brand(brand: Brand) -> Clause:
    answering = brand.answering.within
    mail = _("Whoever writes a mail to %(address)s is answered by a person %(within)s.") % {
        "address": brand.address,
        "within": within(answering["mail"]),
    }
    others = ", ".join(
        f"{words} {within(answering[key])}" for key, words in CHANNELS.items() if key != "mail"
    )
    sentences = [mail, _("The same goes for %(others)s.") % {"others": others}, *_week(brand.week)]
    if brand.acknowledgement.send:
        sentences.append(
            _(
                "At once, known and authenticated senders get a word that it is here, with the reference and the "
                "time by which a person answers; one address gets one in %(length)s."
            )
            % {"length": lasting(brand.acknowledgement.per_address)}
        )
    else:
        sentences.append(_("Nobody is sent an acknowledgement."))
    return Clause(brand.name, tuple(sentences))


def _week(week: Week) -> list[str]:
    groups: list[tuple[list[str], str]] = []
    for number, day in enumerate(weekday_names()):
        shifts = _shifts(week.shifts.get(number, ()))
        if groups and groups[-1][1] == shifts:
            groups[-1][0].append(day)
        else:
            groups.append(([day], shifts))
    words = [f"{_days(names)} {shifts}" for names, shifts in groups if shifts]
    if not words:
        return [_("Nobody is ever here.")]
    return [
        _("Somebody is here %(hours)s (%(zone)s). Times to answer count only these hours.")
        % {"hours": "; ".join(words), "zone": week.zone.key}
    ]


def _days(names: Sequence[str]) -> str:
    return _("%(start)s to %(end)s") % {"start": names[0], "end": names[-1]} if len(names) > 1 else names[0]


def _shifts(shifts: Iterable[Shift]) -> str:
    return _listed(
        [_("%(start)s to %(end)s") % {"start": _clock(s.open), "end": _clock(s.close)} for s in shifts]
    )


def _listed(words: Sequence[str]) -> str:
    found = ""
    for word in words:
        found = _("%(one)s and %(other)s") % {"one": found, "other": word} if found else word
    return found


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _proof(p: Pledge) -> Clause:
    by_reach: dict[Reach, list[str]] = {}
    for kind, need in p.proof.needs.items():
        by_reach.setdefault(need.reach, []).append(str(KINDS.get(kind, kind.replace("_", " "))))
    sentences = [
        _("Kept when %(reach)s: %(kinds)s.") % {"reach": REACHES[reach], "kinds": ", ".join(kinds)}
        for reach, kinds in sorted(by_reach.items())
    ]
    sentences.append(
        _("Mail without a bounce for %(length)s is presumed to have arrived.")
        % {"length": lasting(p.proof.bounce_grace)}
    )
    return Clause(_("What counts as kept"), tuple(sentences))


def _escalation(p: Pledge) -> Clause:
    words = []
    for step in p.escalation:
        who = {"who": _listed([str(TOLD.get(one, one)) for one in step.tell])}
        more = {**who, "length": spanning(step.after)}
        if step.at == "warning":
            words.append(
                _("When a promise is about to break and %(length)s have passed, %(who)s is told.") % more
                if step.after.count
                else _("When a promise is about to break, %(who)s is told.") % who
            )
        else:
            words.append(
                _("When a promise breaks and %(length)s have passed, %(who)s is told.") % more
                if step.after.count
                else _("When a promise breaks, %(who)s is told.") % who
            )
    words.append(
        _("A customer counts as ignored when nothing was done for %(length)s after that.")
        % {"length": lasting(p.ignored_grace)}
    )
    return Clause(_("Who is told"), tuple(words))


def _ladder(p: Pledge) -> Clause:
    first, *rest = [str(WAYS.get(way, way)) for way in p.ladder.order]
    ways = f"{first[0].upper()}{first[1:]}"
    for way in rest:
        ways = _("%(one)s, then %(other)s") % {"one": ways, "other": way}
    after = _("After that a person finds a way, %(within)s.") % {"within": within(p.ladder.find_way)}
    return Clause(_("When a way to the customer fails"), (f"{ways}.", after))


def _restraint(p: Pledge) -> Clause:
    words = [most_within(limit.count, limit.period) for limit in p.contact_limits]
    if p.quiet_hours is not None:
        quiet = p.quiet_hours
        first, *rest = [str(SILENT.get(channel, channel)) for channel in sorted(quiet.channels)]
        silent = _("No %(channel)s") % {"channel": first}
        for channel in rest:
            silent = _("%(channels)s and no %(channel)s") % {"channels": silent, "channel": channel}
        words.append(
            _("%(channels)s between %(start)s and %(end)s, in the customer's own time.")
            % {"channels": silent, "start": _clock(quiet.start), "end": _clock(quiet.end)}
        )
    words.append(_("An answer to what somebody asked is never held back."))
    return Clause(_("When we keep quiet"), tuple(words))


def _settling(p: Pledge) -> Clause:
    by_itself = _("No case settles by itself.")
    if p.settling.quiet_after:
        by_itself = _("A case in which nothing is owed settles by itself after %(length)s.") % {
            "length": lasting(p.settling.quiet_after)
        }
    opens = _("A word of the customer within %(length)s opens it again.") % {
        "length": lasting(p.settling.reopen_within)
    }
    return Clause(_("When a case ends"), (by_itself, opens))
