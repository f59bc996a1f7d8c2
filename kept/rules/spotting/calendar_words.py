"""Words of the calendar and the clock, English and German, and what they stand for."""

from __future__ import annotations

from kept.rules.spotting.words import words


def _numbered(rows: str, first: int = 0) -> dict[str, int]:
    return {word: n for n, row in enumerate(rows.strip().splitlines(), first) for word in row.split()}


WEEKDAYS = _numbered(
    """
    monday mondays mon montag montags
    tuesday tue tues dienstag dienstags
    wednesday wed mittwoch mittwochs
    thursday thu thurs donnerstag donnerstags
    friday fri freitag freitags
    saturday samstag sonnabend samstags
    sunday sonntag sonntags
    """
)
MONTHS = _numbered(
    """
    january jan januar jänner
    february feb februar feber
    march mar märz
    april apr
    may mai
    june jun juni
    july jul juli
    august aug
    september sept sep
    october oct oktober okt
    november nov
    december dec dezember dez
    """,
    1,
)
NUMBERS = _numbered(
    """
    zero null
    one a an ein eine einen einem einer eines
    two zwei beiden
    three drei
    four vier
    five fünf
    six sechs
    seven sieben
    eight acht
    nine neun
    ten zehn
    eleven elf
    twelve zwölf
    """
) | {
    "fourteen": 14,
    "vierzehn": 14,
    "fifteen": 15,
    "fünfzehn": 15,
    "twenty": 20,
    "zwanzig": 20,
    "thirty": 30,
    "dreißig": 30,
    "forty": 40,
    "vierzig": 40,
    "fifty": 50,
    "fünfzig": 50,
    "hundred": 100,
    "hundert": 100,
}
DAYS_AHEAD = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1, "übermorgen": 2}
PAST_WORDS = words(
    "yesterday gestern vorgestern last ago letzte letzten letzter letztem letztes vergangene vergangenen"
    " vergangener vergangenem vorige vorigen voriger"
)
NEXT_WORDS = words(
    "next coming following nächste nächsten nächster nächstem kommende kommenden kommender kommendem"
    " folgende"
    " folgenden folgender"
)
THIS_WORDS = words("this diese diesen dieser diesem dieses laufenden")

PARTS_OF_DAY = {  # minutes after midnight at which they are over
    **dict.fromkeys(("morning", "vormittag", "vormittags", "früh", "frühs", "morgens", "lunchtime"), 12 * 60),
    **dict.fromkeys(("lunch", "noon", "midday", "mittag", "mittags", "mittagszeit"), 12 * 60),
    **dict.fromkeys(("afternoon", "nachmittag", "nachmittags"), 17 * 60),
    **dict.fromkeys(("evening", "tonight", "abend", "abends"), 21 * 60),
}
PARTS_IN_COMPOUNDS = {
    "morgen": 12 * 60,
    "früh": 12 * 60,
    "vormittag": 12 * 60,
    "mittag": 12 * 60,
    "nachmittag": 17 * 60,
    "abend": 21 * 60,
}
FIRST_THING = 10 * 60
END_OF_BUSINESS = 17 * 60
CLOSING_WORDS = words("feierabend geschäftsschluss büroschluss dienstschluss ladenschluss cob eob eod")

UNITS = {
    **dict.fromkeys(("minute", "minutes", "min", "mins", "minuten", "minütchen"), "m"),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "stunde", "stunden", "std", "stdn"), "h"),
    **dict.fromkeys(("day", "days", "tag", "tage", "tagen", "tages"), "d"),
    **dict.fromkeys(("werktag", "werktage", "werktagen", "werktages", "arbeitstag", "arbeitstage"), "wd"),
    **dict.fromkeys(("arbeitstagen", "arbeitstages", "geschäftstage", "geschäftstagen", "workdays"), "wd"),
    **dict.fromkeys(("arbeitsstunde", "arbeitsstunden", "geschäftsstunden"), "wh"),
    **dict.fromkeys(("week", "weeks", "woche", "wochen"), "w"),
    **dict.fromkeys(("fortnight", "fortnights"), "fn"),
    **dict.fromkeys(("month", "months", "monat", "monate", "monaten", "monats"), "mo"),
    **dict.fromkeys(("year", "years", "jahr", "jahre", "jahren", "jahres"), "y"),
}
"""Units of length: minutes, hours, days, weeks, fortnights, months, years; `wd` and `wh` are working days and hours."""
WORKING = words("working business office werktags")
VAGUE_COUNTS = words("few couple some several paar einigen einige wenigen mehrere mehreren")
