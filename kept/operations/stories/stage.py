"""The stage: the story's desk, the world around it, and the clock between them."""

import json
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from io import StringIO
from typing import Any

from kept.clock import now
from kept.operations.demo.letters import Letter, letter_bytes
from kept.operations.stories.coming import coming
from kept.operations.stories.desk import PEOPLE, move
from kept.operations.stories.frame import StoryStops
from kept.operations.stories.world import Mail, World, hand_in

#: Address of the brand that stories are about.
BRAND = "hello@fellstone.example"
#: Rounds of the worker in which everything that is due must be done.
ROUNDS = 50


@dataclass
class Stage:
    """What a step acts through. `reference`: of the case that the story is about, once there is one."""

    world: World
    smtp_port: int
    admin_url: str
    reference: str = ""
    notes: dict[str, Any] = field(default_factory=dict)  # what one step leaves for the next
    _written: int = 0

    @property
    def now(self) -> datetime:
        """The story's time."""
        return now()

    def write(
        self,
        sender: str,
        subject: str,
        text: str,
        *,
        answering: Mail | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Somebody writes to us from a mail program; over SMTP, like every mail."""
        name, address = parseaddr(sender)
        self._written += 1
        original = answering.message if answering else None
        letter = Letter(
            sender=(name, address),
            to=str((original["Reply-To"] or original["From"]) if original else BRAND),
            subject=subject,
            text=text,
            at=now(),
            message_id=f"story.{self._written}@{address.rpartition('@')[2]}",
            references=[str(original["Message-ID"])] if original else (),
            headers=headers or {},
            proven="",
        )
        hand_in(self.smtp_port, address, parseaddr(letter.to)[1], letter_bytes(letter))
        self.work()

    def kept(self, *arguments: str) -> Any:
        """Run `kept …` with --json as a person would; what it prints. Raises StoryStops when it refuses."""
        from typer import Exit

        from kept.operations.cli.app import app

        printed = StringIO()
        status = 0
        with redirect_stdout(printed):
            try:
                status = app([*arguments, "--json"], prog_name="kept", standalone_mode=False) or 0
            except Exit as leaving:
                status = leaving.exit_code
        if status:
            raise StoryStops(f"kept {' '.join(arguments)}: {printed.getvalue().strip()}")
        return json.loads(printed.getvalue())

    def case(self) -> dict[str, Any]:
        """The story's case, as `kept case` shows it."""
        found: dict[str, Any] = self.kept("case", self.reference)
        return found

    def promise(self, kind: str) -> dict[str, Any]:
        """The promise of this kind in the story's case, an open one first. Raises StoryStops when there is none."""
        found = [each for each in self.case()["promises"] if each["kind"] == kind]
        open_first = sorted(found, key=lambda each: each["state"] not in ("owed", "in_proof"))
        if not open_first:
            raise StoryStops(f"There is no promise of the kind {kind} in {self.reference}.")
        return open_first[0]

    def only_owed(self) -> dict[str, Any]:
        """The one promise that is owed. Raises StoryStops when there is none, or more than one."""
        owed = self.owed()
        if len(owed) != 1:
            raise StoryStops(f"{len(owed)} promises are owed, where one should be.")
        return owed[0]

    def owed(self) -> list[dict[str, Any]]:
        """Everything that is owed, as `kept owed` shows it."""
        found: list[dict[str, Any]] = self.kept("owed")
        return found

    def email(self, name: str) -> str:
        """The mail address by which one of us is named on the command line."""
        return PEOPLE[name][0]

    def told(self, name: str) -> list[str]:
        """What the desk has told one of us, the newest first."""
        from kept.staff.models import Notice

        rows = Notice.objects.filter(agent__name=name).order_by("-at", "-pk")
        return list(rows.values_list("words", flat=True))

    def learn(self, address: str, source: str, *, by: str) -> None:
        """One of us writes down a further address of the customer, with where it comes from."""
        from kept.cases.references import case_referred
        from kept.customers.models import Speaks
        from kept.customers.points import add_point
        from kept.staff.queries import agent_named

        customer_id, _ = case_referred(self.reference)
        person = Speaks.objects.filter(customer_id=customer_id).order_by("pk")[0].person_id
        actor = agent_named(by).actor
        add_point(customer_id, person, "mail", address, source=source, by=actor, now=now())

    def clues(self) -> str:
        """What the desk lays before the person who has to find a way."""
        from kept.cases.references import case_referred
        from kept.contacts.models import Contact
        from kept.handling.ladder import next_step

        customer_id, case_id = case_referred(self.reference)
        back = Contact.objects.filter(customer_id=customer_id, case_id=case_id, delivery="bounced")
        step = next_step(customer_id, back.latest("pk").pk)
        return step.clues if step else ""

    def wait(self, length: timedelta) -> None:
        """Let time pass: the clock goes from one moment of the worker or the world to the next."""
        self.wait_until(now() + length)

    def wait_until(self, until: datetime) -> None:
        """Let time pass until this moment."""
        while moments := [*coming().by(until), *(w.at for w in self.world.waiting if w.at <= until)]:
            self._move(min(moments))
            if not self.world.send_back(self.smtp_port, now()) + self.work():
                raise StoryStops(f"Nobody does what is due at {min(moments):%H:%M:%S}.")
        self._move(until)
        self.work()

    def work(self) -> int:
        """Let the worker do what is due, as its processes do it; returns the rounds in which it did something."""
        from kept.operations.worker import loops

        rounds = 0
        for rounds in range(ROUNDS):
            if not sum(loop.work() for loop in loops()):  # each of them, not the first with something to do
                return rounds
        raise StoryStops("The worker does not come to an end.")

    def _move(self, to: datetime) -> None:
        if to > now():
            move(self.admin_url, to)
