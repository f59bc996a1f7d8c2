"""Whatever is typed is a query, whatever is written can be indexed: no input is an error of the database."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kept.search.days import day_of
from kept.search.distance import distance, likely
from kept.search.matching import marked, matching
from kept.search.query import OPERATORS, parse
from kept.search.snippets import Sought
from kept.search.vector import Document, vector
from kept.search.words import number_forms, plain, words

BOTH = ("en", "de")
PIECES = st.sampled_from(
    ["from:", "is:", '"', "-", "*", "&", "|", "!", "(", ")", ":", "<->", "\\", "'", "''", "\x00", "@", "#", "/", "%",
     "+49 30 1234567", "K7Q-3M9-E", "anna@x.de", "müller", "O'Brien", "洗濯機", "हिन्दी", "🙂", "ß", "\u0308", "\u202e"]
)  # fmt: skip
TEXT = st.one_of(
    st.text(max_size=120),
    st.lists(st.one_of(PIECES, st.text(max_size=6), st.sampled_from(sorted(OPERATORS))), max_size=12).map(
        "".join
    ),
    st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=12).map(" ".join),
)
HOW = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@HOW
@given(typed=TEXT, typing=st.booleans(), written=TEXT)
def test_every_query_and_every_text_are_valid_for_the_database(
    db: None, typed: str, typing: bool, written: str
):
    query = parse(typed, typing=typing)
    marks = [mark for each in query.filters if (mark := marked("from", each.value, without=each.without))]
    match = matching(query.terms, marks, BOTH)
    lexemes = vector(Document([written, written[::-1]], BOTH, {"b/1"}))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::tsvector @@ %s::tsquery, %s::tsquery",
            [lexemes, match.all or "'nothing'", match.loose or "'nothing'"],
        )
        assert cursor.fetchone()[0] in (True, False)


@HOW
@given(text=st.text(max_size=300))
@example(text="\uff9e")  # a mark without its letter
def test_a_text_is_found_by_each_of_its_words(db: None, text: str):
    lexemes = vector(Document([text], BOTH))
    with connection.cursor() as cursor:
        for word in list(words(plain(text), BOTH))[:5]:
            typed = plain(text)[word.start : word.end]
            match = matching(parse(f'"{typed}"').terms, [], BOTH)
            cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [lexemes, match.all])
            assert cursor.fetchone()[0]


@HOW
@given(text=TEXT, typed=TEXT)
def test_an_excerpt_is_made_of_the_text_itself(text: str, typed: str):
    sought = Sought(parse(typed).terms, BOTH)
    assert "".join(piece.text for piece in sought.marked(text)) == plain(text)
    line = " ".join(plain(text).split())
    for piece in sought.excerpt(text):
        assert piece.text in (*(("… ", " …")),) or piece.text in line


@given(typed=st.text(max_size=20))
def test_every_day_is_a_day_or_none(typed: str):
    assert day_of(typed, today=date(2026, 6, 17)) is None or isinstance(
        day_of(typed, today=date(2026, 6, 17)), date
    )


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-05-31", date(2026, 5, 31)), ("31.5.2026", date(2026, 5, 31)), ("2026-05", date(2026, 5, 1)),
        ("2026", date(2026, 1, 1)), ("5/2026", date(2026, 5, 1)), ("today", date(2026, 6, 17)),
        ("gestern", date(2026, 6, 16)), ("2w", date(2026, 6, 3)), ("2026-13", None), ("soon", None),
    ],
)  # fmt: skip
def test_days_as_people_type_them(typed: str, day: date | None):
    assert day_of(typed, today=date(2026, 6, 17)) == day


def test_a_number_is_the_same_however_it_is_written():
    assert set(number_forms("+49 30 1234567")) & set(number_forms("030/1234567"))
    assert set(number_forms("0049 (30) 123-4567")) & set(number_forms("030 1234567"))
    assert not number_forms("12345")


def test_slips_are_counted_as_people_make_them():
    assert distance("keller", "kelelr") == 1 and distance("keller", "kler") == 2
    assert likely("meier", ["maier", "meyer", "kaiser"]) == ["maier", "meyer"]


def test_what_is_too_short_to_be_asked_of_the_index_is_left_to_the_rows():
    assert matching(parse("lamp th", typing=True).terms, [], BOTH).index == "('lamp')"
    assert matching(parse("th", typing=True).terms, [], BOTH).index == ""
    assert matching(parse("-lamp").terms, [], BOTH).index == ""


@HOW
@given(typed=TEXT, written=TEXT)
def test_what_the_index_is_asked_never_leaves_out_what_matches(db: None, typed: str, written: str):
    match = matching(parse(typed).terms, [], BOTH)
    if match.index:
        with connection.cursor() as cursor:
            lexemes = vector(Document([written, typed], BOTH))
            cursor.execute("SELECT %s::tsvector @@ %s::tsquery, %s::tsvector @@ %s::tsquery",
                           [lexemes, match.all, lexemes, match.loose])  # fmt: skip
            matches, found = cursor.fetchone()
        assert found or not matches
