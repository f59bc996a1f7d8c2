"""Made-up figures, people, refusals and fields."""

from django import forms

from kept.faces.components.seen import Face, Figure
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

FACES = [Face("Ines Valadão", me=True), Face("Ruth Calloway"), Face("Jonas Weil")]
REFUSAL = Refusal(
    "This cannot be settled: an answer is still owed.", remedy="Answer, or let the customer release it."
)
COLOURS = (
    *("ground", "sheet", "well", "line", "line-strong", "ink", "ink-2", "ink-3"),
    *("accent", "accent-soft", "broken", "risk", "kept"),
)


class Fields(forms.Form):
    """One field of each sort, one of them wrong."""

    words = forms.CharField(label="What is promised", help_text="The customer reads these words.")
    kind = forms.ChoiceField(label="Kind", choices=[("refund", "Refund"), ("send", "Send something")])
    due = forms.DateTimeField(label="By when", required=False)
    told = forms.BooleanField(label="Tell the customer at once", required=False)
