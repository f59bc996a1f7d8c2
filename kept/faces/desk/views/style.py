"""The living style page: every component in every state, light and dark side by side."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kept.clock import now
from kept.faces.components.symbols import LUCIDE, OWN
from kept.faces.desk.gate import at_desk
from kept.faces.desk.samples import parts
from kept.faces.desk.samples.promises import rows, states
from kept.faces.desk.samples.story import story


@require_GET
@at_desk
def style(request: HttpRequest) -> HttpResponse:
    """Shows parts, reads nothing."""
    at = now()
    context = {
        "panes": [_pane(theme, at) for theme in ("light", "dark")],
        "wires": parts.WIRES,
        "efforts": (1, 4, 26),
        "figures": parts.FIGURES,
        "refusal": parts.REFUSAL,
        "faces": parts.FACES,
        "chips": parts.CHIPS,
        "saved": parts.SAVED,
        "icons": sorted([*OWN, *LUCIDE]),
        "colours": parts.COLOURS,
    }
    return render(request, "desk/style.html", context)


def _pane(theme: str, at: datetime) -> dict[str, Any]:
    """What has a name of its own on the page, once for each light."""
    return {
        "theme": theme,
        "states": states(at),
        "rows": rows(at, theme),
        "story": story(at),
        "form": parts.Fields({"words": "", "kind": "refund"}, auto_id=f"{theme}_%s"),
        "calm": parts.calm(at, begun=True),
        "first": parts.calm(at, begun=False),
    }
