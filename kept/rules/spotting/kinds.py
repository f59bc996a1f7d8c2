"""What a light verb (send, give, get) promises is told by the things it is said of."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.promise import Kind
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words

_THINGS: list[tuple[Kind, str]] = [  # the first row that has one of the words decides
    (Kind.REFUND, "refund reimbursement money erstattung rückerstattung rückzahlung geld gutschrift"
                  " betrag kaufpreis"
                  " purchase-price überweisung repayment remboursement kaufbetrag compensation"
                  " entschädigung payout"),
    (Kind.REPLACE, "replacement replacements substitute ersatz ersatzgerät ersatzlieferung"
                   " ersatzteillieferung"
                   " ersatzexemplar ersatzartikel austauschgerät umtausch austausch neulieferung"
                   " nachlieferung"
                   " ersatzkarte ersatzpaar ersatzprodukt ersatzschlüssel leihgerät"),
    (Kind.CONCESSION, "voucher vouchers discount coupon waiver goodwill gutschein gutscheincode"
                      " rabatt nachlass"
                      " einkaufsgutschein kulanz preisnachlass rabattcode extension"
                      " fristverlängerung aufschub"
                      " verlängerung credit-note preisgarantie zahlungsaufschub stundung ermäßigung"
                      " reduction"),
    (Kind.CALL_BACK, "call callback telephone-call anruf rückruf telefonat telefontermin"),
    (Kind.VISIT, "technician engineer visit fitter plumber electrician mechanic installer driver"
                 " techniker technikerin"
                 " monteur monteurin termin handwerker installateur elektriker fahrer besuch"
                 " kundendienst appointment"
                 " kundendiensttechniker servicetechniker abholung collection gutachter surveyor"
                 " courier kurier abholtermin"),
    (Kind.UPDATE, "update updates progress news status-report zwischenstand zwischenbescheid"
                  " zwischenmeldung"
                  " statusmeldung neuigkeiten sachstand update-mail statusupdate stand laufenden"),
    (Kind.ANSWER, "answer reply response decision feedback antwort rückmeldung bescheid entscheidung"
                  " stellungnahme"
                  " auskunft nachricht word outcome ergebnis result quote offer angebot kostenvoranschlag"),
    (Kind.SEND, "parcel package letter label labels invoice receipt copy document documents part"
                " parts paperwork"
                " contract form link item items order confirmation details paket päckchen"
                " rücksendeetikett etikett"
                " retourenlabel label rechnung kopie unterlagen ersatzteil ersatzteile formular"
                " vertrag bestellung"
                " ware bestätigung lieferung artikel sendung brief quittung beleg zugangsdaten"
                " instructions anleitung"
                " tickets ticket card catalogue katalog keys key certificate delivery bescheinigung"
                " auftragsbestätigung"
                " screws schrauben post cable kabel manual sample samples muster versandetikett"
                " rechnungskopie statement"),
]  # fmt: skip
THINGS: dict[str, Kind] = {}
for _kind, _words in _THINGS:
    for _word in _words.split():
        THINGS.setdefault(_word, _kind)
_RANK = {kind: rank for rank, (kind, _) in enumerate(_THINGS)}

_NEW = words("new neue neues neuen neuer")
_ONES = words("one pair unit set")
_NOT_REPLACED = words(
    "label invoice password link date offer copy contract price quote rechnung passwort datum termin"
    " angebot kopie"
    " vertrag preis code appointment bill statement etikett rücksendeetikett retourenlabel"
    " zugangsdaten liefertermin"
    " version delivery address adresse anschrift number nummer account konto pin key-code"
)


def kind_of_things(tokens: Sequence[Token], *, new_replaces: bool = True) -> Kind | None:
    """The kind of the weightiest thing that is named; None where nothing known is named."""
    found: Kind | None = None
    for n, token in enumerate(tokens):
        kind = THINGS.get(token.low)
        if token.low in ("courier", "driver") and n and tokens[n - 1].low == "by":
            kind = None
        if token.low == "call" and n + 1 < len(tokens) and tokens[n + 1].low in ("centre", "center"):
            kind = None
        if kind is not None and (found is None or _RANK[kind] < _RANK[found]):
            found = kind
        another = token.low in ("another", "working") and n + 1 < len(tokens) and tokens[n + 1].low in _ONES
        if another and (found is None or _RANK[found] > _RANK[Kind.REPLACE]):
            found = Kind.REPLACE
        if new_replaces and token.low in _NEW and (found is None or _RANK[found] > _RANK[Kind.REPLACE]):
            following = [each.low for each in tokens[n + 1 : n + 4]]
            thing = following[:1] != [] and following[0].isalpha() and _NOT_REPLACED.isdisjoint(following)
            if thing and THINGS.get(following[0], Kind.SEND) is Kind.SEND:
                found = Kind.REPLACE
    return found
