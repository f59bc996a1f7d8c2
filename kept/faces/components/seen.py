"""What a page shows of a promise, a person, a file: values that the templates need, and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Look(StrEnum):
    """How a promise is drawn. One look per promise; each has a shape, a colour and words."""

    OWED = "owed"
    RISK = "risk"  # owed, and the pledge's warning time has come
    BROKEN = "broken"  # past due and still owed
    PROOF = "proof"  # sent; waiting for the verdict
    KEPT = "kept"
    THEIRS = "theirs"  # the customer's own
    OVERDUE = "overdue"  # the customer's own, past due
    RELEASED = "released"
    SUPERSEDED = "superseded"
    VOID = "void"
    LAPSED = "lapsed"  # a concession at its end


#: Looks in which something is still to come.
OPEN = frozenset({Look.OWED, Look.RISK, Look.BROKEN, Look.PROOF, Look.THEIRS, Look.OVERDUE})


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody at the desk, as a name and two letters."""

    name: str
    me: bool = False

    @property
    def letters(self) -> str:
        """First letters of the first and the last word of the name."""
        words = [word for word in self.name.replace("-", " ").split() if word[0].isalnum()]
        if not words:
            return "?"
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@dataclass(frozen=True, slots=True)
class PromiseSeen:
    """One promise as a page shows it at `now`. Times are aware; `look` is decided by the read model."""

    code: str
    words: str
    look: Look
    given_at: datetime
    due_at: datetime
    now: datetime
    kind: str = "answer"
    closed_at: datetime | None = None  # proof, release, voiding, end
    window_from: datetime | None = None
    late: bool = False  # kept, but after due
    broken_at: datetime | None = None
    owner: Face | None = None
    note: str = ""  # one sentence below the line
    told: bool = False  # the customer has it in writing
    may_close: bool = False  # ours to keep, release or void here
    facts: tuple[str, ...] = ()  # what speaks for it so far, each a sentence

    @property
    def far(self) -> bool:
        """Whether it can wait its turn: due more than a day away, and nothing is wrong with it."""
        return self.look in (Look.OWED, Look.THEIRS) and self.due_at - self.now >= timedelta(days=1)

    @property
    def open(self) -> bool:
        """Whether something is still to come."""
        return self.look in OPEN


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One line of a list of promises."""

    promise: PromiseSeen
    reference: str
    whom: str
    channel: str  # icon
    spoken: str  # what the icon says to who does not see it
    more: str = ""
    brand: str = ""
    contacts: int = 0
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that share one scale. `full` is what the whole width right of now stands for."""

    key: str
    title: str
    full: timedelta
    note: str = ""
    scale: str = ""
    rows: tuple[OwedRow, ...] = ()
    more_url: str = ""  # where the band goes on; "" at its end
    more: int = 0  # how many follow there, 0 when nobody counted


@dataclass(frozen=True, slots=True)
class Figure:
    """A number above a list that is also a filter."""

    key: str
    value: str
    name: str
    says: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class FileSeen:
    """An attachment: where it is fetched, never what is in it."""

    name: str
    size: int
    url: str
    content_type: str = ""
    small_url: str = ""  # a picture, drawn anew
    picture_url: str = ""  # the same, large
    sound_url: str = ""
    document_url: str = ""  # a PDF, in the browser's own reader


@dataclass(frozen=True, slots=True)
class WireSeen:
    """One thing we told, and how far it came. `state`: told, sent, lost, untold, elsewhere."""

    what: str
    state: str
    words: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BlockSeen:
    """Lines of a mail that belong together; `fold` names what is folded away, "" for what is said."""

    text: str
    fold: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the story of a case. `shape`: in, out, note, fact, run (several facts, folded)."""

    shape: str
    at: datetime
    channel: str = ""  # icon
    who: str = ""
    how: str = ""  # after the name: "by mail", "inside only"
    subject: str = ""
    text: str = ""
    blocks: tuple[BlockSeen, ...] = ()  # of a mail, in place of `text`: what was said, and what is folded
    cut: bool = False  # only the beginning is shown; the whole text is a click away
    html_url: str = ""
    text_url: str = ""
    raw_url: str = ""
    files: tuple[FileSeen, ...] = ()
    delivery: str = ""  # in words
    delivery_icon: str = "check"
    delivery_bad: bool = False
    reason: str = ""  # why it needs no answer, or why it stopped
    to: str = ""
    key: str = ""  # anchor in the page
    promise: PromiseSeen | None = None
    word: str = ""  # the part of a fact that says "Kept." or "Broken."
    word_look: str = ""  # kept, broken
    unconfirmed: bool = False
    by_itself: bool = False  # sent by the desk, without a person
    day: date | None = None  # in the reader's zone; a new one gets a heading
    spans: tuple[
        tuple[str, bool], ...
    ] = ()  # of a note, in place of `text`: words, and whether they name somebody
    climb_url: str = ""  # where the next way after this one failed is taken
    run: tuple["Entry", ...] = ()  # the facts that are folded here


@dataclass(frozen=True, slots=True)
class Story:
    """What happened in a case, oldest first.

    `last` is the id of the newest contact that is shown, `newest` the key of the entry at which the page opens.
    """

    entries: tuple[Entry, ...]
    last: str = ""
    newest: str = ""
    ends_early: bool = False  # an earlier part: what came after it is on another page
    earlier_url: str = ""
