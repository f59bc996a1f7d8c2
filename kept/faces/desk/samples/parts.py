"""Made-up figures, people, refusals and fields."""

from datetime import datetime, timedelta

from django import forms

from kept.faces.components.seen import Face, Figure
from kept.faces.desk.read.calm import Calm, Kept
from kept.refusal import Refusal

WIRES = [
    ("told", "told, and it arrived"),
    ("sent", "sent, no sign that it arrived"),
    ("lost", "lost on the way"),
    ("untold", "not told"),
    ("elsewhere", "knows it, not from us"),
]

FIGURES = [
    Figure(
        "ignored", "0", "ignored", "Nobody waits without a promise, no broken one lies untouched.", "#", True
    ),
    Figure("risk", "2", "at risk", "The first breaks at 13:59.", "#"),
    Figure("today", "10", "owed today", "9 kept since midnight.", "#"),
    Figure("week", "97.9\u202f%", "kept this week", "92 of 94. Two were broken.", "#"),
]

CHIPS = [{"words": "Fellstone", "url": "#"}, {"words": "At risk", "url": "#"}]
SAVED = [("Gulf responders", 6), ("Returns past 30 days", 3)]
FACES = [Face("Ines Valadão", me=True), Face("Ruth Calloway"), Face("Jonas Weil")]
REFUSAL = Refusal(
    "This cannot be settled: an answer is still owed.", remedy="Answer, or let the customer release it."
)
COLOURS = (
    *("ground", "sheet", "well", "line", "line-strong", "ink", "ink-2", "ink-3"),
    *("accent", "accent-soft", "broken", "risk", "kept"),
)


def calm(now: datetime, *, begun: bool) -> Calm:
    """An empty list of what is owed: at the end of a day, and on the first."""
    if not begun:
        return Calm(begun=False)
    return Calm(
        begun=True,
        kept_words="Nine promises were kept today.",
        kept=(
            Kept("K7Q-3M9-E", "Answer", "Priya Ramanathan", now - timedelta(minutes=12), late=False),
            Kept("K7Q-3M9-E", "Call back", "Wendeline Maas", now - timedelta(minutes=40), late=True),
        ),
        at_work=tuple(FACES[:2]),
        hours_words="We are open until 18:00.",
        next_words="Emil Dragan owes us: pays bill 7731, tomorrow 18:00.",
        next_url="K7Q-3M9-E",
    )


class Fields(forms.Form):
    """One field of each sort, one of them wrong."""

    words = forms.CharField(label="What is promised", help_text="The customer reads these words.")
    kind = forms.ChoiceField(label="Kind", choices=[("refund", "Refund"), ("send", "Send something")])
    due = forms.DateTimeField(label="By when", required=False)
    told = forms.BooleanField(label="Tell the customer at once", required=False)
