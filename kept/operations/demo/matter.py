"""A matter while it is played: its case, what was written last, and the promises in it."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from kept.cases.models import Case
from kept.channels.mail.intake import Incoming
from kept.contacts.models import Contact, Outgoing
from kept.handling.receive import Receipt
from kept.operations.demo.attached import file_named
from kept.operations.demo.company import Company
from kept.operations.demo.letters import Letter, letter_bytes
from kept.operations.demo.script import Script, Step, name_and_address
from kept.operations.demo.timeline import incoming
from kept.pledge.queries import current
from kept.promises.models import OPEN, Promise
from kept.staff.models import Agent

_numbers = itertools.count(1)


@dataclass(slots=True)
class Matter:
    """One script being played. `others` are the matters of the other scripts, by name."""

    script: Script
    company: Company
    others: Mapping[str, "Matter"]
    customer_id: int = 0
    case_id: int = 0
    thread: list[str] = field(default_factory=list)  # message ids of theirs, the newest last

    def received(self, receipt: Receipt) -> None:
        """The first mail opened the case; what follows belongs to it."""
        if receipt.customer_id is not None and receipt.case_id is not None and not self.case_id:
            self.customer_id, self.case_id = receipt.customer_id, receipt.case_id

    def agent(self, who: str) -> Agent:
        """One of us."""
        return self.company.agents[who]

    def by(self, step: Step) -> Agent:
        """Who does this step: whoever it names, else the case's owner, else the first of the brand's team."""
        if "by" in step.more:
            return self.agent(step.more["by"])
        return self.case().owner or self.agent(self.company.members[self.script.brand][0])

    def case(self) -> Case:
        """The case as it stands."""
        return Case.objects.select_related("owner").get(customer_id=self.customer_id, pk=self.case_id)

    def promise(self, text: str) -> Promise:
        """The promise with these words, an open one before a closed one."""
        rows = Promise.objects.filter(customer_id=self.customer_id, case_id=self.case_id, text=text)
        return rows.filter(state__in=OPEN).order_by("-pk").first() or rows.latest("pk")

    def last_in(self) -> Contact:
        """What a person wrote to us last."""
        return self._contacts("in").filter(machine="").latest("recorded_at", "pk")

    def last_out(self) -> Contact | None:
        """What one of us wrote last; acknowledgements do not count."""
        rows = self._contacts("out").exclude(purpose="acknowledgement").exclude(delivery="cancelled")
        return rows.order_by("-recorded_at", "-pk").first()

    def outgoing(self) -> Outgoing:
        """The outbox's row of what one of us wrote last."""
        contact = self.last_out()
        assert contact is not None
        return Outgoing.objects.filter(customer_id=self.customer_id, contact_id=contact.pk).latest("pk")

    def letter(self, step: Step, at: datetime) -> Incoming:
        """The mail that this step brings, in the thread of what came before it."""
        more = step.more
        sender = name_and_address(more["from"]) if "from" in more else self.script.sender
        brand = current().pledge.brand(self.script.brand)
        answered = self.last_out() if self.case_id and not more.get("fresh") else None
        references = (
            [] if more.get("fresh") else [*self.thread[-3:], *([answered.message_id] if answered else [])]
        )
        message_id = f"demo.{next(_numbers)}.{at:%Y%m%d%H%M}@{sender[1].rpartition('@')[2]}"
        letter = Letter(
            sender=sender,
            to=brand.address,
            subject=more.get("subject")
            or (f"Re: {self.script.subject}" if references else self.script.subject),
            text=_quoting(step.what, answered, at) if more.get("quote", True) else step.what,
            at=at,
            message_id=message_id,
            cc=[name_and_address(each) for each in more.get("cc", ())],
            references=references,
            html=_page(step.what) if more.get("html") else "",
            files=[file_named(name) for name in more.get("files", ())],
            headers=more.get("headers", {}),
            proven=more.get("proven", "pass"),
        )
        self.thread.append(message_id)
        return incoming(letter_bytes(letter), sender[1], brand.address, at)

    def _contacts(self, direction: str) -> "QuerySet[Contact]":
        return Contact.objects.filter(customer_id=self.customer_id, case_id=self.case_id, direction=direction)


def _quoting(text: str, answered: Contact | None, at: datetime) -> str:
    """The words, and below them what they answer, as a mail program puts it."""
    if answered is None:
        return text
    quoted = "\n".join(f"> {line}".rstrip() for line in answered.visible.splitlines())
    return f"{text}\n\nOn {answered.at:%d/%m/%Y %H:%M}, {answered.sender_name} wrote:\n{quoted}\n"


def _page(text: str) -> str:
    """The same words as a mail program makes a page of them, with a picture from elsewhere in it."""
    paragraphs = "".join(f"<p>{each.strip()}</p>" for each in text.split("\n\n"))
    return (
        '<html><body style="font-family: Calibri, sans-serif; font-size: 11pt; color: #1f2937">'
        f'{paragraphs}<p><img src="https://pictures.example/signature.png" alt="" width="120"></p></body></html>'
    )
