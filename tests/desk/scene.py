"""A desk in the middle of a working day: promises in every state, made by the product's own verbs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kept.cases.models import Case
from kept.channels.mail.intake import Incoming, read, take_in
from kept.contacts.addresses import reply_address
from kept.contacts.models import Contact, Outgoing
from kept.contacts.states import Delivery
from kept.handling.answer import Reply, answer_case
from kept.handling.assign import assign_case
from kept.handling.deliver import take_delivery
from kept.handling.note import write_note
from kept.handling.quarantine import quarantine
from kept.handling.settle import settle_case
from kept.handling.snooze import snooze_case
from kept.ledger.actor import SETUP
from kept.operations.prepare import prepare
from kept.pledge.accept import accept_pledge
from kept.promises.close import release
from kept.promises.make import Vow, make_promise
from kept.promises.models import Promise
from kept.staff.actions import News, join, notify
from kept.staff.models import Agent

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

PLEDGE = """
[company]
name = "Larkfield Trading"
zone = "UTC"
languages = ["en"]
[hours]
{days}
[brands.fellstone]
name = "Fellstone"
address = "hello@fellstone.example"
signature = "{{agent}}\\nFellstone Boots"
[brands.marsh]
name = "Marsh & Welt"
address = "care@marshwelt.example"
[brands.bench]
name = "Second Bench"
address = "help@secondbench.example"
[answering]
mail = "4h"
""".format(
    days="\n".join(
        f'{day} = ["00:00-24:00"]'
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Who works at the desk, and cases to look at, by name."""

    ines: Agent  # admin, and the one who reads
    jonas: Agent
    cases: dict[str, Case]


def set_scene(now: datetime) -> Scene:
    """Fill an empty desk as it may stand at `now`."""
    prepare(now - 20 * DAY)
    accept_pledge(PLEDGE, by=SETUP, now=now - 20 * DAY)
    people = {}
    for email, name, role in (
        ("ines@kept.test", "Ines Valadão", "admin"),
        ("jonas@kept.test", "Jonas Weil", "agent"),
        ("ruth@kept.test", "Ruth Calloway", "lead"),
        ("amara@kept.test", "Amara Sethi", "agent"),
    ):
        people[name.split()[0]] = join(email=email, name=name, role=role, by=SETUP, now=now - 20 * DAY)
    ines, jonas, amara = people["Ines"], people["Jonas"], people["Amara"]
    ines.set_password("a long password")
    ines.save(update_fields=["password"])
    scene = Scene(ines, jonas, {})
    _fill(scene, amara, now)
    return scene


def _fill(scene: Scene, amara: Agent, now: datetime) -> None:
    ines, jonas, cases = scene.ines, scene.jonas, scene.cases
    # Answered and kept, then asked again: a story with a past.
    cases["laptop"] = case = mail(
        now - 3 * DAY,
        "Marcus Oyelaran <marcus@oyelaran.example>",
        "help@secondbench.example",
        "Laptop dead after nine days",
        "The laptop you sent me on the fifth will not charge and shows no light. I am on a boat with the spill "
        "response until the first of August, so please do not send a form that wants a parcel by Friday.\n\n"
        "Tell me what I can do from here.\n\nMarcus\n\nOn 5 June Second Bench wrote:\n> Your Arden 14 is on its way.\n"
        "> It comes with the post.\n",
    )
    give(case, ines, now - 3 * DAY)
    sent = say(
        case, ines, "Dear Marcus, keep it with you. We find out what can be done.", now - 3 * DAY + HOUR
    )
    deliver(sent, Delivery.PRESUMED, now - 3 * DAY + 5 * HOUR)
    note(
        case, jonas, "The video shows a dead board. A full refund is within Ines’s authority.", now - 2 * DAY
    )
    mail(
        now - 3 * HOUR - 20 * MINUTE,
        "Marcus Oyelaran <marcus@oyelaran.example>",
        "help@secondbench.example",
        "Re: Laptop dead after nine days",
        "I need a machine on the second of August, not a discussion.",
        reply_to=sent,
    )
    vow(case, ines, "refund", "Refund 1,148.00 to his card", now - 2 * HOUR, now + 2 * DAY)
    vow(
        case, ines, "concession", "Return until 15 August, we pay the carriage", now - 2 * DAY, now + 24 * DAY
    )
    theirs = Vow("send", "Sends a photo of the serial label", now + DAY, promisor="customer")
    make_promise(case.customer_id, case.pk, theirs, by=ines.actor, now=now - 2 * DAY)
    # Broken, and about to break.
    cases["press"] = case = mail(
        now - 4 * HOUR - 18 * MINUTE, "Wendeline Maas <w.maas@press.example>", "care@marshwelt.example",
        "When is my press repaired?", "You said Monday. It is Wednesday.",
    )  # fmt: skip
    give(case, jonas, now - 4 * HOUR)
    cases["boot"] = case = mail(
        now - 3 * HOUR - 51 * MINUTE, "Priya Ramanathan <priya@ramanathan.example>", "hello@fellstone.example",
        "One boot", "Could I buy the left boot only? I know how that sounds.",
    )  # fmt: skip
    give(case, ines, now - 3 * HOUR)
    # Today.
    mail(
        now - 90 * MINUTE, "Ostrander & Daughters <office@ostrander.example>", "care@marshwelt.example",
        "Invoice 20418", "Invoice 20418 charges us for travel. Our lease says otherwise.",
    )  # fmt: skip
    cases["fresh"] = mail(
        now - 25 * MINUTE, "Beatrix Nolan <bea@nolan.example>", "hello@fellstone.example",
        "Which last fits a high instep?", "I am between two sizes and have a high instep. Which last would you take?",
    )  # fmt: skip
    # Came back: owed again.
    cases["bounced"] = case = mail(
        now - 3 * HOUR, "Tamsin Okafor <t.okafro@post.example>", "hello@fellstone.example",
        "Charged, but never heard from you", "All I have from you is a line on my card. Was I robbed?",
    )  # fmt: skip
    give(case, amara, now - 170 * MINUTE)
    sent = say(
        case, amara, "Dear Tamsin, your boots are on their way. They come on Thursday.", now - 2 * HOUR
    )
    words = "The mailbox does not exist"
    deliver(sent, Delivery.BOUNCED, now - 2 * HOUR + MINUTE, code="5.1.1", words=words)
    # In proof.
    cases["proof"] = case = mail(
        now - 2 * HOUR, "Anselm Okoro <anselm@okoro.example>", "care@marshwelt.example",
        "Two days without a scan", "The parcel has not moved since Monday.",
    )  # fmt: skip
    give(case, ines, now - 100 * MINUTE)
    deliver(
        say(case, ines, "It lies at the depot; I have asked.", now - 80 * MINUTE),
        Delivery.HANDED_OVER,
        now - 79 * MINUTE,
    )
    # Quiet, settled, spam, later.
    cases["settled"] = case = mail(
        now - 6 * DAY, "Sunniva Aas <sunniva@aas.example>", "hello@fellstone.example",
        "Boots came back clean", "They are on their way to you.",
    )  # fmt: skip
    give(case, jonas, now - 6 * DAY)
    deliver(
        say(case, jonas, "They are here. Thank you.", now - 6 * DAY + HOUR),
        Delivery.PRESUMED,
        now - 6 * DAY + 6 * HOUR,
    )
    settle_case(case.customer_id, case.pk, cause="Exchange of boots, done", by=jonas.actor, now=now - 5 * DAY)
    cases["snoozed"] = case = mail(
        now - 5 * DAY, "Lorcan Tighe <lorcan@tighe.example>", "hello@fellstone.example",
        "Size 43 in exchange", "Could I have the 43 for the 42?",
    )  # fmt: skip
    give(case, jonas, now - 5 * DAY)
    deliver(
        say(case, jonas, "Of course. Send the 42 whenever you like.", now - 5 * DAY + HOUR),
        Delivery.PRESUMED,
        now - 5 * DAY + 6 * HOUR,
    )
    snooze_case(
        case.customer_id,
        case.pk,
        until=now + 3 * DAY,
        why="is the 42 back?",
        by=jonas.actor,
        now=now - 4 * DAY,
    )
    made = vow(case, jonas, "send", "Send the paper form", now - 4 * DAY, now + DAY)
    release(
        case.customer_id, made.pk, contact_id=None, why="He found his own.", by=jonas.actor, now=now - 3 * DAY
    )
    # A stranger in a thread.
    mail(
        now - 10 * MINUTE,
        "Claude Moreau <claude@elsewhere.example>",
        "help@secondbench.example",
        "Re: Laptop dead after nine days",
        "I am a friend of his and would like to know when the money comes.",
        reply_to=sent_of(cases["laptop"]),
    )
    quarantine(
        b"From: broken\r\n\r\n\xff\xfe", channel="mail", source="smtp", envelope_from="somebody@else.example",
        envelope_to=("hello@fellstone.example",), peer="127.0.0.1", received_at=now - HOUR,
        reason="Nothing could be made of this mail: its header never ends.", now=now - HOUR,
    )  # fmt: skip
    notify(
        [
            News(
                ines.pk,
                "broken",
                "Answer Wendeline Maas is broken.",
                cases["press"].reference,
                cases["press"].customer_id,
            )
        ],
        now=now - 18 * MINUTE,
    )


def mail(
    at: datetime, sender: str, to: str, subject: str, text: str, *, reply_to: Contact | None = None
) -> Case:
    """A mail comes in as a listener takes it; returns its case. A reply goes to the case's own address."""
    if reply_to is not None:
        case = Case.objects.get(customer_id=reply_to.customer_id, pk=reply_to.case_id)
        to = reply_address(to, case.reference)
    thread = (
        f"In-Reply-To: {reply_to.message_id}\r\nReferences: {reply_to.message_id}\r\n" if reply_to else ""
    )
    number = Contact.objects.order_by("-id").values_list("id", flat=True).first() or 0
    raw = (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {at:%a, %d %b %Y %H:%M:%S} +0000\r\n"
        f"Message-ID: <{number}.{abs(hash(subject + text))}@customer.example>\r\n{thread}"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{text}"
    ).encode()
    address = sender.partition("<")[2].rstrip(">")
    take_in([read(Incoming(raw, address, (to,), "127.0.0.1", at, "smtp"))], now=at)
    contact = Contact.objects.order_by("-id").select_related("case").first()
    assert contact is not None
    return Case.objects.get(customer_id=contact.customer_id, pk=contact.case_id)


def give(case: Case, to: Agent, at: datetime) -> None:
    """The case gets an owner."""
    assign_case(case.customer_id, case.pk, to, by=to, now=at)


def say(case: Case, by: Agent, text: str, at: datetime) -> Contact:
    """An agent answers."""
    return answer_case(case.customer_id, case.pk, Reply(text, None, anyway=True), by=by, now=at)


def deliver(contact: Contact, state: Delivery, at: datetime, *, code: str = "", words: str = "") -> None:
    """A delivery fact about what we sent; it was handed over first."""
    outgoing = Outgoing.objects.get(customer_id=contact.customer_id, contact_id=contact.pk)
    take_delivery(
        contact.customer_id, outgoing.pk, Delivery.HANDED_OVER, happened_at=contact.at, now=contact.at
    )
    if state != Delivery.HANDED_OVER:
        take_delivery(
            contact.customer_id,
            outgoing.pk,
            state,
            happened_at=at,
            now=at,
            source="bounce",
            code=code,
            words=words,
        )


def vow(case: Case, by: Agent, kind: str, text: str, at: datetime, due: datetime) -> Promise:
    """An agent promises something."""
    return make_promise(case.customer_id, case.pk, Vow(kind, text, due), by=by.actor, now=at)


def note(case: Case, by: Agent, text: str, at: datetime) -> None:
    """An agent writes a note."""
    write_note(case.customer_id, case.pk, text, by=by, now=at)


def sent_of(case: Case) -> Contact:
    """The last message of ours in a case."""
    return Contact.objects.filter(
        customer_id=case.customer_id, case_id=case.pk, direction="out", purpose="answer"
    ).latest("at")
