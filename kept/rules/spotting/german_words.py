"""German words that commit, and those that take a commitment away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kept.rules.promise import Kind
from kept.rules.spotting.words import words


class Verb(NamedTuple):
    """A verb with its separable prefix; `kind` None: the things it is said of tell."""

    name: str
    prefix: str
    kind: Kind | None


_BY_THINGS = None
_ROWS: list[tuple[Kind | None, str]] = [  # prefix|infinitive|ich|er|participle
    (Kind.CALL_BACK, "zurück|rufen|rufe|ruft|gerufen an|rufen|rufe|ruft|gerufen"
                     " |telefonieren|telefoniere|telefoniert|telefoniert"
                     " durch|rufen|rufe|ruft|gerufen |anrufen|-|-|-"),
    (Kind.ANSWER, "|melden|melde|meldet|gemeldet |antworten|antworte|antwortet|geantwortet"
                  " |beantworten|beantworte|beantwortet|beantwortet"
                  " |schreiben|schreibe|schreibt|geschrieben"
                  " |kontaktieren|kontaktiere|kontaktiert|kontaktiert"
                  " zurück|melden|melde|meldet|gemeldet |bestätigen|bestätige|bestätigt|bestätigt"
                  " zurück|schreiben|schreibe|schreibt|geschrieben"
                  " zurück|kommen|komme|kommt|gekommen zu|kommen|komme|kommt|-"
                  " mit|teilen|teile|teilt|geteilt |mailen|maile|mailt|gemailt"),
    (Kind.NOTICE, "|informieren|informiere|informiert|informiert"
                  " |benachrichtigen|benachrichtige|benachrichtigt|benachrichtigt"
                  " |verständigen|verständige|verständigt|verständigt"
                  " |unterrichten|unterrichte|unterrichtet|unterrichtet"
                  " |erinnern|erinnere|erinnert|erinnert"),
    (Kind.UPDATE, "|berichten|berichte|berichtet|berichtet"),
    (Kind.REFUND, "|erstatten|erstatte|erstattet|erstattet zurück|erstatten|erstatte|erstattet|erstattet"
                  " |überweisen|überweise|überweist|überwiesen"
                  " zurück|überweisen|überweise|überweist|überwiesen"
                  " zurück|zahlen|zahle|zahlt|gezahlt aus|zahlen|zahle|zahlt|gezahlt"
                  " gut|schreiben|schreibe|schreibt|geschrieben"
                  " |vergüten|vergüte|vergütet|vergütet zurück|buchen|buche|bucht|gebucht"
                  " |entschädigen|entschädige|entschädigt|entschädigt"
                  " |rückerstatten|-|-|rückerstattet |zurückvergüten|-|-|- an|weisen|weise|weist|gewiesen"),
    (Kind.REPLACE, "|ersetzen|ersetze|ersetzt|ersetzt aus|tauschen|tausche|tauscht|getauscht"
                   " um|tauschen|tausche|tauscht|getauscht"
                   " nach|liefern|liefere|liefert|geliefert ein|tauschen|tausche|tauscht|getauscht"
                   " |tauschen|tausche|tauscht|getauscht"),
    (Kind.SEND, "|schicken|schicke|schickt|geschickt zu|schicken|schicke|schickt|geschickt"
                " |senden|sende|sendet|gesendet"
                " zu|senden|sende|sendet|gesandt zu|senden|sende|sendet|gesendet"
                " |versenden|versende|versendet|versendet |versenden|versende|versendet|versandt"
                " |verschicken|verschicke|verschickt|verschickt ab|schicken|schicke|schickt|geschickt"
                " |liefern|liefere|liefert|geliefert nach|senden|sende|sendet|gesendet"
                " nach|reichen|reiche|reicht|gereicht"
                " |übersenden|übersende|übersendet|übersandt |zukommen|-|-|-"
                " raus|schicken|schicke|schickt|geschickt"
                " nach|schicken|schicke|schickt|geschickt aus|liefern|liefere|liefert|geliefert"
                " zu|stellen|stelle|stellt|gestellt"
                " |zuzuschicken|-|-|- |faxen|faxe|faxt|gefaxt ab|senden|sende|sendet|gesandt"
                " raus|geben|gebe|gibt|gegeben"
                " zurück|senden|sende|sendet|gesendet zurück|schicken|schicke|schickt|geschickt"
                " heraus|schicken|schicke|schickt|geschickt"
                " aus|händigen|händige|händigt|gehändigt |zustellen|-|-|zugestellt"
                " hoch|laden|lade|lädt|geladen |übermitteln|übermittle|übermittelt|übermittelt"),
    (Kind.VISIT, "vorbei|kommen|komme|kommt|gekommen ab|holen|hole|holt|geholt"
                 " |besuchen|besuche|besucht|besucht"
                 " vorbei|schauen|schaue|schaut|geschaut vorbei|fahren|fahre|fährt|gefahren"
                 " vorbei|schicken|schicke|schickt|geschickt"
                 " |kommen|komme|kommt|gekommen auf|suchen|suche|sucht|gesucht"
                 " an|schließen|schließe|schließt|geschlossen"
                 " ab|lassen|-|-|- |installieren|installiere|installiert|installiert"),
    (Kind.CONCESSION, "|verlängern|verlängere|verlängert|verlängert"
                      " |erlassen|erlasse|erlässt|erlassen |verzichten|verzichte|verzichtet|verzichtet"
                      " |gewähren|gewähre|gewährt|gewährt ein|räumen|räume|räumt|geräumt"
                      " |stunden|stunde|stundet|gestundet"
                      " |reservieren|reserviere|reserviert|reserviert |senken|senke|senkt|gesenkt"
                      " |schenken|schenke|schenkt|geschenkt |ermäßigen|ermäßige|ermäßigt|ermäßigt"
                      " |reduzieren|reduziere|reduziert|reduziert"
                      " |garantieren|garantiere|garantiert|garantiert zurück|legen|lege|legt|gelegt"
                      " ab|ziehen|ziehe|zieht|gezogen"
                      " nach|lassen|lasse|lässt|gelassen |übernehmen|übernehme|übernimmt|übernommen"
                      " frei|halten|halte|hält|gehalten |streichen|streiche|streicht|gestrichen"
                      " entgegen|kommen|komme|kommt|gekommen ein|frieren|friere|friert|gefroren"),
    (Kind.REFER, "weiter|leiten|leite|leitet|geleitet weiter|geben|gebe|gibt|gegeben"
                 " |übergeben|übergebe|übergibt|übergeben"
                 " |verweisen|verweise|verweist|verwiesen |verbinden|verbinde|verbindet|verbunden"
                 " ab|geben|gebe|gibt|gegeben"
                 " |eskalieren|eskaliere|eskaliert|eskaliert weiter|reichen|reiche|reicht|gereicht"),
    (Kind.OTHER, "|prüfen|prüfe|prüft|geprüft |klären|kläre|klärt|geklärt"
                 " ab|klären|kläre|klärt|geklärt |kümmern|kümmere|kümmert|gekümmert"
                 " |stornieren|storniere|storniert|storniert |ändern|ändere|ändert|geändert"
                 " |korrigieren|korrigiere|korrigiert|korrigiert"
                 " |reparieren|repariere|repariert|repariert |löschen|lösche|löscht|gelöscht"
                 " |beheben|behebe|behebt|behoben"
                 " an|passen|passe|passt|gepasst nach|fragen|frage|fragt|gefragt"
                 " |überprüfen|überprüfe|überprüft|überprüft"
                 " nach|forschen|forsche|forscht|geforscht |bestellen|bestelle|bestellt|bestellt"
                 " ein|richten|richte|richtet|gerichtet"
                 " |sperren|sperre|sperrt|gesperrt frei|schalten|schalte|schaltet|geschaltet"
                 " |bearbeiten|bearbeite|bearbeitet|bearbeitet"
                 " |erledigen|erledige|erledigt|erledigt ein|tragen|trage|trägt|getragen"
                 " |entfernen|entferne|entfernt|entfernt"
                 " nach|bestellen|bestelle|bestellt|bestellt"
                 " |aktualisieren|aktualisiere|aktualisiert|aktualisiert"
                 " nach|schauen|schaue|schaut|geschaut"
                 " nach|sehen|sehe|sieht|gesehen |buchen|buche|bucht|gebucht"
                 " um|buchen|buche|bucht|gebucht |ersuchen|-|-|- auf|heben|hebe|hebt|gehoben"
                 " |berichtigen|berichtige|berichtigt|berichtigt"
                 " |sprechen|spreche|spricht|gesprochen zurück|setzen|setze|setzt|gesetzt"
                 " |untersuchen|untersuche|untersucht|untersucht |austragen|-|-|-"
                 " nach|haken|hake|hakt|gehakt aus|tragen|trage|trägt|getragen"
                 " frei|geben|gebe|gibt|gegeben |entsperren|entsperre|entsperrt|entsperrt"
                 " |verschieben|verschiebe|verschiebt|verschoben |verlegen|verlege|verlegt|verlegt"
                 " |umbuchen|-|-|- |zurücksetzen|-|-|- |fixen|fixe|fixt|gefixt"
                 " ein|leiten|leite|leitet|geleitet an|fordern|fordere|fordert|gefordert"),
    (_BY_THINGS, "|geben|gebe|gibt|gegeben |sagen|sage|sagt|gesagt"
                 " |veranlassen|veranlasse|veranlasst|veranlasst"
                 " an|stoßen|stoße|stößt|gestoßen aus|stellen|stelle|stellt|gestellt"
                 " |halten|halte|hält|gehalten"
                 " |machen|mache|macht|gemacht |vereinbaren|vereinbare|vereinbart|vereinbart"
                 " |leisten|leiste|leistet|geleistet"
                 " |bringen|bringe|bringt|gebracht |lassen|lasse|lässt|gelassen"
                 " |nehmen|nehme|nimmt|genommen"
                 " |zahlen|zahle|zahlt|gezahlt |berechnen|berechne|berechnet|berechnet"
                 " zurück|nehmen|nehme|nimmt|genommen"
                 " |organisieren|organisiere|organisiert|organisiert"
                 " |beauftragen|beauftrage|beauftragt|beauftragt"
                 " auf|nehmen|nehme|nimmt|genommen ein|lösen|löse|löst|gelöst"
                 " |erstellen|erstelle|erstellt|erstellt"
                 " |spendieren|spendiere|spendiert|spendiert |legen|lege|legt|gelegt"
                 " bei|legen|lege|legt|gelegt |setzen|setze|setzt|gesetzt"
                 " |bieten|biete|bietet|geboten an|bieten|biete|bietet|geboten"
                 " |reichen|reiche|reicht|gereicht ein|planen|plane|plant|geplant"
                 " mit|nehmen|nehme|nimmt|genommen an|nehmen|nehme|nimmt|genommen"
                 " |stellen|stelle|stellt|gestellt |werfen|werfe|wirft|geworfen ein|stellen|stelle|stellt|gestellt"
                 " zurück|geben|gebe|gibt|gegeben |sorgen|sorge|sorgt|gesorgt"),
]  # fmt: skip

FINITE: dict[str, tuple[str, str]] = {}
"""A separated finite form: the person it fits (`ich`, `er`, `wir`), and the bare infinitive."""
PREFIXES: dict[str, dict[str, Verb]] = {}
"""By the bare infinitive: the verbs that its prefixes make."""
JOINED: dict[str, tuple[str, Verb]] = {}
"""Forms with the prefix before them, as they stand at the end of a clause: person, verb."""
INFINITIVES: dict[str, Verb] = {}
PARTICIPLES: dict[str, Verb] = {}
WITH_ZU: dict[str, Verb] = {}


def _learn(kind: Kind | None, row: str) -> None:
    prefix, infinitive, first, third, participle = row.split("|")
    verb = Verb(prefix + infinitive, prefix, kind)
    INFINITIVES.setdefault(verb.name, verb)
    PREFIXES.setdefault(infinitive, {}).setdefault(prefix, verb)
    if participle != "-":
        PARTICIPLES.setdefault(prefix + participle, verb)
    WITH_ZU[prefix + "zu" + infinitive] = verb
    if first == "-":
        return
    spoken = first[:-1] if first.endswith("e") and len(first) > 3 else first  # ich ruf, ich meld mich
    for person, form in (("ich", first), ("wir", infinitive), ("er", third), ("ich", spoken)):
        FINITE.setdefault(form, (person, infinitive))
        if prefix:
            JOINED.setdefault(prefix + form, (person, verb))


for _kind, _rows in _ROWS:
    for _row in _rows.split():
        _learn(_kind, _row)


GETS = words(
    "bekommen erhalten hören haben kriegen bekommst erhältst hörst hast kriegst bekommt erhält hört"
    " kriegt empfangen zurückbekommen zurückerhalten wiederbekommen"
)
NEGATIONS = words("nicht kein keine keinen keinem keiner nie niemals weder nichts leider")
NOT_NEGATIONS = [("nicht", "später"), ("nicht", "nur")]
HEDGES = words(
    "vielleicht eventuell möglicherweise voraussichtlich hoffentlich wahrscheinlich vermutlich"
    " normalerweise"
    " üblicherweise grundsätzlich meist meistens gewöhnlich generell immer stets jeweils"
    " gegebenenfalls ggf regulär"
    " versuche versuchen bemühe bemühen hoffe hoffen möchte möchten würde würden könnte könnten"
    " sollte sollten"
    " dürfte dürften müsste müssten wünsche wünschen wollte wollten in-der-regel erfahrungsgemäß"
    " idealerweise"
    " sonst ansonsten andernfalls erwarten rechnen wäre wären hätte hätten theoretisch"
)
HOUSE_RULES = [
    ("in", "der", "regel"),
    ("im", "normalfall"),
    ("im", "allgemeinen"),
    ("für", "gewöhnlich"),
    ("alle", "kunden"),
    ("auf", "wunsch"),
    ("bei", "bedarf"),
    ("im", "falle"),
    ("bei", "rücksendung"),
]
ONGOING = words(
    "gerade derzeit momentan aktuell bereits schon anbei anhang beigefügt hiermit beiliegend angehängt"
)
MODALS = words(
    "kann können kannst könnt muss müssen musst müsst soll sollen sollst darf dürfen will wollen"
    " willst magst mag"
)
PAST = words(
    "habe hat hatte hatten hattest wurde wurden war waren bin wollte gab rief schickte sandte bekam"
    " erhielt kam meldete"
)
CONDITIONS = words("solange falls sofern sollte sollten vorausgesetzt soweit")
EVENTS = words("sobald nachdem")
VOWS = words(
    "verspreche versprechen versichere versichern garantiere garantieren verpflichte verpflichten"
    " zusage zusagen sichere sichern zusichern"
)
BELIEFS = words(
    "hoffe hoffen glaube glauben denke denken vermute vermuten annehme annehmen ausgehen davon"
    " befürchte fürchte erwarte erwarten schlage schlagen vorschlagen empfehle wünschen wünschst"
)
WERDEN = words("werde werden wird wirst werdet")
THIRD_PARTIES = words(
    "paketdienst dhl ups hermes gls dpd fedex bank hausbank hersteller lieferant versicherung zoll behörde"
    " paypal klarna amazon netzbetreiber kreditkarteninstitut kreditinstitut finanzamt vermieter"
    " spediteur automatisch"
    " automatische automatischen system computer polizei zusteller versanddienstleister"
    " zahlungsdienstleister nachbar"
    " paketboten sendungsverfolgung transporteur anbieter versandunternehmen nachbarin mann"
    " frau-gemahlin ihrer-bank"
)
COLLEAGUES = words(
    "kollege kollegin kollegen kolleginnen techniker technikerin monteur monteurin fahrer"
    " kundendienst team jemand"
    " buchhaltung abteilung lager versand fachabteilung werkstatt teamleiter teamleiterin"
    " teamleitung chef chefin"
    " mitarbeiter mitarbeiterin leiter leiterin servicetechniker installateur elektriker handwerker"
    " geschäftsführer"
    " kundenbetreuer kundenbetreuerin innendienst außendienst gutachter filiale geschäftsführung"
    " technik service kurier"
    " spedition entwickler entwicklerin it vorgesetzter vorgesetzten vorgesetzte meister verkauf vertrieb"
    " rechtsabteilung reklamation qualitätssicherung"
)
_COLLEAGUES_END = tuple(
    words(
        "abteilung leiter leiterin techniker monteur kollegen werkstatt buchhaltung entwickler verwaltung team meister"
        " betreuer betreuerin beauftragte beauftragter"
    )
)


def colleagues_in(words: Iterable[str]) -> set[str]:
    """Those of the words that name somebody of ours."""
    return {
        word for word in words if word in COLLEAGUES or (word.endswith(_COLLEAGUES_END) and len(word) > 6)
    }
