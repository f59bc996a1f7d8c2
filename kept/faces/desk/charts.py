"""Small charts as SVG without a style of their own: made of numbers, and of words that are escaped."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_AXIS, _ROOF, _FLOOR, _FOOT = 227, 26, 44, 278
_ROW, _DUE, _END = 48, 73.0, 96.0


@dataclass(frozen=True, slots=True)
class Column:
    """One week: a label (or ""), what was kept and what was broken, and the one that the heading speaks of."""

    label: str
    kept: int
    broken: int
    on: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """One line of times to answer: half, nine of ten and the pledged time, in minutes; and what stands at the end."""

    label: str
    half: float
    ninth: float
    pledged: float
    end: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of counts: kept in time, broken, and what stands behind it."""

    label: str
    kept: int
    broken: int
    end: str


def columns(rows: Sequence[Column], *, title: str, says: str, key: str) -> SafeString:
    """Kept above the line, broken hatched below it, one column a week."""
    top = _ceiling(max((row.kept for row in rows), default=0))
    step = 96 / max(1, len(rows))
    every = -(-len(rows) // 12)
    width = "8" if len(rows) <= 26 else "4"
    parts = []
    for line in (top // 2, top):
        y = _n(_AXIS - (_AXIS - _ROOF) * line / top)
        parts.append(
            f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            f'<text class="tick" x="0" y="{float(y) - 4:g}">{line}</text>'
        )
    for n, row in enumerate(rows):
        x = 4 + step * (n + 0.5)
        on = " on" if row.on else ""
        high = (_AXIS - _ROOF) * row.kept / top
        y = _AXIS - high
        shift = f'transform="translate(-{int(width) // 2} 0)"'
        if row.kept:
            parts.append(
                f'<rect class="col{on}" x="{_n(x)}%" y="{_n(y)}" width="{width}" height="{_n(high)}" {shift}/>'
                f'<rect class="col{on}" x="{_n(x - step * 0.25)}%" y="{_n(y)}" width="{_n(step * 0.5)}%" height="4"/>'
            )
        if row.broken:
            low = max(3.0, min(float(_FLOOR), (_AXIS - _ROOF) * row.broken / top))
            parts.append(
                f'<rect fill="url(#hatch)" class="col-late" x="{_n(x)}%" y="228" width="{width}" '
                f'height="{_n(low)}" {shift}/>'
                f'<rect class="col-end" x="{_n(x - step * 0.25)}%" y="{_n(228 + low)}" '
                f'width="{_n(step * 0.5)}%" height="3"/>'
            )
        if row.on:
            parts.append(f'<text class="val mid" x="{_n(x)}%" y="{_n(y - 6)}">{row.kept}</text>')
        if row.label and (len(rows) - 1 - n) % every == 0:
            parts.append(f'<text class="tick mid" x="{_n(x)}%" y="{_FOOT + 8}">{escape(row.label)}</text>')
    parts.append(f'<line class="axis" x1="0" x2="100%" y1="{_AXIS}" y2="{_AXIS}"/>')
    return _svg("".join(parts), 290, title, says, key)


def threads(rows: Sequence[Thread], *, pledged: str, title: str, says: str, key: str) -> SafeString:
    """Each time as a share of what is pledged: half thick, nine of ten thin, the post where the pledge stands."""
    height = _ROW * len(rows) + 24
    parts = [
        f'<line class="duline" x1="{_DUE}%" x2="{_DUE}%" y1="18" y2="{height}"/>'
        f'<text class="tick mid strong" x="{_DUE}%" y="11">{escape(pledged)}</text>'
    ]
    for n, row in enumerate(rows):
        y = 56 + _ROW * n
        half = min(_END, _DUE * row.half / row.pledged)
        ninth = min(_END, _DUE * row.ninth / row.pledged)
        over = ninth - _DUE
        bad = " bad" if over > 0 else ""
        parts.append(
            f'<text class="lab" x="0" y="{y - 14}">{escape(row.label)}</text>'
            f'<text class="tick end" x="100%" y="{y - 14}">{escape(row.end)}</text>'
            f'<rect class="thread" x="0" y="{y - 0.75}" width="{_n(min(ninth, _DUE))}%" height="1.5"/>'
            f'<rect class="col on" x="0" y="{y - 3}" width="{_n(min(half, _DUE))}%" height="6"/>'
        )
        if over > 0:
            parts.append(
                f'<rect fill="url(#hatch)" class="col-late" x="{_DUE}%" y="{y - 3}" width="{_n(over)}%" height="6"/>'
            )
        else:
            parts.append(
                f'<rect class="cap" x="{_n(ninth)}%" y="{y - 5}" width="2" height="10" transform="translate(-2 0)"/>'
            )
        parts.append(
            f'<rect class="post{bad}" x="{_DUE}%" y="{y - 8}" width="4" height="16" transform="translate(-2 0)"/>'
        )
    return _svg("".join(parts), height, title, says, key)


def bars(rows: Sequence[Bar], *, title: str, says: str, key: str) -> SafeString:
    """How many were kept in time, and hatched how many were broken."""
    most = max((row.kept + row.broken for row in rows), default=0) or 1
    scale = 80.0 / most
    parts = []
    for n, row in enumerate(rows):
        y = _ROW * n + 20
        kept, broken = scale * row.kept, max(scale * row.broken, 0.8) if row.broken else 0.0
        parts.append(
            f'<text class="lab" x="0" y="{y - 7}">{escape(row.label)}</text>'
            f'<rect class="col on" x="0" y="{y}" width="{_n(kept)}%" height="14"/>'
        )
        if row.broken:
            parts.append(
                f'<rect fill="url(#hatch)" class="col-late" x="{_n(kept)}%" y="{y + 0.5}" '
                f'width="{_n(broken)}%" height="13"/>'
            )
        parts.append(
            f'<text class="val" x="{_n(kept + broken)}%" y="{y + 11}" dx="8">{escape(row.end)}</text>'
        )
    return _svg("".join(parts), _ROW * len(rows), title, says, key)


def _svg(inside: str, height: int, title: str, says: str, key: str) -> SafeString:
    # Everything that came from outside was escaped where it was put in.
    return mark_safe(
        f'<svg class="chart" width="100%" height="{height}" role="img" aria-labelledby="{key}-t {key}-d">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(says)}</desc>{inside}</svg>'
    )


def _ceiling(most: int) -> int:
    """A round number not below the most, even, for the upper line of the grid."""
    size = 2
    while True:
        for leading in (1, 2, 3, 5):
            if leading * size >= most:
                return leading * size
        size *= 10 if size > 2 else 5


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
