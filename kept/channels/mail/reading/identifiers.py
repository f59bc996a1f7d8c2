"""Message ids, without their angle brackets."""

import re
from collections.abc import Sequence

#: Longer ones cannot be indexed, and no mail program makes them.
LONGEST = 900
#: Of a long thread the first id and the last ones are kept.
MOST = 100

ANGLED = re.compile(rb"<([^<>]*)>")


def message_id(value: bytes) -> str:
    """The id of a Message-ID field, "" when there is none."""
    found = identifiers([value])
    return found[0] if found else ""


def identifiers(values: Sequence[bytes]) -> tuple[str, ...]:
    """Ids in order, each once; bare ones count when nothing stands in angle brackets."""
    ids: dict[str, None] = {}
    for value in values:
        value = value[:200_000]
        found = ANGLED.findall(value)
        if not found and b"@" in value:
            found = [word for word in value.split() if b"@" in word]
        for one in found:
            text = b"".join(one.split()).decode("utf-8", "replace").replace("\x00", "")
            if text and len(text) <= LONGEST:
                ids[text] = None
    kept = list(ids)
    return tuple(kept if len(kept) <= MOST else kept[:1] + kept[1 - MOST :])
