"""One SMTP or LMTP conversation as a pure machine: bytes in, replies and messages out; no sockets, no clock.

RFC 5321, RFC 2033 (LMTP), RFC 2920 (pipelining), RFC 3207 (STARTTLS), RFC 1870 (SIZE), RFC 6531 (SMTPUTF8).
"""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kept.channels.mail.listening.body import Body, Budget, OddLines
from kept.channels.mail.listening.commands import declared_size, path

#: A command with its parameters, in bytes; RFC 5321 asks for 512, extensions and long addresses need more.
COMMAND_LIMIT = 2048
RECIPIENT_LIMIT = 100
#: Refused commands and unknown recipients in one connection before we hang up.
MISTAKE_LIMIT = 20


class Wants(enum.Enum):
    """What the conversation waits for."""

    INPUT = "bytes from the client"
    VERDICT = "our answer to a whole message"
    TLS = "the handshake that it agreed to"
    CLOSE = "the end of the connection, after its last words"


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message as it was handed over: its envelope and its exact bytes."""

    mail_from: str  # "" for the null sender
    recipients: tuple[str, ...]
    raw: bytes
    lmtp: bool
    peer: str


@dataclass(frozen=True, slots=True)
class House:
    """What holds for every conversation of a listener."""

    hostname: str
    size_limit: int  # bytes of one message
    refusal: Callable[[str], str]  # recipient → "" when it is ours, else the reply ("550 5.1.1 …")
    busy: Callable[[], str] = lambda: ""  # "" or why no new mail can be taken now ("451 4.3.2 …")
    budget: Budget = field(default_factory=Budget)
    tls: bool = False


class Conversation:
    """Feed it bytes, send what `replies()` gives, look at `wants` for what to do next.

    While it wants a verdict, input is only kept: what was sent ahead is read after the verdict.
    """

    def __init__(self, house: House, *, lmtp: bool = False, peer: str = "") -> None:
        self.house = house
        self.lmtp = lmtp
        self.peer = peer
        self.secure = False
        self.wants = Wants.INPUT
        self.message: Message | None = None
        self._input = bytearray()
        self._output = bytearray()
        self._greeted = False
        self._skipping_line = False
        self._mistakes = 0
        self._from: str | None = None
        self._recipients: list[str] = []
        self._body: Body | None = None
        self._say(f"220 {house.hostname} {'LMTP' if lmtp else 'ESMTP'} Kept")

    def feed(self, data: bytes) -> None:
        """Take bytes from the client and go on as far as they reach."""
        self._input += data
        self._advance()

    def replies(self) -> bytes:
        """What is to be sent now; each byte is given once."""
        output = bytes(self._output)
        self._output.clear()
        return output

    def verdict(self, reply: str) -> None:
        """Answer the message; LMTP answers once for each recipient (RFC 2033, 4.2)."""
        self.message = None
        self._answer(reply)
        self.wants = Wants.INPUT
        self._advance()

    def secured(self) -> None:
        """The handshake is done: all that was said before it is forgotten (RFC 3207, 4.2)."""
        self.secure = True
        self._greeted = False
        self._input.clear()
        self._reset()
        self.wants = Wants.INPUT

    @property
    def in_message(self) -> bool:
        """Whether a message has begun to come in."""
        return self._body is not None

    def part(self, reply: str) -> None:
        """Say a last word (421) and end, unless a message waits for its verdict."""
        if self.wants is Wants.INPUT:
            self._close(reply)

    def drop(self) -> None:
        """The connection is gone."""
        self._reset()
        self._input.clear()
        self.wants = Wants.CLOSE

    def _advance(self) -> None:
        while self.wants is Wants.INPUT and self._input:
            if not (self._read_line() if self._body is None else self._read_body(self._body)):
                return

    def _read_line(self) -> bool:
        """Read one command; False when there is no whole line yet."""
        end = self._input.find(b"\n")
        if end < 0:
            if len(self._input) > COMMAND_LIMIT:
                self._input.clear()
                self._skipping_line = True
            return False
        line = bytes(self._input[: end + 1])
        del self._input[: end + 1]
        if self._skipping_line or len(line) > COMMAND_LIMIT:
            self._skipping_line = False
            self._mistake("500 5.5.2 That line is too long.")
        elif not line.endswith(b"\r\n"):
            self._mistake("500 5.5.2 Lines end with CR LF.")
        else:
            self._obey(line)
        return True

    def _obey(self, line: bytes) -> None:
        try:
            verb, _, rest = line.decode().strip().partition(" ")
        except UnicodeDecodeError:
            self._mistake("500 5.5.2 Commands are ASCII or UTF-8.")
            return
        act = _VERBS.get(verb.upper())
        if act is None:
            self._mistake("500 5.5.1 That command is not known here.")
        else:
            act(self, rest.strip())

    def _read_body(self, body: Body) -> bool:
        """Go on with the message; False when its end has not come yet."""
        if not body.take(self._input):
            return False
        if body.overflow:
            self._answer(body.overflow)
            return True
        try:
            raw = body.content()
        except OddLines as odd:
            self._answer(f"550 5.6.0 {odd}")
            self._close("421 4.7.0 Closing: what follows might be another message in disguise.")
            return True
        self.message = Message(self._from or "", tuple(self._recipients), raw, self.lmtp, self.peer)
        self.wants = Wants.VERDICT
        return True

    def _answer(self, reply: str) -> None:
        for _ in self._recipients if self.lmtp else ("one for all",):
            self._say(reply)
        self._reset()

    def _hello(self, rest: str, verb: str) -> None:
        if (verb == "LHLO") is not self.lmtp:
            self._mistake(
                "500 5.5.1 " + ("Say LHLO: this is LMTP." if self.lmtp else "Say EHLO: this is SMTP.")
            )
        elif not rest:
            self._mistake("501 5.5.4 Please say who you are.")
        else:
            self._greeted = True
            self._reset()
            extensions = ["PIPELINING", f"SIZE {self.house.size_limit}", "8BITMIME", "SMTPUTF8"]
            if self.house.tls and not self.secure:
                extensions.append("STARTTLS")
            *first, last = [
                self.house.hostname,
                *([*extensions, "ENHANCEDSTATUSCODES"] if verb != "HELO" else []),
            ]
            self._say_all([*(f"250-{line}" for line in first), f"250 {last}"])

    def _mail(self, rest: str) -> None:
        sender = path(rest, "FROM:")
        size = declared_size(sender[1]) if sender else 0
        if not self._greeted:
            self._mistake("503 5.5.1 Please greet first.")
        elif self._from is not None:
            self._mistake("503 5.5.1 One message at a time.")
        elif sender is None:
            self._mistake("501 5.1.7 That is not MAIL FROM:<address>.")
        elif size is None:
            self._mistake("555 5.5.4 A parameter of MAIL is not known here.")
        elif size > self.house.size_limit:
            self._say(f"552 5.3.4 That is larger than the {self.house.size_limit} bytes we take.")
        elif busy := self.house.busy():
            self._say(busy)
        else:
            self._from = sender[0]
            self._say("250 2.1.0 OK")

    def _rcpt(self, rest: str) -> None:
        recipient = path(rest, "TO:")
        if self._from is None:
            self._mistake("503 5.5.1 MAIL comes first.")
        elif recipient is None or not recipient[0]:
            self._mistake("501 5.1.3 That is not RCPT TO:<address>.")
        elif recipient[1]:
            self._mistake("555 5.5.4 A parameter of RCPT is not known here.")
        elif len(self._recipients) >= RECIPIENT_LIMIT:
            self._say(
                "452 4.5.3 That is enough recipients for one message. Please send another for the rest."
            )
        elif refusal := self.house.refusal(recipient[0]):
            (self._mistake if refusal.startswith("5") else self._say)(refusal)
        else:
            self._recipients.append(recipient[0])
            self._say("250 2.1.5 OK")

    def _data(self, rest: str) -> None:
        if rest:
            self._mistake("501 5.5.4 DATA stands alone.")
        elif self._from is None:
            self._mistake("503 5.5.1 MAIL comes first.")
        elif not self._recipients:
            self._say("554 5.5.1 There is no recipient that we take mail for.")
        else:
            self._say("354 Send the message and end it with CR LF . CR LF")
            self._body = Body(self.house.size_limit, self.house.budget)

    def _starttls(self, rest: str) -> None:
        if rest:
            self._mistake("501 5.5.4 STARTTLS stands alone.")
        elif not self.house.tls or self.secure:
            self._mistake("503 5.5.1 TLS is not offered here.")
        else:
            self._say("220 2.0.0 Go ahead")
            self._input.clear()  # what was sent ahead of the handshake is not protected by it (CVE-2011-0411)
            self.wants = Wants.TLS

    def _rset(self) -> None:
        self._reset()
        self._say("250 2.0.0 OK")

    def _reset(self) -> None:
        self._from = None
        self._recipients = []
        if self._body is not None:
            self._body.release()
            self._body = None

    def _say(self, reply: str) -> None:
        self._output += reply.encode() + b"\r\n"

    def _say_all(self, replies: Sequence[str]) -> None:
        for reply in replies:
            self._say(reply)

    def _mistake(self, reply: str) -> None:
        self._mistakes += 1
        if self._mistakes < MISTAKE_LIMIT:
            self._say(reply)
        else:
            self._close("421 4.7.0 Too many mistakes. Goodbye.")

    def _close(self, reply: str) -> None:
        self._say(reply)
        self._input.clear()
        self.wants = Wants.CLOSE


_VERBS: dict[str, Callable[[Conversation, str], None]] = {
    "EHLO": lambda c, rest: c._hello(rest, "EHLO"),
    "HELO": lambda c, rest: c._hello(rest, "HELO"),
    "LHLO": lambda c, rest: c._hello(rest, "LHLO"),
    "MAIL": Conversation._mail,
    "RCPT": Conversation._rcpt,
    "DATA": Conversation._data,
    "RSET": lambda c, _: c._rset(),
    "NOOP": lambda c, _: c._say("250 2.0.0 OK"),
    "VRFY": lambda c, _: c._say("252 2.1.5 Send it mail and see."),
    "HELP": lambda c, _: c._say("214 2.0.0 Kept takes mail for the addresses in its pledge."),
    "AUTH": lambda c, _: c._mistake(
        "503 5.5.1 No sign-in is offered here: mail to our own addresses is taken."
    ),
    "STARTTLS": Conversation._starttls,
    "QUIT": lambda c, _: c._close("221 2.0.0 Goodbye."),
}
