"""Spotting commitments: several in a text, where they stand, times and amounts in words, and hostile input."""

from datetime import timedelta
from time import perf_counter

import pytest
from hypothesis import strategies as st

from kept.rules.hours import Week
from kept.rules.promise import Kind
from kept.rules.spotting import Money, spot
from tests.rules.properties import given
from tests.rules.weeks import BERLIN, OFFICE, at, week

NOW = at("2025-03-12 10:15")  # a Wednesday
WEEK = week(OFFICE)


def spotted(text, now=NOW, zone=BERLIN, week=WEEK, **more):
    return spot(text, now=now, week=week, zone=zone, **more)


def due(words, **more):
    (found,) = spotted(f"I will call you {words}.", **more)
    return found.due_at and found.due_at.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M")


def test_several_commitments_are_found_with_their_words_and_places():
    text = (
        "Dear Ms Carrasco,\n\nthank you for the photos. We will refund the 40 dollars by Friday, and I'll call you\n"
        "tomorrow morning. You will find the invoice attached.\n\nKind regards\nInes"
    )
    refund, call = spotted(text)
    assert (refund.kind, refund.amount) == (Kind.REFUND, Money(4000, "USD"))
    assert refund.words == "We will refund the 40 dollars by Friday"
    assert call.kind is Kind.CALL_BACK
    for each in (refund, call):
        assert text[each.start : each.end] == each.words


def test_what_is_quoted_commits_nobody():
    assert not spotted(
        "> I will call you tomorrow.\n> We will refund the 40 dollars.\nThank you for your mail."
    )


def test_a_sentence_that_runs_over_a_line_is_one_sentence():
    (found,) = spotted("Wir erstatten Ihnen\n40 € bis\nFreitag.")
    assert found.amount == Money(4000, "EUR")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("today", "2025-03-13 00:00"),
        ("tomorrow morning", "2025-03-13 12:00"),
        ("first thing tomorrow", "2025-03-13 10:00"),
        ("this afternoon", "2025-03-12 17:00"),
        ("tonight", "2025-03-12 21:00"),
        ("by lunchtime", "2025-03-12 12:00"),
        ("at 3", "2025-03-12 15:00"),
        ("at 9", "2025-03-13 09:00"),
        ("at half past three", "2025-03-12 15:30"),
        ("by 4:45 p.m.", "2025-03-12 16:45"),
        ("between 2 and 4 pm tomorrow", "2025-03-13 16:00"),
        ("by Friday", "2025-03-15 00:00"),
        ("on Friday at 10", "2025-03-14 10:00"),
        ("before Friday", "2025-03-14 00:00"),
        ("next Wednesday", "2025-03-20 00:00"),
        ("by the end of the week", "2025-03-15 00:00"),
        ("by the end of next week", "2025-03-22 00:00"),
        ("next week", "2025-03-22 00:00"),
        ("by the end of the month", "2025-04-01 00:00"),
        ("by 2 April", "2025-04-03 00:00"),
        ("by March 20th", "2025-03-21 00:00"),
        ("by the 20th", "2025-03-21 00:00"),
        ("by 2025-03-20", "2025-03-21 00:00"),
        ("in an hour", "2025-03-12 11:15"),
        ("in half an hour", "2025-03-12 10:45"),
        ("within 24 hours", "2025-03-13 10:15"),
        ("in three days", "2025-03-16 00:00"),
        ("in two weeks' time", "2025-03-27 00:00"),
        ("within a fortnight", "2025-03-27 00:00"),
        ("a week from Friday", "2025-03-22 00:00"),
        ("two weeks from today", "2025-03-27 00:00"),
        ("on Thursday week", "2025-03-21 00:00"),
        ("half an hour from now", "2025-03-12 10:45"),
        ("before the weekend", "2025-03-15 00:00"),
        ("within 2-3 working days", "2025-03-18 00:00"),
        ("within four working hours", "2025-03-12 15:15"),
        ("in a few days", None),
        ("soon", None),
        ("within three days of the delivery", None),
        ("on 31 February", None),
    ],
)
def test_times_are_read_as_people_mean_them(words, expected):
    assert due(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("morgen früh", "2025-03-13 12:00"),
        ("gleich morgen früh", "2025-03-13 10:00"),
        ("heute Morgen", "2025-03-12 12:00"),
        ("am Freitagnachmittag", "2025-03-14 17:00"),
        ("am Freitag, den 14. März, um 10 Uhr", "2025-03-14 10:00"),
        ("um halb vier", "2025-03-12 15:30"),
        ("zwischen 8 und 10 Uhr", "2025-03-13 10:00"),
        ("bis Feierabend", "2025-03-12 17:00"),
        ("bis zum 20.", "2025-03-21 00:00"),
        ("am 20.3. um 9:30 Uhr", "2025-03-20 09:30"),
        ("am 20.03.2025", "2025-03-21 00:00"),
        ("bis Ende nächster Woche", "2025-03-22 00:00"),
        ("Mitte nächster Woche", "2025-03-20 00:00"),
        ("innerhalb von zwei Werktagen", "2025-03-15 00:00"),
        ("in anderthalb Stunden", "2025-03-12 11:45"),
        ("in einer halben Std.", "2025-03-12 10:45"),
        ("innert drei Tagen", "2025-03-16 00:00"),
        ("heute in einer Woche", "2025-03-20 00:00"),
        ("um 16 Uhr 30", "2025-03-12 16:30"),
        ("um drei Viertel vier", "2025-03-12 15:45"),
        ("in ein paar Tagen", None),
    ],
)
def test_german_times_are_read_as_people_mean_them(words, expected):
    (found,) = spotted(f"Ich rufe Sie {words} an.")
    assert (found.due_at and found.due_at.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M")) == expected


def test_a_day_and_an_hour_that_stand_apart_are_one_time():
    (found,) = spotted("On Friday I will call you at three.")
    assert found.due_at.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") == "2025-03-14 15:00"


@pytest.mark.parametrize(
    "typed",
    ["gonna call u tmrw", "ill call you tomorow", "Ich ruf dich morgen an", "Ich rufe Sie morgen zurueck"],
)
def test_a_hurried_hand_is_read(typed):
    (found,) = spotted(typed)
    assert found.kind is Kind.CALL_BACK
    assert found.due_at == at("2025-03-14 00:00")


def test_an_amount_is_what_is_given_not_what_the_order_was():
    (found,) = spotted("Von den 80 Euro erstatten wir Ihnen 20 Euro.")
    assert found.amount == Money(2000, "EUR")
    (found,) = spotted("We will refund the shipping on your €120 order.")
    assert found.amount is None


def test_between_quotation_marks_others_speak():
    assert not spotted('He said, "We will refund you tomorrow", but that was wrong.')


def test_holidays_of_the_pledge_are_no_working_days():
    closed = Week(BERLIN, WEEK.shifts, frozenset({at("2025-03-13 00:00").date()}))
    assert due("within one working day", week=closed) == "2025-03-15 00:00"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("€40", Money(4000, "EUR")),
        ("40,- €", Money(4000, "EUR")),
        ("1.299,50 EUR", Money(129950, "EUR")),
        ("£1,299.50", Money(129950, "GBP")),
        ("CHF 40", Money(4000, "CHF")),
        ("forty dollars", Money(4000, "USD")),
        ("50 pence", Money(50, "GBP")),
        ("40 %", None),
        ("40", None),
    ],
)
def test_amounts_need_a_currency(words, expected):
    (found,) = spotted(f"We will refund {words}.")
    assert found.amount == expected


def test_an_amount_that_is_not_what_is_given_stays_out():
    (found,) = spotted("I will call you about the 40 euros.")
    assert found.amount is None


def test_what_it_means_is_read_from_the_words_before():
    (found,) = spotted("I have ordered a replacement for you. You will have it by Friday.")
    assert found.kind is Kind.REPLACE


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        spot("I will call you.", now=NOW.replace(tzinfo=None), week=WEEK, zone=BERLIN)


HOSTILE = [
    "I will ",
    "ich rufe und ",
    "within the ",
    "in a few of ",
    "if and , ",
    "9.9.",
    "99",
    "'",
    "> ",
    "\n",
    "by Friday and ",
    "a",
    "between 1 and 2 and ",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_paste_takes_time_by_its_length_only(unit):
    def seconds(size):
        text = (unit * (size // len(unit) + 1))[:size]
        return min(_timed(text) for _ in range(3))

    small, large = seconds(10_000), seconds(100_000)
    # Ten times the text; the rest is room for a busy machine and for what is too small to be measured.
    assert large <= 40 * small + 0.2


def _timed(text):
    begun = perf_counter()
    spotted(text)
    return perf_counter() - begun


TYPED = (
    "I we you will 'll going to call refund send replacement 40 € $ by until Friday morgen bis um 15 Uhr . , ; ? >"
    " wir erstatten Ihnen rufe Sie an zurück und and if wenn nicht not next nächsten 31. Februar März 99:99 24:00"
    ' ill gonna u heut dass der die sagte " „ “ ( ) 35.– open be get back off send messages hat haben folgt geht'
    " 0 in within innerhalb von hundert working days Werktagen end of the month before 2025-13-40 half past halb"
)
WORDS = st.sampled_from([*TYPED.split(), "\n"])


@given(st.lists(WORDS, max_size=60), examples=300)
def test_whatever_is_typed_is_answered_and_every_span_lies_in_the_text(words):
    text = " ".join(words)
    for each in spotted(text):
        assert text[each.start : each.end] == each.words
        assert each.words
        assert each.due_at is None or each.due_at.utcoffset() == timedelta(0)


@given(st.text(max_size=300), examples=200)
def test_any_text_at_all_is_answered(text):
    for each in spotted(text):
        assert text[each.start : each.end] == each.words
