"""Which way out is in force: the demo's sandbox, the environment's relay, or the one set in the desk."""

from django.conf import settings

from kept.channels.mail import models
from kept.channels.mail.sending.relay import Relay, RelaySettings
from kept.channels.mail.sending.sandbox import SandboxRelay
from kept.channels.mail.sending.smtp import SmtpRelay
from kept.storage.secrets import seal, unseal

PURPOSE = "relay password"


def chosen() -> RelaySettings | None:
    """The settings of the relay in force; None when there is none, or in a demo."""
    given = settings.KEPT.relay
    if settings.KEPT.demo:
        return None
    if given is not None:
        return RelaySettings(
            given.protocol, given.security, given.host, given.port, given.socket, given.user, given.password
        )
    row = models.Relay.objects.exclude(host="").first()
    if row is None:
        return None
    password = unseal(PURPOSE, row.password) if row.password else ""
    return RelaySettings(row.protocol, row.security, row.host, row.port, "", row.user, password)


def sealed(password: str) -> str:
    """A password as `Relay.password` holds it."""
    return seal(PURPOSE, password) if password else ""


class RelayInForce:
    """Keeps the relay between rounds, and changes it when the settings change."""

    def __init__(self) -> None:
        self._settings: RelaySettings | None = None
        self._relay: Relay | None = None

    def relay(self) -> Relay | None:
        """The relay to use now; None holds all mail."""
        if settings.KEPT.demo:
            self._relay = self._relay or SandboxRelay()
            return self._relay
        wanted = chosen()
        if wanted != self._settings:
            self.close()
            self._settings = wanted
        if wanted is not None and self._relay is None:
            self._relay = SmtpRelay(wanted)
        return self._relay

    def rest(self) -> None:
        """A round is over: connections are not kept open for nothing."""
        if self._relay is not None:
            self._relay.close()

    def close(self) -> None:
        """Let go of the relay."""
        self.rest()
        self._relay = None
