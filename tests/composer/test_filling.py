"""Canned answers: filled in where the value is known, in sight where it is not, versioned, counted."""

from datetime import datetime, timedelta

import pytest

from kept.cases.models import Case
from kept.handling.variables import values_for
from kept.ledger.models import COMPANY, Entry
from kept.promises.make import Vow, make_promise
from kept.refusal import NotAllowed, Refusal
from kept.wording.filling import fill, first_name, unfilled
from kept.wording.keeping import count_use, keep_answer, keep_signature, retire_answer
from kept.wording.models import CannedAnswer
from kept.wording.queries import search, signature_of
from tests.making import Desk

pytestmark = pytest.mark.usefixtures("keyed_sql")


def test_a_name_that_is_unknown_or_empty_stays_where_it_is() -> None:
    filled = fill(
        "Dear {{ customer.first_name }}, by {{due}}: {{typo}}.", {"customer.first_name": "Marcus", "due": ""}
    )
    assert filled.text == "Dear Marcus, by {{due}}: {{typo}}."
    assert filled.missing == ("due", "typo")


def test_what_is_quoted_as_code_waits_for_nothing() -> None:
    assert unfilled("Write `{{name}}` into it.\n```\n{{more}}\n```") == ()
    assert unfilled("Write {{name}} twice: {{name}}.") == ("name",)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Marcus Oyelaran", "Marcus"),
        ("Oyelaran, Marcus", "Marcus"),
        ("Ostrander & Daughters", ""),
        ("marcus@customer.test", ""),
        ("", ""),
    ],
)
def test_only_a_person_has_a_first_name(name: str, first: str) -> None:
    assert first_name(name) == first


def test_values_come_from_the_case_and_the_writer(desk: Desk, case: Case, now: datetime) -> None:
    values = values_for(case, desk.jonas)
    assert values["customer.first_name"] == "Marcus" and values["agent.name"] == "Jonas Weil"
    assert values["case.reference"] == case.reference
    assert values["due"] == ""  # the answer itself is what is being written
    vow = Vow("refund", "Refund", now + timedelta(days=2))
    make_promise(case.customer_id, case.pk, vow, by=desk.jonas.actor, now=now)
    assert values_for(case, desk.jonas)["due"] == "Friday 19 June, 09:00"


def keep(
    desk: Desk, now: datetime, text: str, *, name: str = "Refund", answer: int | None = None, **more: object
):
    return keep_answer(
        answer, name=name, text=text, **({"brand_id": None, "language": ""} | more), by=desk.ines, now=now
    )


def test_a_changed_answer_keeps_what_it_said_and_stands_on_the_companys_chain(
    desk: Desk, now: datetime
) -> None:
    row = keep(desk, now, "Dear {{customer.first_name}}, one.")
    keep(desk, now, "Dear {{customer.first_name}}, two.", answer=row.pk)
    keep(
        desk, now, "Dear {{customer.first_name}}, two.", answer=row.pk, language="en"
    )  # its words are the same
    assert list(row.versions.order_by("number").values_list("number", "by")) == [
        (1, str(desk.ines.actor)),
        (2, str(desk.ines.actor)),
    ]
    chain = Entry.objects.filter(customer_id=COMPANY, kind="wording.changed")
    assert chain.count() == 2 and "two" not in chain.last().body


def test_only_a_lead_writes_them_and_only_with_variables_that_exist(desk: Desk, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        keep_answer(None, name="x", text="x", brand_id=None, language="", by=desk.jonas, now=now)
    with pytest.raises(Refusal, match="stands for nothing"):
        keep(desk, now, "Dear {{customer.frist_name}}")


def test_those_for_the_brand_and_the_customers_language_come_first(desk: Desk, now: datetime) -> None:
    german = keep(desk, now, "Wir erstatten.", name="Refund, German", language="de")
    english = keep(desk, now, "We refund.", name="Refund, English", language="en")
    gone = keep(desk, now, "We never refund.", name="Refund, never")
    retire_answer(gone.pk, by=desk.ines, now=now)
    assert [row.pk for row in search("refund", brand_id=desk.brand_id, language="de")] == [
        german.pk,
        english.pk,
    ]
    for _ in range(3):
        count_use(english.pk, now=now)
    assert CannedAnswer.objects.get(pk=english.pk).used == 3
    assert search("refund", brand_id=desk.brand_id)[0].pk == english.pk  # the most used first


def test_a_signature_always_says_who_signs(desk: Desk, now: datetime) -> None:
    with pytest.raises(Refusal, match="does not say your name"):
        keep_signature(desk.brand_id, "Your service team", by=desk.jonas, now=now)
    keep_signature(desk.brand_id, "Warm regards\nJonas Weil", by=desk.jonas, now=now)
    assert signature_of(desk.jonas, desk.brand_id) == "Warm regards\nJonas Weil"
    keep_signature(desk.brand_id, "", by=desk.jonas, now=now)
    assert signature_of(desk.jonas, desk.brand_id) == ""
