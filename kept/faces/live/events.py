"""What an open page is told: that one thing changed, never what it says."""

import json
from dataclasses import dataclass

#: What can change under an open page. A page reads again what it shows of it.
KINDS = frozenset({"case", "owed", "notice", "outbox", "quarantine", "pledge", "presence"})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing changed. `brand` None: not about a brand; `agent` None: not for one agent only."""

    kind: str
    ref: str
    brand: int | None = None
    agent: int | None = None

    def encoded(self) -> bytes:
        """As a server-sent event."""
        return f"event: {self.kind}\ndata: {json.dumps({'ref': self.ref})}\n\n".encode()


#: Something may have been missed: read again whatever the page shows.
AGAIN = b'event: again\ndata: {"ref": ""}\n\n'
#: Keeps balancers from closing a quiet stream, and finds readers that are gone.
HEARTBEAT = b":\n\n"


class NotAnEvent(ValueError):
    """A payload on our channel that is none of ours."""


def read_payload(payload: str) -> Event:
    """The event in a notification's payload. Raises `NotAnEvent`."""
    try:
        found = json.loads(payload)
    except json.JSONDecodeError as problem:
        raise NotAnEvent(str(problem)) from problem
    if not isinstance(found, dict) or found.get("k") not in KINDS:
        raise NotAnEvent("no kind that pages know")
    return Event(
        kind=found["k"],
        ref=str(found.get("ref") or ""),
        brand=_whole(found.get("brand")),
        agent=_whole(found.get("agent")),
    )


def _whole(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotAnEvent(f"{value!r} is not an id")
    return value
