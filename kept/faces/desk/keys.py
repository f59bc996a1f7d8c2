"""Every key of the desk, in one table: what it does, and by what a page shows that it works there."""

from dataclasses import dataclass

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the list of keys.

    `works` names the marks of which a page carries one when the key works there: "row:x" a row that takes it,
    "rows" any row, "key:r" something with that key, "case:r" the same in a case, "go:o" a link to go to, "send"
    words to send, "palette" the box over the page; several marks: any of them; "" always.
    """

    keys: tuple[str, ...]
    does: Lazy
    works: str = ""


ON_A_LIST = (
    Key(("J", "K"), _("down and up"), "rows"),
    Key(("↓", "↑"), _("down and up, also when single keys are off"), "rows"),
    Key(("Enter",), _("open"), "rows"),
    Key(("X",), _("select, or not"), "row:x"),
    Key(("⇧",), _("with a click: select from the last one to here"), "row:x"),
    Key(("I",), _("take it, or all that are selected"), "row:i"),
    Key(("A",), _("assign"), "row:a"),
    Key(("S",), _("snooze until"), "row:s"),
    Key(("M",), _("move to another time"), "row:m"),
    Key(("E",), _("settle"), "row:e"),
    Key(("R", "N", "P"), _("open and answer, note, promise"), "row:r"),
    Key(("T",), _("open and hand over"), "row:t"),
    Key(("F",), _("filter"), "key:f"),
)
IN_A_CASE = (
    Key(("R",), _("answer"), "case:r"),
    Key(("N",), _("note"), "case:n"),
    Key(("P",), _("promise"), "case:p"),
    Key(("A",), _("take or assign"), "case:a"),
    Key(("T",), _("hand over"), "case:t"),
    Key(("S",), _("snooze until"), "case:s"),
    Key(("E",), _("settle, or open again"), "case:e"),
    Key(("⌘ Enter", "Ctrl Enter"), _("send what you write"), "send"),
    Key(("Z",), _("take an answer back before it leaves"), "case:z"),
    Key(("Alt P",), _("make a promise of what you write"), "send"),
    Key(("/", "#"), _("in an answer: a canned answer"), "send"),
    Key(("Ctrl B", "Ctrl I"), _("bold, italic"), "send"),
    Key(("Ctrl ⇧ P",), _("how the answer will look"), "send"),
)
GOING = (
    Key(("G", "O"), _("what is owed"), "go:o"),
    Key(("G", "M"), _("what is mine"), "go:m"),
    Key(("G", "T"), _("my team"), "go:t"),
    Key(("G", "U"), _("what nobody has taken"), "go:u"),
    Key(("G", "W"), _("what is waited for"), "go:w"),
    Key(("G", "Q"), _("quarantine"), "go:q"),
    Key(("G", "B"), _("outbox"), "go:b"),
    Key(("G", "D"), _("my drafts"), "go:d"),
    Key(("G", "C"), _("customers"), "go:c"),
    Key(("G", "N"), _("notices"), "go:n"),
    Key(("G", "S"), _("set-up"), "go:s"),
    Key(("G", "A"), _("the ledger"), "go:a"),
    Key(("G", "F"), _("figures"), "go:f"),
    Key(("G", "L"), _("the wall"), "go:l"),
    Key(("G", "1…9"), _("saved views, in their order"), "go:1"),
)
ANYWHERE = (
    Key(("/",), _("search"), "key:/ palette"),
    Key(("⌘ K", "Ctrl K"), _("search everything"), "palette"),
    Key(("Esc",), _("leave a field, close what is open, select nothing")),
    Key(("?",), _("this list")),
)
#: The parts of the list, in order.
PARTS = (
    (_("On a list"), ON_A_LIST),
    (_("In a case"), IN_A_CASE),
    (_("Go to: one key after the other"), GOING),
    (_("Anywhere"), ANYWHERE),
)
