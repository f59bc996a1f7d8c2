"""Who is reading and who is writing in a case, as its page says it to one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.faces.components.seen import Face
from kept.faces.live.presence import Here, pen_of
from kept.staff.models import Agent


@dataclass(frozen=True, slots=True)
class PresenceSeen:
    """The colleagues who are here, and who has the pen. `lock` is what stands over the composer, "" for nothing."""

    faces: tuple[Face, ...] = ()
    words: str = ""
    writing: bool = False
    lock: str = ""
    taken: bool = False  # the reader had the pen, and somebody took it


def seen_here(people: Sequence[Here], agent: Agent) -> PresenceSeen:
    """What the page says of `people` to this agent; he himself is not named."""
    pen = pen_of(people)
    others = [here for here in people if here.agent_id != agent.pk]
    mine = next((here for here in people if here.agent_id == agent.pk), None)
    theirs = pen if pen is not None and pen.agent_id != agent.pk else None
    taken = bool(theirs and mine and mine.writing_since and mine.taken_by == theirs.agent_id)
    lock = ""
    if theirs is not None:
        lock = (
            _("%(name)s has taken over the answer. Your words are kept.")
            if taken
            else _("%(name)s is writing an answer.")
        ) % {"name": theirs.name}
    return PresenceSeen(
        faces=tuple(Face(here.name) for here in others),
        words=_words(others, theirs),
        writing=theirs is not None,
        lock=lock,
        taken=taken,
    )


def _words(others: Sequence[Here], pen: Here | None) -> str:
    readers = [here.name for here in others if pen is None or here.agent_id != pen.agent_id]
    said = []
    if pen is not None:
        said.append(_("%(name)s is writing") % {"name": pen.name})
    if readers:
        names = _(" and ").join([", ".join(readers[:-1]), readers[-1]] if len(readers) > 1 else readers)
        said.append(
            ngettext("%(names)s is reading", "%(names)s are reading", len(readers)) % {"names": names}
        )
    return "; ".join(said)
