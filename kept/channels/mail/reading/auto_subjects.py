"""Subjects that responders write, in many languages. Only at the very beginning: `Re: Out of office` is a person."""

import re

OUT_OF_OFFICE = re.compile(
    r"""^[\s\[("*]*(?:
      (?:auto(?:matic|mated)?[\s:\-.]*(?:reply|response)?[\s:\-]*)?out[\s\-]of[\s\-](?:the[\s\-])?office
        (?:\s*(?:auto.{0,8}reply|reply|response|message|notif\w*|notice|alert|re)\b|\s*[:\-\])]|\s*$)
    | ooo\s*[:\-] | i\s?am\s(?:currently\s)?(?:out\sof\s(?:the\s)?office
      |on\s(?:annual\s)?leave)\s*[:\-.]?\s*$
    | (?:on\s)?(?:vacation|annual\sleave)\s(?:auto|reply|notice|message|response)
    | (?:automatische\s(?:antwort|abwesenheits)\w*\s*[:\-]?\s*)?abwesenheits(?:notiz|meldung|nachricht|agent
      |assistent|info|mitteilung|hinweis|benachrichtigung)
    | (?:ich\sbin\s)?(?:außer\shaus|nicht\sim\s(?:büro|haus))\s*(?:[:\-].*)?$ | urlaubs(?:notiz
      |benachrichtigung|meldung|abwesenheit)
    | (?:message|réponse|notification)\sd['’]absence | absence\sdu\sbureau | absent(?:e)?\sdu\sbureau
    | (?:mensaje\sde\s)?fuera\sde\s(?:la\s)?oficina | ausencia\sde\sla\soficina
    | ausente\sde\s(?:la\s)?oficina
    | fuori\s(?:ufficio|sede)\s*(?:[:\-].*)?$ | (?:avviso|messaggio)\sdi\sassenza | assente\sdall['’]ufficio
    | afwezigheids?(?:bericht|melding|assistent) | niet\sop\skantoor\s*(?:[:\-].*)?$ | afwezig\s*:
    | fora\sdo\s(?:escritório|escritorio) | ausência\stemporária | aviso\sde\sausência
    | frånvaro(?:meddelande)? | (?:inte|ej)\spå\skontoret | fraværs(?:besked|melding) | ikke\s(?:på
      |til\sstede\spå)\skontoret | fravær\s*:
    | poissaolo(?:ilmoitus)? | poza\sbiurem | nieobecność(?:\sw\sbiurze)?\s*(?:[:\-].*)?$ | mimo\skancelář
    | házon\skívül
    | нет\sна\sместе | отсутствие\sна\sрабочем | ofis\sdışında | εκτός\sγραφείου | 不在(?:通知|連絡|のお知らせ)
    | 外出(?:通知|中) | 부재\s?중
    )""",
    re.I | re.X,
)

AUTOMATIC = re.compile(
    r"""^[\s\[("*]*(?:
      auto(?:matic|mated)?[\s\-]*(?:reply|response|acknowledge?ment)\b
    | auto\s?:\s | autoreply | autoresponse | auto-?responder
    | automatische\s(?:antwort|empfangsbestätigung|rückantwort|eingangsbestätigung|beantwoording|reactie)
    | autom\.\s?antwort | automatisch\santwoord
    | réponse\sautomatique | accusé\sde\sréception\sautomatique | respuesta\sautom[áa]tica
    | contestación\sautomática
    | risposta\s(?:automatica|automatico) | resposta\sautom[áa]tica | automatiskt?\s(?:svar|besked)
    | autosvar | automaattinen\svastaus
    | odpowied[źz]\sautomatyczna | automatyczna\sodpowied[źz] | automatická\sodpověď | automatická\sodpoveď
    | automatikus\sválasz
    | автоматический\sответ | автоответ | răspuns\sautomat | otomatik\syanıt | αυτόματη\sαπάντηση | 自動(?:返信
      |応答) | 自动(?:回复|答复) | 自動回覆 | 자동\s?(?:회신|응답)
    )""",
    re.I | re.X,
)
