"""German: who commits himself in a sentence, to what, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kept.rules.promise import Kind
from kept.rules.spotting.commitment import Commitment
from kept.rules.spotting.german_clauses import Clause, clauses
from kept.rules.spotting.german_kinds import gets, kind_of, let_off_by, placed
from kept.rules.spotting.german_refusals import asks_for, hangs_on_asking, others_word, refuses
from kept.rules.spotting.german_things import of_things
from kept.rules.spotting.german_verbs import subject_of, verb_of
from kept.rules.spotting.german_words import (
    FINITE,
    GETS,
    HEDGES,
    INFINITIVES,
    JOINED,
    MODALS,
    ONGOING,
    PARTICIPLES,
    PAST,
    WERDEN,
    colleagues_in,
)
from kept.rules.spotting.times import Said
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words

_NOTIFIES = frozenset({Kind.ANSWER, Kind.NOTICE, Kind.CALL_BACK, Kind.UPDATE})


_RIGHTS = words(
    "zurückgeben umtauschen zurücksenden bezahlen zahlen einlösen behalten nutzen zurückschicken überweisen"
)


TRIGGERS = (
    frozenset(FINITE)
    | frozenset(JOINED)
    | frozenset(INFINITIVES)
    | frozenset(PARTICIPLES)
    | GETS
    | {"können", "kannst", "dürfen", "könnt", "erfolgt", "bleibt", "sein", "liegen", "liegt", "steht"}
    | {"entfällt", "entfallen", "gehen", "folgt", "folgen", "habe", "haben"}
    | {"geht", "ist", "sind", "trifft", "gilt"}
)


@dataclass(slots=True)
class _Carried:
    """What a clause behind "und" takes over from the one before."""

    subject: str = ""
    aux: str = ""
    refused: bool = False


def commitments(
    tokens: Sequence[Token], said: Sequence[Said], before: Sequence[Token]
) -> Iterator[Commitment]:
    """Every commitment of a sentence; `before` are the words ahead of it, for what "es" means."""
    parts = clauses(tokens, said)
    carried = _Carried()
    found: list[Commitment] = []
    relative = False
    bound = _verb_leads_to_verb(parts)
    asked = bool(parts) and asks_for(parts[0].words)
    for n, clause in enumerate(parts):
        previous = parts[n - 1] if n else None
        if clause.condition and (n == 0 or previous is None or clause.led):
            bound = True
        if clause.event and not found:
            relative = not (clause.words[0] == "nachdem" and any(clause.till < each.lo for each in said))
        if clause.condition or clause.event or clause.question_word:
            continue
        if clause.subordinate:
            commitment = _clause(tokens, clause, previous, said, before, _Carried())
        else:
            if not clause.joined:
                carried = _Carried()
            commitment = _clause(tokens, clause, previous, said, before, carried)
        if commitment is None or bound or (asked and n and _offered(clause, parts[0])):
            continue
        if _only_explains(tokens, commitment, parts[n + 1 :]):
            continue
        following = parts[n + 1] if n + 1 < len(parts) else None
        if following is not None and following.condition and not following.led:
            waits = following.when and not following.on_him and commitment.kind in _NOTIFIES
            if not waits:
                continue
            commitment = _told_of_event(commitment)
        elif following is not None and following.event:
            commitment = _told_of_event(commitment)
        found.append(_relative(commitment) if relative else commitment)
    kinds = [each.kind for each in found]
    if len(found) > 1 and tokens[found[0].verb].low in ("kümmere", "kümmern", "kümmert", "sorge", "sorgen"):
        found = found[1:]
    if len(found) > 1 and kinds[-1] in _NOTIFIES:  # looking into it is only the way to the answer
        found = [each for each in found[:-1] if each.kind is not Kind.OTHER] + found[-1:]
    yield from found


def _verb_leads_to_verb(parts: Sequence[Clause]) -> bool:
    """Kommt das Paket nicht an, schicken wir …: a condition without a "wenn"."""
    if len(parts) < 2 or parts[1].led or not parts[0].words or not parts[1].words:
        return False
    first, second = parts[0].words[0], parts[1].words[0]
    return (first in FINITE or first in _OPENS_CONDITION) and (
        second in FINITE or second in WERDEN or second == "so"
    )


_OPENS_CONDITION = words(
    "ist sind hat haben wird werden geht passt findet trifft bleibt taucht stellt klappt"
)


def _offered(clause: Clause, asking: Clause) -> bool:
    return hangs_on_asking(clause.words, asking) or (
        clause.led and {"wir", "ich"} & set(clause.words) != set()
    )


def _only_explains(tokens: Sequence[Token], found: Commitment, following: Sequence[Clause]) -> bool:
    """Ich schreibe Ihnen, weil …"""
    return tokens[found.verb].low in ("schreibe", "schreiben") and any(
        each.words[:1] in (["weil"], ["da"], ["um"]) for each in following[:1]
    )


def _told_of_event(found: Commitment) -> Commitment:
    kind = Kind.NOTICE if found.kind is Kind.ANSWER else found.kind
    return Commitment(kind, found.lo, found.verb, found.hi, found.floor, found.certain)


def _relative(found: Commitment) -> Commitment:
    return Commitment(found.kind, found.lo, found.verb, found.hi, found.floor, found.certain, dated=False)


def _clause(
    tokens: Sequence[Token],
    clause: Clause,
    previous: Clause | None,
    said: Sequence[Said],
    before: Sequence[Token],
    carried: _Carried,
) -> Commitment | None:
    words = clause.words
    subject = subject_of(tokens, clause)
    if clause.joined and subject in ("es", "er", "sie") and _goes_on(words, carried):
        subject = carried.subject
    if _tells_of_ours(words, previous):
        subject = "er"
    modal = bool(MODALS & set(words))
    aux = next((word for word in words if word in WERDEN), carried.aux if clause.joined else "")
    refused = carried.refused if clause.joined else False
    own = any(word in FINITE or word in WERDEN for word in words)
    carried.subject, carried.aux = subject or carried.subject, aux
    carried.refused = (
        (modal or bool(HEDGES & set(words)) or bool(PAST & set(words))) if not (refused and not own) else True
    )
    timed = any(clause.lo <= each.lo < clause.till and not each.when.past for each in said)
    if subject == "sie" and modal:
        relied = "verlassen" in words and set(words) & {"unseren", "unsere", "meinen", "meine"}
        if relied or ("rechnen" in words and "mit" in words and set(words) & {"unserer", "meiner", "einer"}):
            return Commitment(
                gets(words, before, timed=timed)[0] or Kind.ANSWER,
                clause.lo,
                clause.lo,
                clause.till,
                clause.lo,
                True,
            )
        return _right(tokens, clause, said)
    if _has_for_him(words, subject) and timed and of_things(words) is not None and not modal:
        return Commitment(of_things(words) or Kind.ANSWER, clause.lo, clause.lo, clause.till, clause.lo, True)
    if (refused and not own) or modal or refuses(words) or others_word(words, previous):
        return None
    if not subject and not aux and not _thing_moves(words):
        return None
    verdict = verb_of(tokens, clause, subject, aux, previous)
    if verdict is None:
        return _state(tokens, clause, subject, before, timed)
    at, verb, form = verdict
    if form == "gets":
        kind, unsure = gets(words, before, timed=timed)
    else:
        kind, unsure = kind_of(verb, words, passive=form == "passive", timed=timed)
    if kind is None or (ONGOING & set(words) and not (kind is Kind.CONCESSION and "hiermit" in words)):
        return None
    if (
        form == "present"
        and kind is Kind.OTHER
        and verb.name in ("prüfen", "überprüfen", "bearbeiten")
        and not timed
    ):
        return None
    doubt = unsure or (form in ("present", "passive") and not timed and kind is Kind.OTHER)
    return Commitment(kind, clause.lo, at, clause.till, clause.lo, not doubt)


def _goes_on(words: list[str], carried: _Carried) -> bool:
    """True when the verb behind an "und" is still the subject's of the clause before."""
    if carried.subject not in ("ich", "wir", "er"):
        return False
    finite = [word for word in words if word in FINITE]
    if _WILL[carried.subject] in words and any(word in INFINITIVES for word in words):
        return True
    if "sie" in words and (not finite or finite[0] != words[0] or {"uns", "mir", "bitte"} & set(words)):
        return bool(carried.aux) and not GETS & set(words) and any(word in INFINITIVES for word in words)
    if any(FINITE[word][0] == carried.subject for word in finite):
        return True
    return bool(carried.aux) and any(word in INFINITIVES for word in words)


def _has_for_him(words: list[str], subject: str) -> bool:
    """Ich habe bis Freitag eine Antwort für Sie."""
    has = set(words)
    ready = (
        subject in ("ich", "wir")
        and has & {"habe", "haben"}
        and "für" in has
        and has & {"sie", "dich", "euch"}
    )
    return bool(ready) and not any(word in PARTICIPLES for word in words) and not has & HEDGES


_WILL = {"ich": "werde", "wir": "werden", "er": "wird"}


def _tells_of_ours(words: list[str], previous: Clause | None) -> bool:
    """…, die Ihre Frage bis Mittwoch beantwortet: a relative clause about somebody of ours."""
    if previous is None or not words or words[0] not in ("der", "die", "welcher", "welche"):
        return False
    if not (
        colleagues_in(previous.words) or {"unseren", "unsere", "unserem", "unserer"} & set(previous.words)
    ):
        return False
    last = words[-1]
    return FINITE.get(last, JOINED.get(last, ("",)))[0] == "er" or last == "wird"


def _thing_moves(words: list[str]) -> bool:
    return bool(set(words) & _MOVES)


_MOVES = words(
    "geht gehen wird werden ist sind kommt trifft liegen liegt steht gilt bleibt entfällt entfallen folgt folgen"
)


def _state(
    tokens: Sequence[Token], clause: Clause, subject: str, before: Sequence[Token], timed: bool
) -> Commitment | None:
    """The parcel goes out today, is with you by Friday; the technician is there between 8 and 10."""
    let_off = let_off_by(clause.words)
    if let_off and subject in ("es", "er", "sie"):
        return Commitment(Kind.CONCESSION, clause.lo, clause.lo, clause.till, clause.lo, False)
    if not timed or subject not in ("es", "er") or ONGOING & set(clause.words) - {"schon", "bereits"}:
        return None
    kind = placed(
        [*clause.words, "ist"] if "sein" in clause.words and "wird" in clause.words else clause.words
    )
    if kind is None:
        return None
    return Commitment(kind, clause.lo, clause.lo, clause.till, clause.lo, False)


def _right(tokens: Sequence[Token], clause: Clause, said: Sequence[Said]) -> Commitment | None:
    """Sie können die Schuhe noch bis zum 31. Januar zurückgeben."""
    has = set(clause.words)
    if (
        not has & {"können", "kannst", "dürfen", "könnt"}
        or not has & _RIGHTS
        or "nicht" in has
        or "bis" not in has
    ):
        return None
    if not any(clause.lo <= each.lo < clause.hi and each.when.day for each in said):
        return None
    return Commitment(Kind.CONCESSION, clause.lo, clause.lo, clause.till, clause.lo, False)
