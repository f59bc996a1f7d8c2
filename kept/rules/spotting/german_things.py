"""German: the kind of the things that a clause names."""

from __future__ import annotations

from kept.rules.promise import Kind
from kept.rules.spotting.kinds import THINGS
from kept.rules.spotting.words import words

_RANKED = [
    Kind.REFUND,
    Kind.REPLACE,
    Kind.CONCESSION,
    Kind.CALL_BACK,
    Kind.VISIT,
    Kind.UPDATE,
    Kind.ANSWER,
    Kind.SEND,
]


_NEW = words("neue neues neuen neuer")


def of_things(words: list[str]) -> Kind | None:
    found: Kind | None = None
    for n, word in enumerate(words):
        kind = THINGS.get(word) or _compound(word)
        if kind is not None and (found is None or _RANKED.index(kind) < _RANKED.index(found)):
            found = kind
        following = words[n + 1] if n + 1 < len(words) else ""
        paper = following in _NOT_REPLACED or following.endswith(_PAPERS)
        if word in _NEW and following.isalpha() and len(following) > 2 and not paper:
            found = Kind.REPLACE if found in (None, Kind.SEND) else found
    return found


_PAPERS = tuple(
    words(
        "label etikett termin rechnung angebot passwort link vertrag anleitung karte code pin adresse anschrift nummer"
        " konto kopie version frist stand bescheid"
    )
)
_NOT_REPLACED = words(
    "termin liefertermin rechnung angebot passwort link vertrag datum preis code zugangsdaten"
    " version zugangscode"
)


_HEADS = [
    (Kind.REPLACE, ("ersatzgerät", "ersatzlieferung")),
    (Kind.CONCESSION, ("gutschein", "rabatt", "nachlass")),
    (Kind.SEND, ("etikett", "label", "rechnung", "paket", "unterlagen", "teil", "lieferung", "bestätigung")),
    (Kind.SEND, ("kopie", "vertrag", "karte", "karten", "schein", "zertifikat", "auszug", "dokumente", "schlüssel")),
    (Kind.SEND, ("formular", "bescheinigung", "katalog", "anleitung")),
    (Kind.REFUND, ("erstattung", "betrag", "gutschrift", "entschädigung", "zahlung")),
]  # fmt: skip


def _compound(word: str) -> Kind | None:
    if word.startswith("ersatz") and len(word) > 8:
        return Kind.SEND if word.startswith("ersatzteil") else Kind.REPLACE
    if word in ("anzahlung", "ratenzahlung", "teil", "lieferung"):
        return None
    return next((kind for kind, heads in _HEADS if word.endswith(heads)), None)


_FEES = (
    "gebühr",
    "gebühren",
    "kosten",
    "zinsen",
    "zuschlag",
    "porto",
    "pauschale",
    "anfahrt",
    "entgelt",
    "aufpreis",
)


def is_fee(word: str) -> bool:
    """Mahngebühr, Versandkosten, Zuschlag: what we can let somebody off."""
    return word.endswith(_FEES)


def is_message(words: list[str]) -> bool:
    """True for "eine SMS", "eine kurze E-Mail": the message itself is what comes."""
    for n, word in enumerate(words):
        if word in ("sms", "mail", "email", "whatsapp", "info") and {"eine", "kurze"} & set(
            words[max(0, n - 4) : n]
        ):
            return not {"per", "via", "mit"} & set(words[max(0, n - 3) : n])
    return False
