"""A relay over SMTP or LMTP: one connection for many parcels, and the moment of doubt told apart."""

import re
import smtplib
import socket
import ssl
from contextlib import suppress

import structlog

from kept.channels.mail.sending.relay import Handed, Outcome, Parcel, RelaySettings
from kept.channels.mail.sending.replies import Reply, reply
from kept.refusal import Refusal

log = structlog.get_logger(__name__)

#: Seconds to connect and for an answer; and for the answer to a whole message (RFC 5321, 4.5.3.2.6).
PATIENCE = 30.0
VERDICT_PATIENCE = 600.0
#: Parcels over one connection.
MOST = 100

_LINE_END = re.compile(rb"\r\n|\r|\n")


class RelayTrouble(Refusal):
    """The relay cannot be used at this moment: why, and what would help."""

    code = "relay_trouble"


class SmtpRelay:
    """Connects when there is something to hand over, and keeps the connection until `close`."""

    def __init__(
        self,
        settings: RelaySettings,
        *,
        hostname: str = "",
        patience: float = PATIENCE,
        verdict_patience: float = VERDICT_PATIENCE,
    ) -> None:
        self._settings = settings
        self._hostname = hostname or socket.getfqdn()
        self._patience = patience
        self._verdict_patience = verdict_patience
        self._connection: smtplib.SMTP | None = None
        self._used = 0

    def hand_over(self, parcel: Parcel) -> Handed:
        """Hand over one parcel; see `Outcome` for what can become of it."""
        if self._used >= MOST:
            self.close()
        for fresh in (self._connection is None, True):
            try:
                connection = self._connected()
            except RelayTrouble as trouble:
                self.close()
                return Handed(Outcome.UNREACHED, words=str(trouble))
            try:
                handed = self._hand_over(connection, parcel)
            except ValueError as odd:  # what cannot stand in a command, such as a line break
                self.close()
                return Handed(Outcome.REFUSED, "5.1.3", f"This address cannot be written in a mail: {odd}")
            except (smtplib.SMTPException, OSError) as broken:
                # A kept connection may have been closed by the relay meanwhile: once more over a new one.
                self.close()
                if fresh:
                    return Handed(
                        Outcome.UNREACHED, words=f"The connection to the relay broke: {_words(broken)}"
                    )
                continue
            self._used += 1
            if handed.outcome is not Outcome.TAKEN:
                self._reset(connection, handed)
            return handed
        raise AssertionError("the second turn returns")

    def close(self) -> None:
        """Say goodbye if the relay still listens."""
        connection, self._connection, self._used = self._connection, None, 0
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):  # it was gone already, which is what we want
                if connection.sock is not None:
                    _be_patient(connection, 2.0)
                    connection.quit()
            connection.close()

    def connect(self) -> None:
        """Connect and sign in now. Raises RelayTrouble."""
        self._connected()

    def _hand_over(self, connection: smtplib.SMTP, parcel: Parcel) -> Handed:
        """Envelope, message, verdict. Raises when the connection breaks before the message's last byte."""
        international = not (parcel.recipient + parcel.return_path).isascii()
        if international and not connection.has_extn("smtputf8"):
            return Handed(Outcome.REFUSED, "5.6.7", "The relay takes no addresses with letters beyond ASCII.")
        options = [f"SIZE={len(parcel.message)}"] if connection.has_extn("size") else []
        if connection.has_extn("8bitmime") and not parcel.message.isascii():
            options.append("BODY=8BITMIME")
        if international:
            options.append("SMTPUTF8")
        connection.command_encoding = "utf-8" if international else "ascii"
        sender = reply(*connection.docmd("MAIL", " ".join([f"FROM:<{parcel.return_path}>", *options])))
        if not sender.positive:
            # 552: too large, for good. Anything else here is about us, not about the recipient.
            return (
                _refusal(sender)
                if sender.number == 552
                else Handed(Outcome.UNREACHED, sender.status, sender.words)
            )
        recipient = reply(*connection.docmd("RCPT", f"TO:<{parcel.recipient}>"))
        if not recipient.positive:
            return _refusal(recipient)
        go_ahead = reply(*connection.docmd("DATA"))
        if go_ahead.number != 354:
            return _refusal(go_ahead)
        connection.send(_stuffed(parcel.message))
        try:
            _be_patient(connection, self._verdict_patience)
            verdict = reply(*connection.getreply())
            _be_patient(connection, self._patience)
        except (smtplib.SMTPException, OSError) as broken:
            self.close()
            words = f"The connection to the relay broke before it said whether it took the message: {_words(broken)}"
            return Handed(Outcome.UNSURE, words=words)
        if not verdict.positive:
            return _refusal(verdict)
        return Handed(Outcome.TAKEN, verdict.status, final=self._settings.protocol == "lmtp")

    def _reset(self, connection: smtplib.SMTP, handed: Handed) -> None:
        if self._connection is None:
            return
        try:
            if handed.words.startswith("421") or connection.rset()[0] != 250:
                self.close()
        except (smtplib.SMTPException, OSError):
            self.close()

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = _open(self._settings, self._hostname, self._patience)
        return self._connection


def _open(settings: RelaySettings, hostname: str, patience: float) -> smtplib.SMTP:
    """A connection that is encrypted and signed in as the settings say. Raises RelayTrouble."""
    name = settings.name
    try:
        connection = _greeted(settings, hostname, patience)
    except ssl.SSLCertVerificationError as untrusted:
        raise RelayTrouble(
            f"The certificate of the relay {name} cannot be trusted: {untrusted.verify_message}.",
            remedy="Use the relay's name as its certificate spells it.",
        ) from untrusted
    except ssl.SSLError as failed:
        raise RelayTrouble(
            f"The relay {name} does not speak TLS as asked: {failed.reason or failed}.",
            remedy="Port 465 wants TLS from the start, port 587 STARTTLS.",
        ) from failed
    except socket.gaierror as unknown:
        raise RelayTrouble(
            f"There is no server named {settings.host}.",
            remedy="Check the relay's name for a spelling mistake.",
        ) from unknown
    except TimeoutError as slow:
        raise RelayTrouble(
            f"The relay {name} does not answer.", remedy="Check name, port and firewall."
        ) from slow
    except smtplib.SMTPAuthenticationError as refused:
        raise RelayTrouble(
            f"The relay {name} refuses the sign-in of {settings.user}: {_words(refused)}",
            remedy="Check user name and password; many providers want an app password.",
        ) from refused
    except smtplib.SMTPNotSupportedError as missing:
        raise RelayTrouble(
            f"The relay {name} does not offer what the settings ask for: {_words(missing)}",
            remedy="Choose another kind of encryption, or no sign-in.",
        ) from missing
    except (smtplib.SMTPException, OSError) as failed:
        raise RelayTrouble(f"The relay {name} cannot be reached: {_words(failed)}") from failed
    return connection


def _greeted(settings: RelaySettings, hostname: str, patience: float) -> smtplib.SMTP:
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if settings.protocol == "lmtp":
        connection = smtplib.LMTP(settings.socket or settings.host, settings.port, hostname, timeout=patience)
    elif settings.security == "tls":
        connection = smtplib.SMTP_SSL(
            settings.host, settings.port, hostname, timeout=patience, context=context
        )
    else:
        connection = smtplib.SMTP(settings.host, settings.port, hostname, timeout=patience)
    try:
        connection.ehlo_or_helo_if_needed()
        if settings.security == "starttls":
            connection.starttls(context=context)
            connection.ehlo()
        if settings.user:
            connection.login(settings.user, settings.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _be_patient(connection: smtplib.SMTP, seconds: float) -> None:
    if connection.sock is not None:
        connection.sock.settimeout(seconds)


def _refusal(answer: Reply) -> Handed:
    return Handed(Outcome.REFUSED if answer.permanent else Outcome.LATER, answer.status, answer.words)


def _stuffed(message: bytes) -> bytes:
    """The message as it goes over the line: CR LF, dots doubled, the end after it (RFC 5321, 4.5.2)."""
    body = _LINE_END.sub(b"\r\n", message)
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    if body.startswith(b"."):
        body = b"." + body
    return body.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return reply(error.smtp_code, error.smtp_error).text
    text = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return text.removesuffix(".") + "."
