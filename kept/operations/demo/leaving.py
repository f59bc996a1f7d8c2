"""How the demo's mail leaves: long ago by facts alone, lately into the sandbox, where a visitor reads it."""

from datetime import datetime

from kept.channels.mail.sending.choosing import RelayInForce
from kept.channels.mail.sending.outbox import OUTBOX, Underway, settle
from kept.channels.mail.sending.relay import Handed, Outcome, Parcel, Relay
from kept.channels.mail.sending.replies import reply
from kept.channels.mail.sending.sandbox import SandboxRelay
from kept.channels.mail.sending.sender import Sender
from kept.contacts.models import Outgoing
from kept.operations.demo.company import answers_of_the_world


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
            for customer_id, outgoing_id in OUTBOX.candidates(now=at, limit=500):
                self._by_facts(customer_id, outgoing_id)
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

    def _by_facts(self, customer_id: int, outgoing_id: int) -> None:
        row = Outgoing.objects.get(customer_id=customer_id, pk=outgoing_id)
        parcel = Parcel("", row.to_address, b"", row.message_id)
        underway = Underway(customer_id, outgoing_id, parcel, row.state, row.attempts + 1, row.not_before)
        handed = self._said(row.to_address) or Handed(Outcome.TAKEN)
        if handed.outcome is Outcome.LATER:  # each time later than before
            Outgoing.objects.filter(customer_id=customer_id, pk=outgoing_id).update(
                attempts=underway.attempts
            )
        settle(underway, handed, now=self._at)

    def _said(self, recipient: str) -> Handed | None:
        said = self._answers.get(recipient)
        if said is None:
            return None
        answer = reply(*said)
        return Handed(Outcome.REFUSED if answer.permanent else Outcome.LATER, answer.status, answer.words)
