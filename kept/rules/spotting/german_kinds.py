"""German: the kind that a verb promises together with the words of its clause."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.promise import Kind
from kept.rules.spotting.german_phrases import PLACES, own_kind, phrase_kind
from kept.rules.spotting.german_things import is_fee, is_message, of_things
from kept.rules.spotting.german_words import GETS, PARTICIPLES, THIRD_PARTIES, Verb
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words

_FORMULAS = words("schnellstmöglich schnellstmöglichst baldmöglichst umgehendst zeitnah baldigst")


def kind_of(verb: Verb, words: list[str], *, passive: bool, timed: bool) -> tuple[Kind | None, bool]:
    """What the verb promises in these words; None for nothing. The second says "in doubt"."""
    has = set(words)
    kind = phrase_kind(verb, words, has) if verb.kind is None else own_kind(verb, words, has, passive)
    if kind is None:
        return None, False
    if has & {"weitere", "fragen", "rückfragen"} and not timed and kind in (Kind.SEND, Kind.ANSWER):
        return None, False
    formula = has & _FORMULAS or _so_soon(words)
    if formula and kind in (Kind.ANSWER, Kind.OTHER, Kind.NOTICE, Kind.UPDATE, Kind.REFER) and not timed:
        return None, False
    return kind, bool(formula) or kind is Kind.OTHER


def gets(words: list[str], before: Sequence[Token], *, timed: bool) -> tuple[Kind | None, bool]:
    """What "Sie bekommen, erhalten, hören, haben" promises."""
    has = set(words)
    if has & THIRD_PARTIES and not has & {"uns", "mir", "unserem", "unserer"}:
        return None, False
    if has & {"jede", "jeder", "jedem", "jeden", "jedes"}:
        return None, False  # a rule of the house
    if has & {"hören", "hörst", "hört"}:
        return (
            (Kind.ANSWER, False)
            if has & {"uns", "mir", "meiner", "unserer", "unserem", "ihm", "ihr"}
            else (None, False)
        )
    if has & {"haben", "hast"} and (
        has & {"fragen", "recht", "anspruch", "möglichkeit", "verständnis", "geduld", "wunsch", "frage"}
    ):
        return None, False
    done = next(
        (PARTICIPLES[word] for word in reversed(words) if word in PARTICIPLES and word not in GETS), None
    )
    if (
        done is not None and done.kind is not None and not has & {"haben", "hast"}
    ):  # Sie bekommen die Kosten erstattet
        return own_kind(done, words, has, passive=True), False
    kind = of_things(words)
    if has & {"zurück", "zurückbekommen", "zurückerhalten", "wieder"} and (
        has & _MONEY or any(is_fee(word) for word in words)
    ):
        return Kind.REFUND, False
    if kind is None and is_message(words):
        return Kind.ANSWER, False
    pronoun = has & {"es", "ihn", "das", "alles", "diese"}
    if has & {"haben", "hast"}:
        limited = has & {"bis", "spätestens", "innerhalb", "morgen", "binnen", "heute", "am"}
        if not limited and not timed:
            return None, False
        if has & {"zeit"}:
            return Kind.CONCESSION, False
        if kind is Kind.VISIT and not has & {"uns", "unser", "unseren", "unsere"}:
            return None, False  # his appointment
        return (
            kind or (of_things([token.low for token in before]) or Kind.SEND if pronoun else None)
        ), kind is None
    if kind is None and pronoun:
        return of_things([token.low for token in before]) or Kind.SEND, True
    if kind is None and has & {
        "den",
        "die",
        "das",
        "eine",
        "einen",
        "ein",
        "ihre",
        "ihren",
        "ihr",
        "unsere",
        "unser",
    }:
        return Kind.SEND, True
    return kind, False


_MONEY = words("€ euro eur chf franken $ £ geld betrag")


def let_off_by(words: list[str]) -> bool:
    """Die Gebühr entfällt für Sie; die Anfahrt geht auf uns."""
    has = set(words)
    fee = any(is_fee(word) for word in words) or bool(
        has & {"reparatur", "versand", "rücksendung", "lieferung"}
    )
    if has & {"entfällt", "entfallen"}:
        return fee and bool(has & {"ihnen", "ihrem", "sie", "dir", "dich", "diesmal"})
    on_us = any(words[n : n + 2] in (["auf", "uns"], ["auf", "unsere"]) for n in range(len(words)))
    return bool(has & {"geht", "gehen"}) and fee and on_us


def placed(words: list[str]) -> Kind | None:
    """What "geht heute raus", "ist bis Freitag bei Ihnen", "gilt bis" promises of a thing."""
    has = set(words)
    if "erfolgt" in has:
        return of_things(words)
    if has & {"folgt", "folgen"} and not has & {"wie", "daraus"}:
        return Kind.REFUND if has & _MONEY else of_things(words)
    if "liegt" in has and "vor" in has and has & {"ihnen", "dir"}:
        return of_things(words)
    going = bool(has & {"geht", "gehen"})
    if going and has & PLACES:
        return Kind.REFUND
    if has & {"liegen", "liegt", "ist", "sind"} and has & _BOXES:
        return of_things(words) or Kind.SEND
    if has & {"ist", "sind"} and "weg" in has and has & {"ihnen", "dir"}:
        return of_things(words) or Kind.SEND
    if has & {"liegen", "liegt"} and "ihnen" in has and "bei" in has:
        return of_things(words) or Kind.SEND
    if "steht" in has and has & {"tür", "haustür"}:
        return Kind.VISIT
    if going and (
        has & {"raus", "heraus", "hinaus", "post", "versand", "zu"} or ("an" in has and "sie" in has)
    ):
        return of_things(words) or Kind.SEND
    if has & {"ist", "sind"} and (
        (has & {"ihnen", "dir"} and "bei" in has)
        or has & PLACES
        or (has & {"da"} and has & {"techniker", "monteur", "kollege", "fahrer"})
    ):
        visitor = has & {
            "techniker",
            "monteur",
            "kollege",
            "kollegin",
            "fahrer",
            "monteurin",
            "technikerin",
            "kundendienst",
        }
        return Kind.VISIT if visitor else Kind.REFUND if has & PLACES else of_things(words) or Kind.SEND
    if has & {"trifft", "kommt"} and (has & {"ein", "an", "paket", "lieferung", "ersatz", "ersatzgerät"}):
        return of_things(words) or Kind.SEND
    if "kommt" in has and has & {"techniker", "monteur", "kollege", "kollegin"}:
        return Kind.VISIT
    if (
        has & {"gilt", "bleibt"}
        and has & {"bis"}
        and has & {"preis", "angebot", "rabatt", "gutschein", "frist"}
    ):
        return Kind.CONCESSION
    return None


_BOXES = words("postfach posteingang briefkasten mailbox kundenkonto")


def _so_soon(words: list[str]) -> bool:
    return any(
        words[n : n + 3] in (["so", "schnell", "wie"], ["so", "bald", "wie"]) for n in range(len(words))
    )
