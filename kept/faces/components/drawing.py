"""The promise as a drawing: a line from where the word was given to where it is due.

Thick is time left; the flag is now. Widths stand in per cent, so that the line stretches with its place.
Drawings are hidden from screen readers: the words beside them say all of it.
"""

from datetime import datetime, timedelta

from kept.faces.components.seen import Look, PromiseSeen

#: Right of the shared now there are 70 per cent of the width, left of it 28.
NOW = 30.0
AHEAD = 70.0
BEHIND = 28.0
#: Lateness that fills the space left of now.
FULLY_LATE = timedelta(minutes=20)
#: The least width of a window, on its own scale and on a list's, and of the break before one that is not to scale.
WINDOW = 14.0
ROW_WINDOW = 8.0
BREAK = 3.0

_HEAD = '<svg class="{css}" aria-hidden="true" focusable="false">'
_GIVEN = '<circle class="given" cx="4" cy="8" r="3.25"/>'
_FLAG = (
    '<rect class="now" x="{x}%" y="-2" width="1.5" height="20" transform="translate(-.75 0)"/>'
    '<svg x="{x}%" y="-5" overflow="visible" width="1" height="1"><path class="now" d="M-4 0h8L0 5z"/></svg>'
)
_POST = '<rect class="post" x="{x}%" y="1" width="{w}" height="14" transform="translate(-{w} 0)"/>'
_TICK = '<path class="disc-tick" d="m-9 8.2 2.2 2.2L-3 6"/>'
_DISC = (
    '<svg x="{x}%" overflow="visible" width="1" height="16"><circle class="disc" cx="-6" cy="8" r="{r}"/>'
    + _TICK
    + "</svg>"
)
_SENT = (
    '<svg x="{x}%" overflow="visible" width="1" height="16"><circle class="disc" cx="0" cy="8" r="6"/>'
    '<path class="disc-tick" d="m-3 8.2 2.2 2.2L3 6"/></svg>'
)
_BREAK = '<svg x="{x}%" overflow="visible" width="1" height="16"><path class="break" d="m-4 13 3-10m2 10 3-10"/></svg>'
_CROSS = (
    '<svg x="{x}%" overflow="visible" width="1" height="16"><path class="cross" d="m-4 4 8 8m0-8-8 8"/></svg>'
)


def own_scale(promise: PromiseSeen) -> str:
    """The line on its own scale, given to due: case, slip, composer, receipt."""
    css = f"t is-{_css(promise)}"
    return _HEAD.format(css=css) + _OWN[promise.look](promise) + "</svg>"


def shared_now(promise: PromiseSeen, full: timedelta) -> str:
    """The line on the list's scale: one now for all rows, `full` is what the space right of it stands for."""
    css = f"tn is-{_css(promise)}"
    return _HEAD.format(css=css) + _shared(promise, full) + "</svg>"


def wire(state: str) -> str:
    """What we told, on its way to the customer: told, sent, lost, untold, elsewhere."""
    us = '<circle class="end us" cx="5" cy="8" r="4"/>'
    him = '<svg x="100%" overflow="visible" width="1" height="16"><circle class="end him" cx="-6" cy="8" r="7"/>'
    him += _TICK + "</svg>"
    unseen = '<svg x="100%" overflow="visible" width="1" height="16">'
    unseen += '<circle class="open" cx="-6" cy="8" r="5.5"/></svg>'
    snap = '<svg x="56%" overflow="visible" width="1" height="16"><path class="snap" d="m-1 4 8 8m0-8-8 8"/></svg>'
    inside = {
        "told": '<rect class="run" x="5" y="7" width="95%" height="2"/>' + us + him,
        "sent": '<rect class="run" x="5" y="7" width="55%" height="2"/>' + _gap("62%", "100%") + us + unseen,
        "lost": '<rect class="run" x="5" y="7" width="50%" height="2"/>'
        + snap
        + _gap("66%", "100%")
        + us
        + unseen,
        "untold": _gap("14", "96%") + us + unseen,
        "elsewhere": him + '<circle class="open" cx="6" cy="8" r="5.5"/>' + _gap("15", "94%"),
    }[state]
    css = {"told": " is-told", "elsewhere": " is-told", "sent": " is-sent", "lost": " is-lost"}.get(state, "")
    return f'<svg class="wire{css}" aria-hidden="true" focusable="false">{inside}</svg>'


def tally(count: int) -> str:
    """Effort in strokes, one a contact, the fifth across."""
    shown = min(count, 30)
    fives, rest = divmod(shown, 5)
    path = "".join(
        "".join(f"M{20 * five + 4 * stroke + 1} 1v10" for stroke in range(4))
        + f"M{20 * five + 2} 10.5 {20 * five + 15} 1.5"
        for five in range(fives)
    )
    path += "".join(f"M{20 * fives + 4 * stroke + 1} 1v10" for stroke in range(rest))
    width = 20 * fives + (4 * rest + 1 if rest else -3)
    return (
        f'<svg class="tally" viewBox="0 0 {width} 12" width="{width}" height="12" aria-hidden="true" '
        f'focusable="false"><path d="{path}"/></svg>'
    )


def _css(promise: PromiseSeen) -> str:
    look = promise.look
    if look is Look.KEPT and promise.late:
        return "kept is-late"
    if look is Look.SUPERSEDED:
        return "released"
    if look is Look.OVERDUE:
        return "theirs is-overdue"
    return f"{look} is-far" if promise.far else str(look)


def _share(part: timedelta, whole: timedelta) -> float:
    """`part` of `whole` in per cent, from 0 to 100."""
    if whole <= timedelta(0):
        return 100.0
    return min(100.0, max(0.0, 100.0 * (part / whole)))


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def _gap(x1: str, x2: str) -> str:
    return f'<line class="gap" x1="{x1}" x2="{x2}" y1="8" y2="8"/>'


def _thread(to: float) -> str:
    return f'<rect class="thread" x="0" y="7.25" width="{_n(to)}%" height="1.5"/>'


def _spare(start: float) -> str:
    return f'<line class="spare" x1="{_n(start)}%" x2="100%" y1="8" y2="8"/>' if start < 99 else ""


def _given(at: float) -> str:
    # A flag on the ring would hide both: a word just given shows the flag alone.
    return _GIVEN if at > 2 else ""


def _owed(p: PromiseSeen) -> str:
    if p.window_from is not None:
        return _window(p, p.window_from)
    now = _share(p.now - p.given_at, p.due_at - p.given_at)
    left = _left(now, 100.0)
    return _thread(now) + _given(now) + left + _POST.format(x=100, w=4) + _FLAG.format(x=_n(now))


def _window(p: PromiseSeen, opens_at: datetime) -> str:
    """A frame from where the window opens to where it ends, its post at the end.

    Two hours at the end of three weeks would vanish. Then the frame keeps a width that can be seen, and a break
    before it says that the line is not to scale from there on.
    """
    opens = _share(opens_at - p.given_at, p.due_at - p.given_at)
    broken = opens > 100 - WINDOW
    frame = 100.0 - WINDOW if broken else opens
    if p.now < opens_at:
        to = frame - BREAK if broken else frame
        now = to * _share(p.now - p.given_at, opens_at - p.given_at) / 100
        before = _left(now, to) + (_BREAK.format(x=_n(frame - BREAK / 2)) if broken else "")
        inside = ""
    else:
        now = frame + (100 - frame) * _share(p.now - opens_at, p.due_at - opens_at) / 100
        before, inside = "", _left(now, 100.0)
    drawn = f'<rect class="window" x="{_n(frame)}%" y="2" width="{_n(100 - frame)}%" height="12"/>'
    post = _POST.format(x=100, w=4)
    return _thread(min(now, frame)) + _given(now) + before + drawn + inside + post + _FLAG.format(x=_n(now))


def _left(start: float, end: float) -> str:
    width = _n(max(0.0, end - start))
    return f'<rect class="left" x="{_n(start)}%" y="5.5" width="{width}%" height="5"/>'


def _broken(p: PromiseSeen) -> str:
    # However late it is, the post stays on the page: at least 6 per cent of the line lead to it.
    post = max(6.0, _share(p.due_at - p.given_at, p.now - p.given_at))
    late = _late(post, 100 - post, "late-edge", y=4, height=8)
    return _thread(post) + _GIVEN + late + _POST.format(x=_n(post), w=4) + _FLAG.format(x=100)


def _overdue(p: PromiseSeen) -> str:
    post = max(6.0, _share(p.due_at - p.given_at, p.now - p.given_at))
    over = f'<rect class="over" x="{_n(post)}%" y="5" width="{_n(100 - post)}%" height="6"/>'
    return _thread(post) + _GIVEN + over + _POST.format(x=_n(post), w=4) + _FLAG.format(x=100)


def _kept(p: PromiseSeen) -> str:
    closed = p.closed_at or p.due_at
    if p.late:
        # The line ends at the proof; the hatch from the post to it stays for ever.
        post = max(6.0, 0.96 * _share(p.due_at - p.given_at, closed - p.given_at))
        late = _late(post, 96 - post, "")
        return _thread(post) + _GIVEN + late + _POST.format(x=_n(post), w=4) + _DISC.format(x=96, r=7)
    proof = max(6.0, _share(closed - p.given_at, p.due_at - p.given_at))
    line = f'<rect class="left" x="4" y="6.5" width="{_n(max(0.0, proof - 2))}%" height="3"/>'
    post = _POST.format(x=100, w=4) if proof < 97 else ""
    return _spare(proof) + line + _GIVEN + post + _DISC.format(x=_n(proof), r=7)


def _proof(p: PromiseSeen) -> str:
    sent = p.closed_at or p.now
    # Handed over after due: the post stands where due fell, as on a line that was kept late.
    if sent > p.due_at:
        post = max(6.0, 0.96 * _share(p.due_at - p.given_at, sent - p.given_at))
        late = _late(post, 96 - post, "")
        return _thread(post) + _GIVEN + late + _POST.format(x=_n(post), w=4) + _DISC.format(x=96, r=6)
    at = max(6.0, _share(sent - p.given_at, p.due_at - p.given_at))
    line = f'<rect class="left" x="4" y="7" width="{_n(max(0.0, at - 2))}%" height="2"/>'
    post = _POST.format(x=100, w=4) if at < 97 else ""
    return _spare(at) + line + _GIVEN + post + _DISC.format(x=_n(at), r=6)


def _released(p: PromiseSeen) -> str:
    at = _end(p)
    ring = f'<circle class="given" cx="{_n(at)}%" cy="8" r="5"/>'
    return _spare(at + 3) + _thread(at) + _GIVEN + ring


def _void(p: PromiseSeen) -> str:
    at = _end(p)
    return _spare(0) + _GIVEN + _CROSS.format(x=_n(at))


def _lapsed(p: PromiseSeen) -> str:
    ring = '<svg x="100%" overflow="visible" width="1" height="16"><circle class="given" cx="-6" cy="8" r="5"/></svg>'
    return _thread(98) + _GIVEN + ring


def _end(p: PromiseSeen) -> float:
    return min(97.0, max(8.0, _share((p.closed_at or p.now) - p.given_at, p.due_at - p.given_at)))


def _late(x: float, width: float, edge: str, *, y: int = 5, height: int = 6) -> str:
    place = f'x="{_n(x)}%" y="{y}" width="{_n(width)}%" height="{height}"'
    hatch = f'<rect fill="url(#hatch)" {place}/>'
    return hatch + f'<rect class="{edge}" {place}/>' if edge else hatch


def _shared(p: PromiseSeen, full: timedelta) -> str:
    if p.look in (Look.BROKEN, Look.OVERDUE):
        width = BEHIND * _share(p.now - p.due_at, FULLY_LATE) / 100
        x = NOW - max(width, 1.5)
        if p.look is Look.BROKEN:
            body = _late(x, NOW - x, "late-edge")
        else:
            body = f'<rect class="over" x="{_n(x)}%" y="5" width="{_n(NOW - x)}%" height="6"/>'
        return body + f'<rect class="post" x="{_n(x)}%" y="1" width="3" height="14"/>'
    if p.look is Look.PROOF:
        return _SENT.format(x=_n(NOW))
    end = NOW + max(1.5, AHEAD * _share(p.due_at - p.now, full) / 100)
    post = _POST.format(x=_n(end), w=3)
    if p.window_from is not None:
        start = NOW + AHEAD * _share(p.window_from - p.now, full) / 100
        start = max(NOW, min(start, end - ROW_WINDOW))
        left = f'<rect class="left" x="{_n(NOW)}%" y="5.5" width="{_n(start - NOW)}%" height="5"/>'
        frame = f'<rect class="window" x="{_n(start)}%" y="2" width="{_n(end - start)}%" height="12"/>'
        return left + frame + post
    y, height = (6, 4) if p.look is Look.THEIRS else (5, 6)
    left = f'<rect class="left" x="{_n(NOW)}%" y="{y}" width="{_n(end - NOW)}%" height="{height}"/>'
    return left + post


_OWN = {
    Look.OWED: _owed,
    Look.RISK: _owed,
    Look.THEIRS: _owed,
    Look.BROKEN: _broken,
    Look.OVERDUE: _overdue,
    Look.PROOF: _proof,
    Look.KEPT: _kept,
    Look.RELEASED: _released,
    Look.SUPERSEDED: _released,
    Look.VOID: _void,
    Look.LAPSED: _lapsed,
}
