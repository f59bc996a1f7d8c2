"""What a mail shows besides its parts: the facts from which its kind is told."""

from dataclasses import dataclass

from kept.channels.mail.reading.addresses import addresses
from kept.channels.mail.reading.headers import Headers

MOST_FIELDS = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """Header, author and envelope of one mail."""

    headers: Headers
    subject: str
    sender_name: str
    sender_address: str  # lower case
    envelope_from: str
    envelope_to: tuple[str, ...]
    source: str

    @property
    def null_path(self) -> bool:
        """Sent with the empty return path. A mailbox that we fetched tells it only in Return-Path."""
        stated = self.headers.first("return-path").replace(b" ", b"")
        return stated == b"<>" or (
            self.source.startswith(("smtp", "lmtp")) and self.envelope_from in ("", "<>")
        )

    @property
    def our_addresses(self) -> tuple[str, ...]:
        """Every address that it came to; a keyed return path may stand in any of them."""
        fields = self.headers.all("delivered-to") + self.headers.all("x-original-to") + self.headers.all("to")
        return self.envelope_to + tuple(address for _, address in addresses(fields[:MOST_FIELDS]))
