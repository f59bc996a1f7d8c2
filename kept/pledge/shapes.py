"""The shape of a pledge once it is read: frozen values, every default filled in."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import final
from zoneinfo import ZoneInfo

from kept.pledge.closed_days import ClosedDays
from kept.rules.guard import ContactLimit, QuietHours
from kept.rules.hours import Span, Week, closes_next
from kept.rules.ladder import Way
from kept.rules.promise import Kind, Reach

#: Ways in which a customer reaches us, each with its time to answer.
CHANNELS = ("mail", "form", "call", "voicemail", "sms", "chat", "post", "letter")

#: What is done about the owner of a new case: nothing, the best three are shown, or the best one has it.
ROUTINGS = ("off", "suggest", "assign")

#: When somebody is told of a promise in danger.
MOMENTS = ("warning", "broken")

#: Who can be told when a promise is in danger: its owner, the lead of the team, the head of the company.
TOLD = ("owner", "lead", "head")

#: Subjects that ask for more proof than their promise's kind does.
SUBJECTS = ("cancellation",)

#: Local parts that every mail domain of ours takes: our return path, and what RFC 5321 (4.5.1) asks for.
OUR_LOCAL_PARTS = ("bounce", "postmaster")


@dataclass(frozen=True, slots=True)
class Answering:
    """Per channel: open time within which a person answers, and how long before that the owner is warned."""

    within: Mapping[str, Span]
    warning: Mapping[str, Span]
    warning_other: Span  # of promises other than an answer


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What a customer gets at once: the reference, and the time by which a person answers."""

    send: bool
    per_address: timedelta  # one address gets one in this (elapsed) time
    per_minute: int  # over all brands and customers
    subject: str
    text: str

    def fill(self, *, brand: str, reference: str, due: str, responsible: str) -> tuple[str, str]:
        """Subject and text, filled in. Nothing that the customer wrote goes into them."""
        words = {"brand": brand, "reference": reference, "due": due, "responsible": responsible}
        return self.subject.format_map(words), self.text.format_map(words)


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """Whom to tell, so much open time after a promise was warned of or broke."""

    at: str  # warning | broken
    after: Span  # 0m: at once
    tell: tuple[str, ...]  # of TOLD


@dataclass(frozen=True, slots=True)
class Need:
    """The proof that a promise asks for: this reach, or (if allowed) the reach "presumed" by two channels."""

    reach: Reach
    or_second_channel: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves each kind of promise, and how long to wait for it (elapsed time)."""

    needs: Mapping[str, Need]  # by kind of promise, and by SUBJECTS
    bounce_grace: timedelta
    sign_grace: timedelta

    def need(self, kind: Kind | str, subject: str = "") -> Need:
        """What this kind of promise needs; one of SUBJECTS overrides the kind."""
        return self.needs[subject or str(kind)]


@dataclass(frozen=True, slots=True)
class Ladder:
    """What is tried, in order, when a way to the customer fails."""

    order: tuple[Way, ...]
    call_attempts: int  # how often a number that nobody answers is tried
    find_way: Span  # open time for the person who has to find another way


@dataclass(frozen=True, slots=True)
class Flood:
    """From when on contacts of one address are gathered, and how soon somebody looks through them."""

    contacts_per_hour: int
    look_through: Span


@dataclass(frozen=True, slots=True)
class Settling:
    """When a quiet case settles by itself, and what a late word on a settled one does (elapsed time)."""

    quiet_after: timedelta | None  # None: never by itself
    reopen_within: timedelta
    new_case_after: timedelta


@dataclass(frozen=True, slots=True)
class Routing:
    """What is done about the owner of a new case."""

    mode: str  # of ROUTINGS


@dataclass(frozen=True, slots=True)
class MailRules:
    """How our mail leaves and how mail is shown."""

    undo: timedelta
    keep_trying: timedelta
    from_name: str
    quote_history: bool
    largest: int  # bytes of one outgoing message, attachments included
    snippet: int  # characters of a contact in lists
    promise_line: str  # how a promise stands in a letter

    def promised(self, *, promise: str, due: str, code: str) -> str:
        """The line by which a promise given in a letter stands in it."""
        return self.promise_line.strip().format_map({"promise": promise, "due": due, "code": code})

    def sender(self, *, agent: str, brand: str) -> str:
        """The name in the From line of an answer."""
        return self.from_name.format_map({"agent": agent, "brand": brand})


@dataclass(frozen=True, slots=True)
class Brand:
    """A name under which the company speaks, with the rules that hold for it."""

    slug: str
    name: str
    address: str
    accepts: tuple[str, ...]  # all addresses, the public one first; "*@domain" takes a whole domain
    reply_domain: str
    accent: str
    signature: str
    languages: tuple[str, ...]  # the first is the one in which the brand writes
    zone: ZoneInfo
    week: Week
    closed_days: ClosedDays
    answering: Answering
    acknowledgement: Acknowledgement

    def sign(self, agent: str) -> str:
        """The signature under an agent's answer."""
        return self.signature.format_map({"agent": agent, "brand": self.name})


@final
@dataclass(frozen=True)
class Pledge:
    """The company's rules. Spans are open time of the brand concerned; timedeltas are elapsed time."""

    company: str
    brands: tuple[Brand, ...]  # in the order of the file; never empty
    quiet_hours: QuietHours | None
    contact_limits: tuple[ContactLimit, ...]  # contacts of ours that nobody asked for, per person
    escalation: tuple[EscalationStep, ...]  # by moment, then in the order in which they come
    proof: Proof
    ladder: Ladder
    flood: Flood
    ignored_grace: timedelta
    settling: Settling
    mail: MailRules
    routing: Routing
    _by_slug: Mapping[str, Brand] = field(init=False, repr=False, compare=False)
    _by_address: Mapping[str, Brand] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        addresses: dict[str, Brand] = {}
        for brand in self.brands:
            addresses.update(dict.fromkeys(brand.accepts, brand))
        for brand in self.brands:  # after all named addresses, so that none of those is taken away
            for part in (brand.address.rpartition("@")[0], *OUR_LOCAL_PARTS):
                addresses.setdefault(f"{part}@{brand.reply_domain}", brand)
        object.__setattr__(self, "_by_slug", {brand.slug: brand for brand in self.brands})
        object.__setattr__(self, "_by_address", addresses)

    def brand(self, slug: str) -> Brand:
        """The brand by this slug; KeyError when the pledge does not name it."""
        return self._by_slug[slug]

    def brand_for_address(self, address: str) -> Brand | None:
        """Whose address this is. Case and what follows a plus do not matter; None when it is not ours."""
        local, at, domain = fold_address(address).rpartition("@")
        if not at:
            return None
        plain = local.partition("+")[0]
        return (
            self._by_address.get(f"{local}@{domain}")
            or self._by_address.get(f"{plain}@{domain}")
            or self._by_address.get(f"*@{domain}")
        )

    def answer_span(self, brand: Brand | str, channel: str) -> Span:
        """Open time within which a contact on this channel is answered; KeyError for an unknown channel."""
        return self._known(brand).answering.within[channel]

    def warning_span(self, brand: Brand | str, channel: str = "") -> Span:
        """How long before the due time to warn: of an answer on this channel, or of another promise."""
        answering = self._known(brand).answering
        return answering.warning[channel] if channel else answering.warning_other

    def week(self, brand: Brand | str) -> Week:
        """The brand's hours."""
        return self._known(brand).week

    def closes_at(self, brand: Brand | str, start: datetime) -> datetime:
        """When the shift that is open at `start`, or else the next one, closes."""
        return closes_next(start, self._known(brand).week)

    def stand_in(
        self, *, slug: str, name: str, address: str, reply_domain: str, accent: str, signature: str
    ) -> Brand:
        """A brand that the pledge no longer names, under the rules of the first one; it accepts no mail."""
        return replace(
            self.brands[0],
            slug=slug,
            name=name,
            address=address,
            accepts=(),
            reply_domain=reply_domain,
            accent=accent,
            signature=signature,
        )

    def _known(self, brand: Brand | str) -> Brand:
        return brand if isinstance(brand, Brand) else self._by_slug[brand]


def fold_address(address: str) -> str:
    """A mail address as it is compared: lower case, its domain in ASCII."""
    local, at, domain = address.strip().lower().rpartition("@")
    domain = domain.rstrip(".")
    if not domain.isascii():
        with suppress(UnicodeError):  # then it is no domain; it stays as it is and matches nothing
            domain = domain.encode("idna").decode()
    return f"{local}{at}{domain}"
