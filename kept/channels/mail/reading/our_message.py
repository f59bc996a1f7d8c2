"""Of which message of ours a bounce speaks: its keyed return path, or the ids that it hands back."""

import re
from collections.abc import Iterable

from kept.channels.mail.reading.headers import split_head
from kept.channels.mail.reading.identifiers import identifiers, message_id
from kept.channels.mail.reading.parts import Part
from kept.channels.mail.reading.transfer import decode_transfer

#: `bounce+{id}.{code}@…`, the return path that each of our messages has of its own.
RETURN_PATH = re.compile(r"bounces?\+(\d{1,19})[.=-]([0-9a-z]{4,64})@", re.I)
#: `<kept.{id}.{code}@…>`, our Message-ID; in a returned text it may be folded or quoted.
OUR_ID = re.compile(rb"kept\.(\d{1,19})\.([0-9A-Za-z]{4,64})@[A-Za-z0-9.\-]+")
RETURNED_ID = re.compile(
    rb"^[>|\s]{0,8}(?:x-)?(?:original-)?message-id:[ \t]*(?:\r?\n[ \t]+)?<?([^\s<>]{3,900})>?", re.I | re.M
)

LOOKED_AT = 400_000


def keyed_in_addresses(addresses: Iterable[str]) -> str:
    """`id.code` out of the first address that is a return path of ours, "" when none is."""
    for address in addresses:
        if found := RETURN_PATH.search(address):
            return f"{found[1]}.{found[2].lower()}"
    return ""


def returned_ids(root: Part, data: bytes) -> tuple[str, str]:
    """(Message-ID of the message returned, `id.code` out of it), each "" when it cannot be found.

    First the returned message or its header; then the ids that the report answers to; then any text.
    """
    own = message_id(root.headers.first("message-id"))
    named = ""
    for part in root.leaves():
        if part is not root and part.content_type in (
            "message/rfc822",
            "text/rfc822-headers",
            "message/global",
        ):
            body, _ = decode_transfer(part.body[:LOOKED_AT], part.encoding, text=True)
            headers, _ = split_head(body, 0, len(body), root=True)
            named = named or message_id(headers.first("message-id"))
    if not named:
        answered = identifiers(root.headers.all("in-reply-to") + root.headers.all("references")[-1:])
        found = [
            one.decode("latin-1") for one in RETURNED_ID.findall(data, root.start, root.start + LOOKED_AT)
        ]
        named = next((one for one in (*found, *answered[-1:]) if one != own), "")
    ours = OUR_ID.search(named.encode("utf-8", "replace")) or OUR_ID.search(data, 0, LOOKED_AT)
    if ours is None:
        return named, ""
    keyed = f"{ours[1].decode()}.{ours[2].decode().lower()}"
    return (named if ours[0].decode() in named else ours[0].decode()), keyed
