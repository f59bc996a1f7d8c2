"""One line of a list of promises as markup.

Drawn here and not by a template: a page has fifty to two hundred of them, and a template takes eight times as long.
Everything that comes from people goes through `escape`.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from html import escape
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from kept.faces.components import drawing, say
from kept.faces.components.seen import Face, Look, OwedRow, PromiseSeen
from kept.faces.components.symbols import symbol

_ROW = (
    '<li class="row is-{look}" id="row-{code}" data-case="{reference}" data-at="{at}">'
    '<p class="due"><b{ticks}>{short}</b>{risk}<small>{below}</small></p><div class="bar">{line}</div>'
    '<div class="what">{pick}{icon}<p><span class="sr">{spoken}: </span>'
    '<a href="{url}#newest" data-row data-row-keys="rnpt"{acts}>{words}</a> '
    '<span class="whom">{whom}</span>{effort}</p>'
    '<p class="more">{more}</p></div>'
    '<div class="side"><span class="of">{brand}</span>{who}</div></li>'
)
_PICK = (
    '<label class="pick"><input type="checkbox" name="row" value="{code}" form="bulk" data-pick autocomplete="off">'
    '<span class="sr">{select}: {words}, {whom}</span></label>'
)
_WHO = (
    '<span class="who{me}" title="{name}"><span aria-hidden="true">{letters}</span>'
    '<span class="sr">{name}</span></span>'
)


def draw_rows(rows: Iterable[OwedRow], full: timedelta, *, picks: bool) -> str:
    """These rows, one below the other; `full` is what the width right of now stands for, `picks` adds their boxes."""
    zone, language = timezone.get_current_timezone(), get_language() or ""
    return "".join(_row(row, full, zone, language, picks=picks) for row in rows)  # type: ignore[arg-type]


def _row(row: OwedRow, full: timedelta, zone: ZoneInfo, language: str, *, picks: bool) -> str:
    promise, says = row.promise, _words(language)
    code, words, whom, at = (
        escape(promise.code),
        escape(promise.words),
        escape(row.whom),
        int(promise.due_at.timestamp()),
    )
    return _ROW.format(
        look=promise.look.value,
        code=code,
        reference=escape(row.reference),
        at=at,
        ticks=f' data-due="{at}"' if _ticks(promise) else "",
        short=escape(say.due_short(promise, zone)),
        risk=f'<span class="sr">, {says["at_risk"]}</span>' if promise.look is Look.RISK else "",
        below=escape(say.due_below(promise, zone)),
        line=drawing.shared_now(promise, full),
        pick=_PICK.format(code=code, select=says["select"], words=words, whom=whom) if picks else "",
        icon=symbol(row.channel),
        spoken=escape(str(row.spoken)),
        url=_case_url().replace("REFERENCE", escape(row.reference)),
        acts=' data-row-acts="xiasme"' if picks else "",
        words=words,
        whom=whom,
        effort=_effort(language, row.contacts) if row.contacts else "",
        more=escape(row.more),
        brand=escape(row.brand),
        who=_who(promise.owner, language),
    )


def _ticks(promise: PromiseSeen) -> bool:
    """Whether the page's script may count its minutes between two readings."""
    return promise.open and promise.look is not Look.PROOF and promise.window_from is None


@lru_cache(maxsize=1024)
def _who(face: Face | None, language: str) -> str:
    if face is None:
        return _WHO.format(me=" who-none", name=_words(language)["nobody"], letters="–")
    return _WHO.format(me=" who-me" if face.me else "", name=escape(face.name), letters=escape(face.letters))


@lru_cache(maxsize=1024)
def _effort(_language: str, contacts: int) -> str:
    """The strokes, and how often the customer has had to write as a screen reader says it."""
    words = ngettext("%(count)s contact so far", "%(count)s contacts so far", contacts) % {"count": contacts}
    return f' {drawing.tally(contacts)}<span class="sr"> {escape(words)}</span>'


@lru_cache(maxsize=64)
def _words(_language: str) -> dict[str, str]:
    """What every row repeats, looked up once for a language."""
    found = {
        "at_risk": gettext("at risk"),
        "select": gettext("Select"),
        "nobody": gettext("Nobody has taken it"),
    }
    return {name: escape(words) for name, words in found.items()}


@lru_cache(maxsize=1)
def _case_url() -> str:
    return reverse("desk:case", args=["REFERENCE"])
