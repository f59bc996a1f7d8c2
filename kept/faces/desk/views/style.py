"""The living style page: every component in every state, in the reader's own light."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kept.clock import now
from kept.faces.components.symbols import LUCIDE, OWN
from kept.faces.desk.gate import at_desk
from kept.faces.desk.samples import parts
from kept.faces.desk.samples.promises import rows, states
from kept.faces.desk.samples.story import story


@at_desk
def style(request: HttpRequest) -> HttpResponse:
    """Shows parts, reads nothing."""
    at = now()
    context = {
        "states": states(at),
        "rows": rows(at),
        "wires": parts.WIRES,
        "efforts": (1, 4, 26),
        "figures": parts.FIGURES,
        "story": story(at),
        "refusal": parts.REFUSAL,
        "faces": parts.FACES,
        "icons": sorted([*OWN, *LUCIDE]),
        "form": parts.Fields({"words": "", "kind": "refund"}),
        "colours": parts.COLOURS,
    }
    return render(request, "desk/style.html", context)
