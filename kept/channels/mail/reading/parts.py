"""What a message is made of: a tree of parts, each knowing where its bytes stand."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kept.channels.mail.reading.headers import Headers


@dataclass(slots=True)
class Part:
    """One MIME part. A multipart has children; every other part is a leaf with a body.

    `source[start:end]` is the body as it came (transfer-encoded); `head` is where its header begins.
    """

    path: str  # "1.2", as in IMAP; "" for a multipart at the root
    headers: Headers
    content_type: str  # "text/plain", lower case
    parameters: dict[str, str]
    source: bytes
    head: int
    start: int
    end: int
    disposition: str = ""  # "inline", "attachment" or ""
    name: str = ""  # the file name given, decoded
    content_id: str = ""
    encoding: str = ""  # of the transfer, lower case
    children: list["Part"] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        """As it came, still transfer-encoded."""
        return self.source[self.start : self.end]

    @property
    def is_text(self) -> bool:
        return self.content_type.startswith("text/")

    def leaves(self) -> Iterator["Part"]:
        """Every leaf below (or the part itself), in order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass(slots=True)
class Structure:
    """A message taken apart: its root part, what was odd, and what stands in no part."""

    root: Part
    warnings: list[str]
    outside: list[bytes] = field(default_factory=list)  # preambles and epilogues that are not empty
