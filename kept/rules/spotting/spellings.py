"""Spellings of a hurried hand (tmrw, u, schiken, zurueck), and the words that they stand for."""

from __future__ import annotations

from kept.rules.spotting.words import words

_UMLAUTS = words(
    "zurück für über prüfen prüfe prüft überprüfen überweisen überweise überwiesen übermorgen können könnte würde"
    " würden möchte hätte wäre müssen dürfen nächste nächsten nächster nächstem spätestens gebühr gebühren märz"
    " jänner fünf zwölf früh ändern ändere löschen lösche verlängern verlängere kümmere kümmern möglich rückruf"
    " rückerstattung rückzahlung rückmeldung schlüssel gerät geräte ersatzgerät zurückrufen zurückerstatten"
    " zurückzahlen entschädigung klären kläre bestätigen bestätige bestätigung päckchen gewähren gewähre"
)
_MEANT = {
    **{word.translate({228: "ae", 246: "oe", 252: "ue"}): word for word in _UMLAUTS},
    **dict.fromkeys(("tmrw", "tmr", "tmw", "tomorow", "tommorow", "tommorrow", "2moro"), "tomorrow"),
    **dict.fromkeys(("tonite", "2nite"), "tonight"),
    **dict.fromkeys(("schiken", "schcken", "schikcen"), "schicken"),
    **dict.fromkeys(("schike", "schick"), "schicke"),
    **dict.fromkeys(("u", "ya"), "you"),
    **dict.fromkeys(("arvo", "aft"), "afternoon"),
    "ll": "'ll",
    "gon": "going",
    "wil": "will",
    "teh": "the",
    "ur": "your",
    "refnd": "refund",
    "recieve": "receive",
    "adress": "address",
    "reciept": "receipt",
    "replacment": "replacement",
    "packet": "paket",
    "packete": "pakete",
    "heut": "heute",
    "nen": "einen",
    "ne": "eine",
    "meldn": "melden",
    "schaun": "schauen",
    "gehn": "gehen",
}


def meant(word: str, before: str) -> str:
    """The word as the grammar knows it, in lower case with a straight apostrophe; `before` is the one ahead of it."""
    low = word.lower().replace("’", "'")
    if low[0].isdigit():
        return low.rstrip(".,-–—")  # 35.– is 35
    if low == "na":
        return "to" if before == "gon" else low  # gonna
    return _MEANT.get(low, low)
