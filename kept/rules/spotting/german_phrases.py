"""German: verbs whose kind hangs on the other words of the clause."""

from __future__ import annotations

from kept.rules.promise import Kind
from kept.rules.spotting.german_things import is_fee, is_message, of_things
from kept.rules.spotting.german_words import Verb
from kept.rules.spotting.words import words

_UPDATES = words("stand fortgang fortschritt laufenden zwischenstand verlauf update sachstand neuigkeiten")


_MATTERS = words("falles falls sache anliegens angelegenheit problems vorgangs themas")
PLACES = words("konto kreditkarte")


def own_kind(verb: Verb, words: list[str], has: set[str], passive: bool) -> Kind | None:
    name, kind = verb.name, verb.kind
    things = of_things(words)
    if name in ("melden", "zurückmelden"):
        if not has & {"mich", "uns", "sich"}:
            return None
        return (
            Kind.CALL_BACK
            if has & {"telefonisch"}
            else Kind.UPDATE
            if has & _UPDATES or "zwischenbericht" in has
            else kind
        )
    if kind is Kind.NOTICE:
        if has & _UPDATES:
            return Kind.UPDATE
        return kind if passive or has & {"sie", "dich", "euch", "ihnen", "ihren"} else Kind.OTHER
    if name in ("schreiben", "mailen"):
        return (
            things
            if things in (Kind.UPDATE, Kind.REFUND, Kind.CONCESSION)
            or (name == "mailen" and things in (Kind.SEND, Kind.REPLACE))
            else kind
            if has & {"ihnen", "dir", "euch", "sie"}
            else None
        )
    if name in ("anrufen", "telefonieren"):
        return (
            kind
            if passive or has & {"sie", "dich", "euch", "ihnen"} or not has & {"den", "die", "beim", "dem"}
            else Kind.OTHER
        )
    if name in ("kontaktieren",):
        return kind if passive or has & {"sie", "dich", "euch"} else Kind.OTHER
    if name == "kommen":
        return (
            Kind.VISIT
            if has
            & {
                "ihnen",
                "techniker",
                "monteur",
                "ich",
                "kollege",
                "kollegin",
                "kundendienst",
                "zu",
                "fahrer",
                "jemand",
                "gutachter",
                "monteurin",
                "technikerin",
                "handwerker",
                "elektriker",
            }
            and not has & {"paket", "brief"}
            else None
        )
    if name == "bestätigen":
        return Kind.ANSWER
    if name == "streichen":
        return Kind.CONCESSION if any(is_fee(word) for word in words) or things is Kind.REFUND else Kind.OTHER
    if name == "einfrieren" and not has & {"forderung", "preis", "rate", "raten", "beitrag"}:
        return None
    if name == "gutschreiben" and has & {"rechnung", "nächsten", "nächste"} and "auf" in has and not passive:
        return Kind.CONCESSION
    if kind is Kind.SEND and passive and "absender" in has:
        return None
    if kind is Kind.SEND and things is None and is_message(words):
        return Kind.ANSWER
    if kind is Kind.SEND:
        if (
            has
            & {
                "techniker",
                "monteur",
                "handwerker",
                "kollegen",
                "kundendienst",
                "servicetechniker",
                "monteurin",
                "elektriker",
                "fahrer",
                "gutachter",
            }
            and not passive
        ):
            return Kind.VISIT
        if has & {"lasse", "lassen"} and things is None:
            return Kind.SEND
        return (
            things
            if things in (Kind.REPLACE, Kind.CONCESSION, Kind.UPDATE, Kind.REFUND, Kind.ANSWER)
            else kind
        )
    if name == "anweisen":
        return Kind.REFUND
    if name == "überweisen" or kind is Kind.REFUND:
        return Kind.REFUND
    if name == "tauschen" and not has & {"aus", "um", "gegen", "gerät", "teil", "ware", "sie", "es", "ihn"}:
        return None
    if name == "übernehmen":
        return (
            Kind.CONCESSION
            if has & {"kosten", "versandkosten", "rücksendekosten", "gebühr", "reparaturkosten", "porto"}
            else Kind.REFER
            if has & {"fall", "anliegen", "vorgang"}
            else None
        )
    if name == "garantieren":
        return Kind.CONCESSION if has & {"preis"} else None
    if name == "reduzieren" or name == "abziehen":
        return Kind.CONCESSION
    if name in ("weitergeben", "weiterleiten", "weiterreichen", "abgeben"):
        return Kind.REFER
    if name == "verbinden":
        return Kind.REFER if has & {"sie", "dich"} else None
    if name == "bestellen" or name == "nachbestellen":
        return Kind.REPLACE if things is Kind.REPLACE else Kind.OTHER
    if name in ("einleiten", "buchen", "einrichten", "anfordern"):
        return things or Kind.OTHER
    if name == "sprechen":
        return None if has & {"anrufbeantworter", "mailbox"} else Kind.OTHER
    return kind


def phrase_kind(verb: Verb, words: list[str], has: set[str]) -> Kind | None:
    """Verbs that say nothing without the things they are said of."""
    things = of_things(words)
    match verb.name:
        case "geben":
            return (
                things
                if things is not None
                else Kind.CONCESSION
                if has & {"%", "prozent", "aufschub"}
                else None
            )
        case "sagen":
            told = has & {"ihnen", "dir"} and has & {"bis", "morgen", "heute"}
            return Kind.ANSWER if "bescheid" in has or told else None
        case "halten":
            return (
                Kind.UPDATE
                if "laufenden" in has
                else Kind.CONCESSION
                if any(
                    word.endswith(("preis", "angebot", "platz", "gerät", "tisch", "zimmer", "rabatt"))
                    for word in words
                )
                and has & {"ihnen", "sie", "dir"}
                else None
            )
        case "stellen":
            if "rechnung" in has and "nicht" in has:
                return Kind.CONCESSION
            return (things or Kind.SEND) if has & {"kundenkonto", "postfach", "konto"} else None
        case "einstellen":
            return None
        case "mitnehmen":
            return Kind.VISIT if has & {"alte", "altes", "altgerät", "gerät", "alten", "gleich"} else None
        case "annehmen":
            return Kind.REFER if has & {"sich", "uns"} and has & _MATTERS else None
        case "berechnen":
            return Kind.CONCESSION if has & {"nichts", "keine", "keinen"} else None
        case "lassen":
            if has & {"zukommen"}:
                return things or Kind.SEND
            return (
                Kind.VISIT
                if has & {"abholen"}
                else Kind.OTHER
                if has & {"prüfen", "reparieren", "ändern"}
                else None
            )
        case "legen" | "beilegen":
            return things if things in (Kind.CONCESSION, Kind.SEND) else None
        case "leisten":
            return things
        case "zahlen":
            return Kind.REFUND if has & {"ihnen", "dir"} else None
        case "setzen":
            return Kind.ANSWER if "verbindung" in has and has & {"ihnen", "sich", "uns", "mich"} else None
        case "aufnehmen":
            return None
        case "nehmen":
            return Kind.OTHER if {"aus", "dem"} <= has else None
        case "werfen":
            return (things or Kind.SEND) if has & {"post", "briefkasten"} else None
        case "machen" | "reichen" | "bieten" | "anbieten" | "sorgen" | "erstellen":
            return (
                things
                if things in (Kind.REFUND, Kind.REPLACE, Kind.CONCESSION, Kind.SEND)
                and verb.name in ("machen", "erstellen")
                and "fertig" not in has
                else None
            )
        case "zurückgeben":
            return Kind.REFUND if things is Kind.REFUND else None
        case "zurücknehmen" | "einplanen" | "vereinbaren" | "organisieren" | "beauftragen":
            return things if things in (Kind.VISIT, Kind.CALL_BACK) else Kind.OTHER
        case "bringen":
            return things or (Kind.SEND if has & {"ihnen", "post", "weg"} else None)
    return (
        things
        if things is not None
        else Kind.OTHER
        if has & {"stornierung", "korrektur", "prüfung", "änderung", "löschung"}
        else None
    )
