"""What a relay is to us: something that takes one parcel and says what became of it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What became of a parcel at the relay."""

    TAKEN = "taken"
    REFUSED = "refused"  # for good
    LATER = "later"  # not taken now; certainly not sent
    UNREACHED = "unreached"  # the relay itself gave trouble: nothing is said about the recipient
    UNSURE = "unsure"  # the connection broke after the last byte: it may have been taken


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one recipient."""

    return_path: str  # "" for the null sender
    recipient: str
    message: bytes  # lines end with CR LF
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of it, with the enhanced code if there was one, and plain words."""

    outcome: Outcome
    code: str = ""
    words: str = ""
    final: bool = False  # the one who took it is the recipient's own server


class Relay(Protocol):
    """A way out for mail. Not for several threads at once."""

    def hand_over(self, parcel: Parcel) -> Handed:
        """Hand over one parcel. Never raises for the network's sake."""
        ...

    def close(self) -> None:
        """Let go of what is held between parcels."""
        ...


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """How to reach a relay. With `socket` it is LMTP over that local socket."""

    protocol: str  # smtp | lmtp
    security: str  # none | starttls | tls
    host: str
    port: int
    socket: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """How it is called in sentences."""
        return self.socket or f"{self.host}:{self.port}"
