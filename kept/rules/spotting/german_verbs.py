"""German: the subject of a clause and the verb that goes with it, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.spotting.german_clauses import Clause
from kept.rules.spotting.german_words import (
    FINITE,
    GETS,
    INFINITIVES,
    JOINED,
    MODALS,
    PARTICIPLES,
    PREFIXES,
    VOWS,
    WERDEN,
    WITH_ZU,
    Verb,
    colleagues_in,
)
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words


def subject_of(tokens: Sequence[Token], clause: Clause) -> str:
    """`ich`, `wir`, `er` (a colleague), `sie` (the customer), `es` (a thing), or nothing."""
    words = clause.words
    if "ich" in words:
        return "ich"
    if "wir" in words:
        return "wir"
    has = set(words)
    ours = colleagues_in(words)
    if ours or _named_colleague(tokens, clause):
        verb = next(
            (n for n, word in enumerate(words) if word in FINITE or word in WERDEN or word in JOINED), -1
        )
        person = words[verb] if verb >= 0 else ""
        if FINITE.get(person, JOINED.get(person, ("",)))[0] == "er" or person == "wird":
            return "er"
        if person in ("werden",) and "sie" not in words:
            return "er"
        if ours and FINITE.get(person, ("",))[0] == "wir" and ours & set(words[:verb]):
            return "wir"  # unsere Entwickler beheben
    polite = any(token.low == "sie" and token.capital for token in tokens[clause.lo : clause.hi])
    yours = has & {"bekommt", "werdet", "habt", "erhaltet", "könnt", "hört", "kriegt"}
    familiar = "du" in has or ("ihr" in has and yours)
    if (polite or familiar) and (has & GETS or has & (MODALS | WERDEN)):
        return "sie"
    if (polite or familiar or "man" in has) and not has & _OF_THINGS:
        return "sie" if polite or familiar else "man"
    return "es"


_OF_THINGS = words("wird geht gehen ist kommt sind gilt bleibt liegt liegen entfällt entfallen")


def _named_colleague(tokens: Sequence[Token], clause: Clause) -> bool:
    """Frau Berger, or a first name at the head of the clause, before a verb that a person does."""
    words = clause.words
    for n, word in enumerate(words[:-1]):
        if word in ("frau", "herr") and tokens[clause.lo + n + 1].capital:
            return n == 0 or words[n - 1] not in ("sehr", "geehrte", "liebe", "hallo")
    first = tokens[clause.lo]
    acts = len(words) > 1 and words[1] in ("ruft", "meldet", "kommt", "schickt", "wird", "kümmert", "gibt")
    return (
        acts
        and first.capital
        and first.low.isalpha()
        and first.low not in _NO_NAMES
        and not first.text.isupper()
    )


_NO_NAMES = words(
    "es das dies der die sie er man morgen heute dann danach anschließend so hier dort ihr ihre"
    " unser unsere ein eine alles wer was wann wie dieser diese"
)


def verb_of(
    tokens: Sequence[Token], clause: Clause, subject: str, aux: str, previous: Clause | None
) -> tuple[int, Verb, str] | None:
    """Where the verb stands, which it is, and its form: `present`, `future`, `passive`, `gets`."""
    words = clause.words
    if aux:
        found = _with_werden(words, subject, aux)
        if found is not None:
            n, verb, form = found
            return clause.lo + n, verb, form
        if not any(word in FINITE for word in words):
            return None
    if subject in ("sie",) or ("sie" in words and subject == "es"):
        for n, word in enumerate(words):
            if word in GETS:
                return clause.lo + n, INFINITIVES["senden"], "gets"
    if previous is not None and set(previous.words) & VOWS:
        for n, word in enumerate(words):
            if word in WITH_ZU:
                return clause.lo + n, WITH_ZU[word], "future"
            if word == "zu" and n + 1 < len(words) and words[n + 1] in INFINITIVES:
                return clause.lo + n + 1, INFINITIVES[words[n + 1]], "future"
    if "zu" in words and any(words[n] == "zu" and words[n + 1] in INFINITIVES for n in range(len(words) - 1)):
        return None
    for n, word in enumerate(words):
        if word in JOINED and _fits(JOINED[word][0], subject):
            return clause.lo + n, JOINED[word][1], "present"
    for n, word in enumerate(words):
        if (
            word in FINITE
            and _fits(FINITE[word][0], subject)
            and not (tokens[clause.lo + n].capital and n > 0)
        ):
            made = _with_prefix(words, n, FINITE[word][1])
            if made is not None:
                return clause.lo + n, made, "present"
    return None


def _fits(person: str, subject: str) -> bool:
    return person == subject


def _with_werden(words: list[str], subject: str, aux: str) -> tuple[int, Verb, str] | None:
    for n in range(len(words) - 1, -1, -1):
        word = words[n]
        if (
            word in PARTICIPLES
            and (word not in INFINITIVES or subject in ("es", "sie"))
            and (word not in GETS)
        ):
            if subject in ("ich", "wir") and "werden" not in words[n + 1 :]:
                if words[n + 1 :] == ["haben"]:
                    return n, PARTICIPLES[word], "future"
                continue
            return n, PARTICIPLES[word], "passive"
        if word in GETS and subject == "sie":
            return n, INFINITIVES["senden"], "gets"
        if word in INFINITIVES and word not in WERDEN and subject in ("ich", "wir", "er"):
            if word in PREFIXES and n and words[n - 1] in PREFIXES[word] and words[n - 1]:
                return n, PREFIXES[word][words[n - 1]], "future"
            return n, INFINITIVES[word], "future"
    return None


def _with_prefix(words: list[str], n: int, infinitive: str) -> Verb | None:
    """The verb that the finite form makes with a prefix later in the clause."""
    options = PREFIXES[infinitive]
    for word in reversed(words[n + 1 :]):
        if word in options and word:
            if word in ("an", "zu", "um", "nach", "mit", "aus", "ab", "ein", "auf") and word != words[-1]:
                continue  # in the middle it is a preposition
            return options[word]
        joined = {"heraus": "raus", "zurueck": "zurück"}.get(word)
        if joined in options:
            return options[joined]
    return options.get("")
