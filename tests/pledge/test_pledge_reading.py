"""A pledge as it is used: brands by address, times to answer, hours, and what is inherited."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kept.pledge.explain import explain
from kept.pledge.schema import CHANNELS, Need, Pledge, default_pledge, default_text, read_pledge
from kept.rules.guard import ContactLimit
from kept.rules.hours import Span, due, is_open
from kept.rules.promise import Kind, Reach

TWO_SHOPS = """
[company]
name = "Shops"
zone = "Europe/Vienna"
languages = ["de", "en"]

[hours]
monday = ["09:00-12:00", "13:00-17:00"]
tuesday = ["09:00-17:00"]

[holidays]
country = "AT"
closed = ["2026-08-03..2026-08-14", 2026-12-24, "01-02"]
open = [2026-10-26]

[answering]
mail = "2h"

[brands.boots]
address = "Hello@Boots.Example"
accepts = ["*@boots.example", "boots@müller.example", "info@shops.example"]

[brands.hats]
address = "hello@hats.example"
name = "Hats"
accepts = ["hats@boots.example"]
reply_domain = "mail.hats.example"
zone = "America/New_York"
languages = ["en"]
[brands.hats.hours]
friday = ["22:00-02:00"]
[brands.hats.holidays]
country = ""
[brands.hats.answering]
chat = "1m"
[brands.hats.acknowledgement]
send = false
"""


@pytest.fixture
def shops() -> Pledge:
    return read_pledge(TWO_SHOPS)


def test_the_default_pledge_is_accepted_and_receives_local_mail():
    pledge = default_pledge()
    (brand,) = pledge.brands
    assert (brand.slug, brand.name, brand.address) == ("main", "Our company", "support@kept.localhost")
    assert pledge.brand_for_address("support@kept.localhost") is brand


def test_the_default_promises_an_answer_to_mail_within_four_open_hours():
    pledge = default_pledge()
    brand = pledge.brand("main")
    monday = datetime(2026, 6, 15, 10, 0, tzinfo=ZoneInfo("Europe/London"))
    assert due(monday, pledge.answer_span(brand, "mail"), pledge.week(brand)) == datetime(
        2026, 6, 15, 14, 0, tzinfo=UTC
    )  # 15:00 in London: half past twelve to half past one is the break


def test_every_kind_of_promise_and_every_channel_has_its_rule():
    pledge = default_pledge()
    assert all(pledge.proof.need(kind) for kind in Kind)
    assert all(pledge.answer_span("main", channel) for channel in CHANNELS)
    assert all(pledge.warning_span("main", channel) for channel in (*CHANNELS, ""))


def test_money_and_cancellations_need_a_confirmation_or_a_second_channel():
    proof = default_pledge().proof
    assert proof.need(Kind.REFUND) == Need(Reach.CONFIRMED, or_second_channel=True)
    assert proof.need(Kind.NOTICE) == Need(Reach.PRESUMED)
    assert proof.need(Kind.NOTICE, "cancellation") == Need(Reach.CONFIRMED, or_second_channel=True)


ADDRESSES = [
    ("hello@boots.example", "boots"),
    ("HELLO@BOOTS.example", "boots"),
    (" hello@boots.example. ", "boots"),
    ("hello+K7Q3M9E.abc@boots.example", "boots"),
    ("anything@boots.example", "boots"),
    ("hats@boots.example", "hats"),  # a full address wins over the whole domain
    ("hats+x@boots.example", "hats"),
    ("boots@müller.example", "boots"),
    ("boots@xn--mller-kva.example", "boots"),
    ("hello@mail.hats.example", "hats"),  # where answers go
    ("bounce+12.abc@mail.hats.example", "hats"),
    ("postmaster@mail.hats.example", "hats"),
    ("bounce+12.abc@boots.example", "boots"),
    ("info@shops.example", "boots"),
    ("other@shops.example", None),
    ("hello@hats.example.org", None),
    ("hello", None),
    ("@", None),
    ("", None),
]


@pytest.mark.parametrize(("address", "slug"), ADDRESSES)
def test_an_address_finds_its_brand(shops: Pledge, address: str, slug: str | None):
    found = shops.brand_for_address(address)
    assert (found.slug if found else None) == slug


def test_a_brand_lists_the_addresses_that_it_accepts_the_public_one_first(shops: Pledge):
    assert shops.brand("hats").accepts == ("hello@hats.example", "hats@boots.example")


def test_what_a_brand_does_not_say_is_as_for_the_company(shops: Pledge):
    boots, hats = shops.brands
    assert (boots.name, boots.languages, boots.zone) == ("Shops", ("de", "en"), ZoneInfo("Europe/Vienna"))
    assert (hats.name, hats.languages, hats.zone) == ("Hats", ("en",), ZoneInfo("America/New_York"))
    assert shops.answer_span("hats", "mail") == Span.parse("2h")
    assert shops.answer_span("hats", "chat") == Span.parse("1m")
    assert shops.answer_span(boots, "chat") == Span.parse("5m")
    assert (boots.acknowledgement.send, hats.acknowledgement.send) == (True, False)
    assert hats.acknowledgement.text == boots.acknowledgement.text


def test_hours_of_its_own_are_the_whole_week_of_a_brand(shops: Pledge):
    week = shops.week("hats")
    new_york = ZoneInfo("America/New_York")
    assert is_open(datetime(2026, 6, 20, 1, 0, tzinfo=new_york), week)  # Friday's shift, after midnight
    assert not is_open(datetime(2026, 6, 15, 10, 0, tzinfo=new_york), week)


def test_holidays_of_the_country_and_of_the_company_close_and_named_days_open(shops: Pledge):
    closed = shops.brand("boots").closed_days
    assert closed(date(2026, 1, 1))  # New Year
    assert closed(date(2026, 1, 2)) and closed(date(2030, 1, 2))  # every year
    assert closed(date(2026, 8, 3)) and closed(date(2026, 8, 14)) and not closed(date(2026, 8, 15 + 2))
    assert closed(date(2026, 12, 24)) and not closed(date(2027, 12, 24))
    assert not closed(date(2026, 10, 26)) and closed(date(2027, 10, 26))  # Austria's national day
    assert not shops.brand("hats").closed_days(date(2026, 1, 1))


def test_the_shift_that_is_open_or_comes_next_says_when_it_closes(shops: Pledge):
    vienna = ZoneInfo("Europe/Vienna")
    assert shops.closes_at("boots", datetime(2026, 6, 15, 10, 0, tzinfo=vienna)) == datetime(
        2026, 6, 15, 12, 0, tzinfo=vienna
    )
    assert shops.closes_at("boots", datetime(2026, 6, 15, 12, 30, tzinfo=vienna)) == datetime(
        2026, 6, 15, 17, 0, tzinfo=vienna
    )


def test_the_week_of_a_brand_is_made_once(shops: Pledge):
    assert shops.week("boots") is shops.week(shops.brand("boots"))


def test_a_brand_that_the_pledge_does_not_name_is_not_found(shops: Pledge):
    with pytest.raises(KeyError):
        shops.brand("shoes")


def test_steps_of_escalation_come_in_order_whatever_the_order_of_the_file():
    late = '[[escalation]]\nat = "broken"\nafter = "2h"\ntell = ["head"]\n'
    soon = '[[escalation]]\nat = "broken"\ntell = ["lead"]\n'
    warned = '[[escalation]]\nat = "warning"\ntell = ["owner"]\n'
    steps = read_pledge(TWO_SHOPS + late + soon + warned).escalation
    assert [(step.at, str(step.after), step.tell) for step in steps] == [
        ("warning", "0m", ("owner",)),
        ("broken", "0m", ("lead",)),
        ("broken", "2h", ("head",)),
    ]


def test_the_acknowledgement_is_filled_in_and_takes_braces_for_words():
    subject, text = (
        default_pledge()
        .brand("main")
        .acknowledgement.fill(
            brand="Boots {reference}", reference="K7Q-3M9-E", due="Monday 14:00", responsible="Ann"
        )
    )
    assert subject == "We have your message (K7Q-3M9-E)"
    assert "K7Q-3M9-E" in text and "Monday 14:00" in text and "Ann" in text
    assert "Boots {reference}" in text  # what is filled in is not read as a placeholder again


def test_the_signature_names_the_agent():
    assert default_pledge().brand("main").sign("Ann Lee") == "Ann Lee\nOur company"


def test_quiet_hours_can_be_left_out_altogether():
    assert read_pledge(TWO_SHOPS + "[quiet_hours]\nchannels = []").quiet_hours is None


def test_a_case_can_be_left_to_settle_by_hand_only():
    assert read_pledge(TWO_SHOPS + '[settling]\nquiet_after = "never"').settling.quiet_after is None


def test_what_a_file_leaves_out_means_what_it_has_always_meant(shops: Pledge):
    """A stored version is read again years later: changing a default changes what was promised."""
    assert shops.contact_limits == (ContactLimit(2, timedelta(days=1)), ContactLimit(5, timedelta(days=7)))
    assert {c: str(s) for c, s in shops.brand("boots").answering.within.items()} == {
        "mail": "2h",
        "form": "4h",
        "call": "30m",
        "voicemail": "1h",
        "sms": "2h",
        "chat": "5m",
        "post": "4h",
        "letter": "2d",
    }
    assert (shops.proof.bounce_grace, shops.proof.sign_grace) == (timedelta(hours=4), timedelta(days=2))
    assert shops.ignored_grace == timedelta(hours=1)
    assert shops.settling.quiet_after == timedelta(days=14)
    assert [str(rung) for rung in shops.ladder.order] == ["same-mail-again", "other-mail", "call", "letter"]
    assert {kind: int(need.reach) for kind, need in shops.proof.needs.items()} == {
        "answer": 3,
        "call_back": 5,
        "visit": 5,
        "notice": 3,
        "update": 3,
        "concession": 3,
        "refund": 5,
        "replace": 4,
        "send": 4,
        "refer": 3,
        "pay": 5,
        "send_back": 5,
        "other": 3,
        "find_way": 3,
        "cancellation": 5,
    }


def test_reading_the_same_text_twice_gives_the_same_rules():
    one, other = read_pledge(default_text()), read_pledge(default_text())
    assert repr(one) == repr(other)


def test_the_rules_are_explained_in_sentences(shops: Pledge):
    sentences = explain(shops)
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in sentences)
    week = "Monday 09:00-12:00 and 13:00-17:00; Tuesday 09:00-17:00; Wednesday to Sunday closed"
    assert f"Shops is there {week.replace('-', chr(0x2013))} (Europe/Vienna)." in sentences
    assert "Shops answers a mail within 2 open hours; its owner is warned 1 open hour before." in sentences
    assert "Hats does not acknowledge what comes in; the answer is the first word." in sentences
    assert "We do not call or text from 20:00 to 08:00 in the customer's time." in sentences
    assert "When a promise has broken, we tell its owner and the lead of the team." in sentences
