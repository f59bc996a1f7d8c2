"""How the demo's mail leaves: long ago by facts alone, lately into the sandbox, where a visitor reads it."""

from datetime import datetime

from kept.channels.mail.sending.choosing import RelayInForce
from kept.channels.mail.sending.relay import Handed, Outcome, Parcel, Relay
from kept.channels.mail.sending.replies import reply
from kept.channels.mail.sending.sandbox import SandboxRelay
from kept.channels.mail.sending.sender import Sender
from kept.contacts.models import Outgoing
from kept.contacts.states import Delivery
from kept.handling.deliver import take_delivery
from kept.operations.demo.company import answers_of_the_world
from kept.storage.fanning import fan_out


class Leaving(RelayInForce):
    """Sends what is due at a moment of the demo. From `sandbox_from` on, mails lie in the sandbox to be read."""

    def __init__(self, sandbox_from: datetime) -> None:
        super().__init__()
        self.sandbox_from = sandbox_from
        self._at = sandbox_from
        self._sender = Sender(now=lambda: self._at, relays=self)
        self._answers = answers_of_the_world()

    def send(self, at: datetime) -> None:
        """Send everything that is due at `at`."""
        self._at = at
        if at < self.sandbox_from:
            self._send_by_facts()
            return
        while self._sender.round():
            continue

    def relay(self) -> Relay:
        """The sandbox, but for recipients whose servers answer otherwise."""
        return self

    def hand_over(self, parcel: Parcel) -> Handed:
        """What the recipient's server says."""
        return self._said(parcel.recipient) or SandboxRelay(now=lambda: self._at).hand_over(parcel)

    def rest(self) -> None:
        """Nothing is held between rounds."""

    def close(self) -> None:
        """Nothing is held."""

    def _send_by_facts(self) -> None:
        """What a relay has said by now: taken, or refused for good. Who puts us off does so only lately."""
        with fan_out("the demo's outbox"):
            due = list(Outgoing.objects.filter(state=Delivery.QUEUED, next_try_at__lte=self._at))
        for row in due:
            said = self._said(row.to_address)
            refused = said is not None and said.outcome is Outcome.REFUSED
            take_delivery(
                row.customer_id,
                row.pk,
                Delivery.BOUNCED if refused else Delivery.HANDED_OVER,
                happened_at=self._at,
                now=self._at,
                code=said.code if said and refused else "",
                words=said.words if said and refused else "",
            )

    def _said(self, recipient: str) -> Handed | None:
        said = self._answers.get(recipient)
        if said is None:
            return None
        answer = reply(*said)
        return Handed(Outcome.REFUSED if answer.permanent else Outcome.LATER, answer.status, answer.words)
