"""Who can get an answer, why each of them is there, and who gets it when nothing else is said."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from kept.cases.models import Case, Participant
from kept.contacts.models import Contact
from kept.handling.outbound import Recipient
from kept.pledge.queries import current
from kept.pledge.shapes import fold_address
from kept.refusal import Refusal

_LETTER = r"[A-Za-z0-9\u00a1-\u1fff\u2c00-\U0010ffff]"  # of a domain's name, in any script
_LABEL = rf"{_LETTER}(?:(?:{_LETTER}|-){{0,61}}{_LETTER})?"
#: What a mail can be written to; whether it exists, its server says.
ADDRESS = re.compile(rf"[A-Za-z0-9!#$%&'*+\-/=?^_`{{|}}~.]{{1,64}}@(?:{_LABEL}\.)+(?=..){_LABEL}")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who can get an answer. `kind` when nobody changes anything, `all_kind` when all get it.

    `why`: wrote, asked (replies are to go there), was_to, was_cc, takes_part. A stranger (somebody who wrote into the
    case and was not accepted, or was refused) is never preselected.
    """

    name: str
    address: str
    why: str
    kind: str = ""  # to | cc | "" (gets nothing)
    all_kind: str = ""
    stranger: bool = False
    person_id: int | None = None


class NewAddress(Refusal):
    """Somebody who has no part in the case would get the answer; whoever means it says so."""

    code = "new_address"

    def __init__(self, addresses: Sequence[str]) -> None:
        super().__init__(
            "%(addresses)s has no part in this case so far.",
            remedy="Send it there only if you mean it.",
            values={"addresses": ", ".join(addresses)},
        )
        self.addresses = addresses


def contacts_of(case: Case) -> QuerySet[Contact]:
    """What a writer has before him: the case's contacts, and those of cases that were merged into it."""
    return Contact.objects.filter(customer_id=case.customer_id, case_id__in=case.family)


def last_word(case: Case, seen: Contact | None = None) -> Contact | None:
    """What is answered: the word on screen if a person of the case wrote it, else the last such word."""
    if seen and seen.direction == "in" and not seen.unconfirmed and not seen.machine:
        return seen
    words = contacts_of(case).filter(direction="in", unconfirmed=False, machine="")
    return words.order_by("-at", "-pk").first()


def addressees(case: Case, last: Contact | None) -> list[Addressee]:
    """Everybody who can get an answer to `last`, whoever gets it by itself first. Our own addresses are nobody."""
    found: dict[str, Addressee] = {}
    pledge = current().pledge

    def add(name: str, address: str, why: str, **more: object) -> None:
        folded = fold_address(address)
        if folded and folded not in found and pledge.brand_for_address(folded) is None:
            found[folded] = Addressee(name, folded, why, **more)  # type: ignore[arg-type]

    if last is not None:
        asked = [one for one in last.recipients if one["kind"] == "reply-to"][:1]
        for one in asked:
            name = one["name"] or (
                last.sender_name if fold_address(one["address"]) == last.sender_address else ""
            )
            why = "wrote" if fold_address(one["address"]) == last.sender_address else "asked"
            add(name, one["address"], why, kind="to", all_kind="to", person_id=last.person_id)
        kind = "" if found else "to"
        add(
            last.sender_name,
            last.sender_address,
            "wrote",
            kind=kind,
            all_kind=kind or "cc",
            person_id=last.person_id,
        )
        for one in last.recipients:
            if one["kind"] in ("to", "cc"):
                add(one["name"], one["address"], f"was_{one['kind']}", all_kind="cc")
    blind = _blind(case)
    taking_part = Participant.objects.filter(customer_id=case.customer_id, case_id=case.pk).order_by("pk")
    for one in taking_part[:100]:
        stranger = one.standing in ("unconfirmed", "refused")
        first = "to" if not found and not stranger and last is None else ""
        all_kind = "" if stranger or fold_address(one.address) in blind else first or "cc"
        add(one.name, one.address, "takes_part", kind=first, all_kind=all_kind, person_id=one.person_id)
        known = found.get(fold_address(one.address))
        if known is not None:
            person = known.person_id or one.person_id
            away = {"kind": "", "all_kind": ""} if stranger else {}
            found[known.address] = replace(known, stranger=stranger, person_id=person, **away)
    return sorted(found.values(), key=lambda each: (not each.kind, not each.all_kind))


def _blind(case: Case) -> set[str]:
    """Who has had nothing but blind copies: an answer to all would tell the others of them."""
    ours = contacts_of(case).filter(direction="out")
    hidden = ours.filter(recipients__contains=[{"kind": "bcc"}]).order_by("-pk")[:100]
    found = {
        fold_address(one["address"])
        for recipients in hidden.values_list("recipients", flat=True)
        for one in recipients
        if one["kind"] == "bcc"
    }
    known = contacts_of(case).filter(direction="in", sender_address__in=found)
    return found - set(known.values_list("sender_address", flat=True)) if found else found


def chosen(
    case: Case,
    seen: Contact | None,
    *,
    to: Sequence[tuple[str, str]],
    cc: Sequence[tuple[str, str]],
    bcc: Sequence[tuple[str, str]],
    knowingly: Collection[str] | None,
) -> list[Recipient]:
    """Who gets it, each address once; without anybody chosen whoever wrote last.

    Refused when an address is none, or is new to the case and not among `knowingly` (None: any may be).
    """
    known = {each.address: each for each in addressees(case, last_word(case, seen))}
    people = [
        Recipient(kind, " ".join(name.split()), fold_address(address))
        for kind, chosen in (("to", to), ("cc", cc), ("bcc", bcc))
        for name, address in chosen
    ]
    if not any(person.kind == "to" for person in people):
        first = next((each for each in known.values() if each.kind == "to"), None)
        if first is None:
            raise Refusal("Nobody gets this answer yet.", remedy="Say to whom it goes.", code="no_recipient")
        people.insert(0, Recipient("to", first.name, first.address, first.person_id))
    for person in people:
        if not ADDRESS.fullmatch(person.address):
            raise Refusal(
                "“%(address)s” is no mail address.",
                remedy="Write it like name@example.com.",
                code="no_address",
                values={"address": person.address},
            )
    if knowingly is not None:
        fresh = [
            each.address for each in people if each.address not in {*known, *map(fold_address, knowingly)}
        ]
        if fresh:
            raise NewAddress(fresh)
    once: dict[str, Recipient] = {}
    for person in people:
        here = known.get(person.address)
        person_id = person.person_id or (here.person_id if here else None)
        name = person.name or (here.name if here else "")
        once.setdefault(person.address, Recipient(person.kind, name, person.address, person_id))
    return list(once.values())
