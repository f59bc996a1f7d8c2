"""What mail programs and letter writers put around their words, in the languages that mail comes in."""

import re

#: Verbs of attribution lines ("On Monday, Jane wrote:").
WROTE = (
    r"wrote|writes|schrieb(?:en)?|geschrieben|schreibt|a écrit|écrit|escribió|escribio|escribi[óo]|ha escrito"
    r"|ha scritto|scrisse|scrive|escreveu|schreef|heeft geschreven|geschreven|skrev|skreiv|kirjoitti"
    r"|napisał(?:\(a\)|a)?|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|написал(?:\(а\)|а)?|пишет|пише|írta|a scris"
    r"|yazdı|έγραψε|님이 작성|작성|写道|寫道|書きました|のメッセージ|je napisao|je napisal|rašė|kirjutas|skrifaði"
)
#: Words with which such lines open.
OPENERS = (
    r"On|Am|Le|El|Il|Op|Den|Em|Em seg|No dia|W dniu|Dnia|Dne|Dňa|På|Pe|V|W|Kl|Le|Lø|Sø|In data|A|Dana|Στις"
    r"|Il giorno"
    r"|(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|man|tir|ons|tor|fre|lør|søn|mån|tis|lör|sön|lun"
    r"|mar"
    r"|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|gio|seg|ter|qua|qui|sex|pon|wt|śr|czw|pt|sob"
    r"|niedz)[a-zäöüéáśł]*\.?,?"
    r"|\d{1,4}[./\-年 ]"
)

#: "Original message" between dashes: what follows is history.
ORIGINAL = (
    r"original message|original[- ]?nachricht|urspr[üu]e?ngliche (?:nachricht|mail|e-mail)"
    r"|message d['’]origine"
    r"|message original|message initial|mensaje original|messaggio originale|mensagem original"
    r"|oorspronkelijk bericht"
    r"|origine?e?l bericht|oprindelig (?:meddelelse|besked|e-mail)|opprinnelig (?:melding|e-post)"
    r"|ursprungligt meddelande|originalmeddelande|alkuperäinen viesti|oryginalna wiadomość"
    r"|wiadomość oryginalna"
    r"|původní zpráva|pôvodná správa|исходное сообщение|оригинальное сообщение|eredeti üzenet|özgün ileti"
    r"|原始邮件|原始郵件|元のメッセージ|original message processed by \w+®?|original appointment|ursprünglicher termin"
)
#: "Forwarded message": what follows is shown, because the writer wants it seen.
FORWARDED = (
    r"forwarded (?:message|by)|forwarded mail|weitergeleitete (?:nachricht|mail|e-mail)|weitergeleitet von"
    r"|message transf[ée]r[ée]|message réexpédié|mensaje reenviado|messaggio inoltrato|mensagem encaminhada"
    r"|doorgestuurd bericht|videresendt (?:meddelelse|melding|besked)|vidarebefordrat (?:meddelande|brev)"
    r"|välitetty viesti|przekazana wiadomość|wiadomość przekazana|přeposlaná zpráva|preposlaná správa"
    r"|пересылаемое сообщение|továbbított üzenet|iletilen ileti|转发的?邮件|轉寄郵件|転送されたメッセージ"
)
BEGIN_FORWARDED = (
    r"begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:réexpédié"
    r"|transféré)"
    r"|inicio del mensaje reenviado|inizio (?:del )?messaggio inoltrato|início da mensagem (?:re)?encaminhada"
    r"|begin doorgestuurd bericht|start på videresendt (?:besked|melding)|vidarebefordrat brev"
    r"|välitetty viesti alkaa"
    r"|początek przekazywanej wiadomości|начало переадресованного сообщения|転送されたメッセージ"
)
#: Subject prefixes of a forwarded mail.
FORWARD_SUBJECT = re.compile(
    r"^\s*(?:fwd?|wg|tr|rv|i|enc|doorst|fs|vb|vl|vs|pd|転送|转发|轉寄)\s*[:：]", re.I
)
#: The writer says that his answers stand inside the history.
ANSWERS_BELOW = re.compile(
    r"\b(?:see|answers?|repl(?:y|ies)|comments?|responses?)\b.{0,30}\b(?:below|inline|in-line|in (?:red|blue"
    r"|green|bold))\b"
    r"|\binline\b|\bin (?:rot|blau|grün|fett)\b|siehe unten|(?:antworten|anmerkungen|kommentare).{0,30}unten"
    r"|s\. ?unten"
    r"|voir (?:ci-dessous|plus bas)|ci-dessous en (?:rouge|bleu)|véase (?:abajo|más abajo)|vedi (?:sotto"
    r"|in calce)"
    r"|zie (?:hieronder|onder)|se (?:nedan|nedenfor)|patrz poniżej",
    re.I,
)

#: Labels of the header block that Outlook and others put above the history.
LABELS = {
    role: {word for word in words.split("|") if word}
    for role, words in {
        "from": "from|von|de|da|van|od|fra|från|от|от кого|发件人|寄件者|差出人"
        "|보낸 사람|보낸사람|kimden|lähettäjä|feladó"
        "|expéditeur|remitente|mittente|afzender|avsändare|absender|odesílatel|от|από|מאת|من",
        "sent": "sent|gesendet|date|datum|envoyé|envoyé le|fecha|enviado|enviado el|enviada em|data|inviato"
        "|verzonden"
        "|wysłano|wysłane|dato|sendt|skickat|отправлено|дата|发送时间|日期|發送時間|送信日時"
        "|日時|보낸 날짜|päivä|lähetetty"
        "|tarih|gönderildi|elküldve|dátum|odesláno|odoslané|data wysłania|date d'envoi|gesendet am",
        "to": "to|an|à|a|para|aan|do|til|till|кому|收件人|收件者|宛先"
        "|받는 사람|받는사람|kime|vastaanottaja|címzett|komu|ל",
        "subject": "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|emne|ämne|тема|主题|主旨|件名|제목"
        "|konu"
        "|aihe|tárgy|předmět|predmet|sujet|re|betr",
        "cc": "cc|kopie|copie|copia|cópia|kopia|dw|копия|抄送|副本|참조|bilgi|kopio|másolat|reply-to|antwort an"
        "|attachments"
        "|anlagen|organization|organisation|importance|wichtigkeit",
    }.items()
}
SENT = LABELS["sent"] - {
    "date",
    "datum",
    "data",
    "dato",
    "fecha",
    "дата",
    "dátum",
    "日期",
    "日時",
    "tarih",
    "päivä",
}
ROLE_OF = {word: role for role, words in LABELS.items() for word in words}

#: The line a device or program adds.
DEVICE = re.compile(
    r"""^[\s*_(\[<]*(?:
      (?:sent|emailed)\s(?:from|via|with|by|using)\s[^,.;:!?]{2,60}
    | get\s(?:outlook|yahoo|bluemail|spark)[^.;!?]{0,40}
    | download\sthe\s.{0,30}app
    | (?:von|vom|mit|über)\s(?:meine[mnr]?|der|dem|unterwegs)?\s?[^,.;:!?]{2,40}\s(?:gesendet|verschickt
      |versendet|verfasst)
    | (?:gesendet|versendet|verschickt|verfasst)\s(?:von|vom|mit|über|via|aus)\s[^,;:!?]{2,60}
    | (?:holen|laden)\ssie\s(?:sich\s)?outlook\s.{0,30} | outlook\sfür\s\w+\s(?:beziehen|herunterladen)
    | diese\s(?:nachricht|e-?mail|mail)\swurde\s(?:von|mit)\s.{2,80}\s(?:gesendet|verschickt|geschrieben)
    | envoyé\s(?:de|depuis|à\spartir\sde|via|avec)\s[^,;:!?]{2,60} | obtenez\soutlook\s.{0,30}
    | télécharger\soutlook\s.{0,30}
    | enviado\s(?:desde|do|de|a\spartir\sdo|con|com|via)\s[^,;:!?]{2,60} | obtén\soutlook\s.{0,30}
    | obter\so?\s?outlook\s.{0,30}
    | inviato\s(?:da|dal|dalla|con)\s[^,;:!?]{2,60} | scarica\soutlook\s.{0,30} | ottieni\soutlook\s.{0,30}
    | (?:verzonden|verstuurd)\s(?:vanaf|vanuit|met|via)\s[^,;:!?]{2,60} | (?:outlook\svoor
      |download\soutlook)\s.{0,30}
    | skickat\s(?:från|med|via)\s[^,;:!?]{2,60} | hämta\soutlook\s.{0,30}
    | sendt\s(?:fra|med|via)\s[^,;:!?]{2,60} | hent\soutlook\s.{0,30} | få\soutlook\s.{0,30}
    | lähetetty\s[^,;:!?]{2,60} | hanki\soutlook\s.{0,30}
    | wysłan[eoay]\sz\s[^,;:!?]{2,60} | pobierz\soutlook\s.{0,30}
    | odesláno\sz\s[^,;:!?]{2,60} | odoslané\sz\s[^,;:!?]{2,60}
    | отправлено\s(?:с|из)\s[^,;:!?]{2,60}
    | .{0,20}から送信 | 发自我的.{0,20} | 從我的.{0,20}傳送 | 나의\s.{0,20}에서\s보냄
    )(?:\s*[<(\[]?https?://\S+)?[\s*_)\]>.]*$""",
    re.I | re.X,
)
#: A device line is short; a sentence that begins like one is the writer's.
LONGEST_DEVICE_LINE = 120
MOST_DEVICE_WORDS = 14

#: Words with which letters end; the name stands below.
SIGN_OFF = re.compile(
    r"""^[\s*_]*(?:
      (?:(?:with|many|my|all)\s)?(?:kind(?:est)?|best|warm(?:est)?|many|very\sbest)?\s?(?:regards|wishes
        |thanks)\b.{0,40}
    | (?:yours\s)?(?:sincerely|faithfully|truly)(?:\syours)?\b.{0,10} | cheers | best | respectfully
    | cordially
    | (?:many\s)?thanks?(?:\syou)?(?:\s(?:so|very)\smuch|\sin\sadvance|\sagain|\sand\s.{0,30})?
    | (?:mit|m\.?)\s?(?:freundlichen?|besten?|herzlichen?|lieben?|vielen|sonnigen|kollegialen
      |schönen)\s(?:grü|gru)\S{1,4}.{0,40}
    | (?:mfg|lg|vg|bg|hg|glg|vlg|mvh|kh|vh|hälsn|pozdr|cdt|cdlt|bien\sà\svous|atte)\b\.?.{0,30}
    | (?:viele|beste|liebe|freundliche|herzliche|schöne|sonnige|lieben|besten|vielen|ganz\sliebe)\s(?:grü|gru
      |dank).{0,40}
    | (?:freundlichst|hochachtungsvoll|herzlichst|gru(?:ß|ss)|grü(?:ß|ss)e).{0,30} | (?:vielen|herzlichen
      |besten)\sdank.{0,40}
    | (?:bien\s)?cordialement.{0,20} | (?:meilleures|sincères)\ssalutations.{0,20} | salutations.{0,20}
    | bonne\s(?:journée|réception).{0,20}
    | (?:je\svous\sprie\sd|veuillez).{0,100}salutations.{0,30} | bien\s(?:à|a)\s(?:vous|toi)
    | merci(?:\sd'avance|\sbeaucoup)?
    | (?:un\s(?:cordial\s)?)?saludos?.{0,30} | atentamente.{0,20} | gracias.{0,20} | cordialmente
    | (?:cordiali|distinti|cari|un\scordiale)\ssalut[io].{0,20} | saluti.{0,20} | grazie.{0,20}
    | (?:met\s)?(?:vriendelijke|hartelijke|beste)\sgroet(?:en)?.{0,20} | groet(?:en|jes)?.{0,20}
    | hoogachtend | alvast\sbedankt
    | (?:com\sos\s)?(?:melhores\s)?cumprimentos.{0,20} | atenciosamente.{0,20} | obrigad[oa].{0,20}
    | abraços?.{0,20}
    | (?:med\s)?(?:venlig|vennlig|kærlig|beste|vänlig|bästa)\w*\s(?:hils|häls)\w*.{0,20} | hilsen.{0,20}
    | hälsningar.{0,20}
    | (?:z\s)?(?:poważaniem|powazaniem|pozdrowieniami|wyrazami\sszacunku).{0,20} | pozdrawiam.{0,20}
    | s\s(?:pozdravem|úctou).{0,20}
    | с\sуважением.{0,20} | ystävällisin\sterveisin.{0,20} | terveisin.{0,20} | üdvözlettel.{0,20}
    | saygılarımla.{0,20}
    | 以上.{0,30} | よろしくお願い.{0,20} | 此致.{0,10} | 祝好.{0,10}
    )[\s*_,.!:;，。]*$""",
    re.I | re.X,
)

#: Legal text and scanners' remarks. A paragraph must open like this and speak of such things.
DISCLAIMER_OPENS = re.compile(
    r"^[\s*_\-=]*(?:(?:legal\s)?disclaimer\b|confidential|privileged|(?:important\s)?notice\b"
    r"|this\s(?:e-?mail|message|communication|transmission)"
    r"|the\s(?:information|content)s?\s(?:contained\s|of\s|in\s)|please\sconsider\sthe\senvironment"
    r"|if\syou\s(?:are\snot|have\sreceived)"
    r"|diese\s(?:e-?mail|nachricht|mail)|der\sinhalt\sdieser|dieses\se-?mail|vertraulich"
    r"|rechtlicher?\shinweis|wichtiger\shinweis|datenschutz"
    r"|bitte\s(?:prüfen|denken|überlegen)\s.{0,40}(?:druck|umwelt)|virenfrei|virus-free|ce\s(?:message"
    r"|courriel|mail|mél)|l'information\scontenue"
    r"|este\s(?:mensaje|correo|e-?mail)|esta\smensagem|aviso\s(?:legal|de\sconfidencialidad)"
    r"|(?:il\s)?(?:presente\s)?messaggio|questo\smessaggio|le\sinformazioni"
    r"|dit\s(?:bericht|e-?mail)|de\sinformatie|denne\s(?:e-?mail|meddelelse|melding)|detta\s(?:meddelande"
    r"|e-?post)|ta\swiadomość|niniejsza)",
    re.I,
)
DISCLAIMER_SPEAKS = re.compile(
    r"confidential|privileged|intended|recipient|addressee|unauthori[sz]ed|virus|scanned|avast|printing"
    r"|environment"
    r"|vertraulich|empfänger|unbefugt|rechtlich geschützt|viren|ausdruck|umwelt|confidentiel|destinataire"
    r"|confidencial|destinatari"
    r"|riservat|vertrouwelijk|geadresseerde|fortrolig|konfidentiell|mottagare|poufn|adresat",
    re.I,
)
#: What a gateway of ours or of others writes on top.
BANNER = re.compile(
    r"^[\s*_\[(!⚠]*(?:(?:caution|warning|external(?:\se-?mail)?|achtung|vorsicht"
    r"|extern)\b.{0,10}[:!\]-].{0,30}"
    r"(?:originat|outside|external|extern|außerhalb|unbekannt)|(?:this|diese)\s(?:e-?mail|message"
    r"|nachricht)\s(?:originated|came|stammt|kommt)\s"
    r"(?:from|von)\s(?:outside|außerhalb)|\[external\]\s*$)",
    re.I,
)
LIST_FOOTER = re.compile(
    r"mailing list|mailinglist|unsubscribe|listinfo|groups\.google|abbestellen|se désabonner", re.I
)

#: Something that the company needs although it stands below the name.
NUMBER_OF_OURS = re.compile(
    r"kunden|kd\.?-?nr|customer|client|order|bestell|auftrag|rechnung|invoice|vertrag|contract|account|konto"
    r"|iban|bic\b|ticket"
    r"|reference|referen[zc]|az\.|aktenzeichen|zähler|meter|buchung|booking|sendung|parcel|tracking|commande"
    r"|facture|pedido|factura"
    r"|ordine|fattura|bestelling|factuur|zamówieni|faktur|ordre",
    re.I,
)
POSTSCRIPT = re.compile(
    r"^[\s*_]*(?:p\.?\s?s\.?|p\.?p\.?s\.?|n\.?b\.?|nachtrag|edit)(?:\s*[:.\-–]|\s)\s*\S", re.I
)
FIRST_PERSON = re.compile(
    r"\b(?:my|me|mine|we|our|i|mein\w*|mir|mich|ich|wir|uns\w*|mon|ma|mes|moi|je|nous|notre|mi|mío|yo|me"
    r"|il mio|mio|mia|io"
    r"|mijn|ik|ons|min|mitt|jeg|jag|mój|moja|mnie)\b",
    re.I,
)
