"""A live test of a relay, for the person who sets it up."""

from kept.channels.mail.checks import Check
from kept.channels.mail.sending.relay import Outcome, Parcel, RelaySettings
from kept.channels.mail.sending.smtp import RelayTrouble, SmtpRelay

#: Seconds for one step.
PATIENCE = 10.0


def try_relay(
    settings: RelaySettings, *, sender: str = "", recipient: str = "", message: bytes = b""
) -> list[Check]:
    """Connect and sign in; with a recipient also hand over a test mail. The first check that fails is the last."""
    if not settings.socket and (not settings.host or any(c.isspace() or c in "/@" for c in settings.host)):
        return [
            Check(False, f"{settings.host!r} is not the name of a server.", "Write it like mail.example.com.")
        ]
    relay = SmtpRelay(settings, verdict_patience=PATIENCE, patience=PATIENCE)
    try:
        relay.connect()
        checks = [Check(True, f"The relay {settings.name} answers{_how(settings)}.")]
        if recipient:
            handed = relay.hand_over(Parcel(sender, recipient, message))
            taken = handed.outcome is Outcome.TAKEN
            sentence = (
                f"It took a test mail to {recipient}."
                if taken
                else f"It did not take a test mail: {handed.words}"
            )
            checks.append(
                Check(taken, sentence, "" if taken else "Ask the relay's administrator what it wants.")
            )
        return checks
    except RelayTrouble as trouble:
        return [Check(False, trouble.sentence, trouble.remedy)]
    finally:
        relay.close()


def _how(settings: RelaySettings) -> str:
    encrypted = (
        ", encrypted" if settings.security != "none" else " without encryption" if settings.host else ""
    )
    return f"{encrypted}, and {settings.user} may sign in" if settings.user else encrypted
