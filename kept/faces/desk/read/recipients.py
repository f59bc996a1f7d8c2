"""Who gets an answer, said before it is sent."""

from dataclasses import dataclass

from kept.cases.models import Case
from kept.contacts.models import Contact
from kept.faces.desk.read.panel import Panel


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whoever gets the answer, or why nobody can."""

    name: str = ""
    address: str = ""
    how: str = ""
    why_not: str = ""

    @property
    def first(self) -> str:
        """The name that the composer's prompt speaks of."""
        return self.name.split()[0] if self.name.strip() else self.address


def recipients(case: Case, side: Panel) -> Recipients:
    """The one who wrote last and is part of the case, by the way that he wrote on."""
    last = (
        Contact.objects.filter(
            customer_id=case.customer_id, case_id=case.pk, direction="in", unconfirmed=False, machine=""
        )
        .only("sender_name", "sender_address", "recipients", "at")
        .order_by("-at", "-id")
        .first()
    )
    if last is None and not side.participants:
        return Recipients(why_not="Nobody in this case can be answered yet: no person has written.")
    name, address = (
        (last.sender_name, last.sender_address)
        if last is not None
        else (side.participants[0].name, side.participants[0].address)
    )
    for person in last.recipients if last is not None else []:
        if person["kind"] == "reply-to":
            name, address = person["name"] or name, person["address"].lower()
            break
    failed = any(address in heed.title for heed in side.heed)
    how = "by mail, though mail to this address came back." if failed else "by mail"
    return Recipients(name or address, address, how)
