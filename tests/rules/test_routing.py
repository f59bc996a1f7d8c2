"""Who should have a case: tables over what is known of colleagues, and what must hold whatever is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.rules.hours import Shift, Week
from kept.rules.routing import (
    Absence,
    Acquaintance,
    Candidate,
    Code,
    Load,
    Matter,
    Reason,
    Subject,
    asked_skills,
    choose,
)

NOW = datetime(2026, 6, 17, 9, 0, tzinfo=UTC)  # a Wednesday
HOUR = timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")


def week(opens: int = 9, closes: int = 17, days: range = range(5)) -> Week:
    return Week(LONDON, {day: (Shift(opens * 60, closes * 60),) for day in days})


OPEN = week()
MATTER = Matter("Repairs", "Marcus Oyelaran", OPEN, frozenset({"en"}), due_at=NOW + 4 * HOUR)


def somebody(number: int, **known: object) -> Candidate:
    return Candidate(number, f"Agent {number}", **known)  # type: ignore[arg-type]


def order(*candidates: Candidate, matter: Matter = MATTER, now: datetime = NOW) -> list[int]:
    return [choice.agent_id for choice in choose(matter, candidates, now=now).ranked]


def why_not(candidate: Candidate, matter: Matter = MATTER, now: datetime = NOW) -> str:
    (left_out,) = choose(matter, [candidate], now=now).left_out
    return str(left_out.reason)


def reasons(candidate: Candidate, matter: Matter = MATTER, now: datetime = NOW) -> list[str]:
    (choice,) = choose(matter, [candidate], now=now).ranked
    return [str(reason) for reason in choice.reasons]


def test_who_knows_the_customer_comes_first_and_says_from_where():
    knows = somebody(2, knows=Acquaintance("K7Q-3M9-E", NOW - timedelta(days=9)), load=Load(today=3))
    assert order(somebody(1), knows) == [2, 1]
    assert reasons(knows) == [
        "knows Marcus Oyelaran from K7Q-3M9-E",
        "is at work now",
        "3 promises due today",
    ]


def test_who_knows_the_customer_and_drowns_in_work_does_not_come_first():
    drowned = somebody(2, knows=Acquaintance("K7Q-3M9-E", NOW), load=Load(pressing=3, today=6))
    assert order(somebody(1), drowned) == [1, 2]


def test_who_owes_less_comes_first_and_what_is_pressing_weighs_most():
    assert order(somebody(1, load=Load(today=1)), somebody(2, load=Load(week=2))) == [2, 1]
    assert order(somebody(1, load=Load(pressing=1)), somebody(2, load=Load(today=1))) == [2, 1]
    assert order(somebody(1, load=Load(week=1)), somebody(2, load=Load(later=30))) == [2, 1]


def test_a_skill_that_is_asked_for_is_worth_five_promises_due_today():
    matter = replace(MATTER, skills=frozenset({"Invoices"}))
    skilled = somebody(2, skills=frozenset({"Invoices", "Boots"}), load=Load(today=4))
    assert order(somebody(1), skilled, matter=matter) == [2, 1]
    assert "knows about Invoices" in reasons(skilled, matter)


def test_who_is_at_work_now_comes_before_who_begins_later():
    later = somebody(1, hours=week(11, 19))
    assert order(later, somebody(2)) == [2, 1]
    assert "is at work before it is due" in reasons(later)


def test_among_equals_the_one_who_has_waited_longest_for_a_case_is_next():
    assert order(
        somebody(1, last_given_at=NOW - HOUR), somebody(2, last_given_at=NOW - 2 * HOUR), somebody(3)
    ) == [3, 2, 1]


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({"reads_only": True}, "only reads"),
        ({"sees_brand": False}, "does not see this brand"),
        ({"in_team": False}, "is not in the team Repairs"),
        ({"absences": (Absence(NOW - HOUR, None),)}, "is away"),
        ({"absences": (Absence(NOW - HOUR, NOW + HOUR),)}, "is away"),
        ({"hours": week(18, 22)}, "is not at work before it is due"),
        ({"hours": week(days=range(5, 7))}, "is not at work before it is due"),
        ({"hours": Week(LONDON, {})}, "is not at work before it is due"),
        (
            {"hours": week(11, 19), "absences": (Absence(NOW + HOUR, None),)},
            "is not at work before it is due",
        ),
    ],
)
def test_who_cannot_have_it_is_left_out_with_the_reason(known: dict[str, object], sentence: str):
    assert why_not(somebody(1, **known)) == sentence


def test_an_absence_that_is_over_or_still_to_come_leaves_nobody_out():
    over, coming = Absence(NOW - 2 * HOUR, NOW), Absence(NOW + HOUR, NOW + 2 * HOUR)
    assert order(somebody(1, absences=(over, coming))) == [1]


@pytest.mark.parametrize(
    ("speaks", "asked", "fits"),
    [
        ((), "en", True),  # nothing written down: the brand's languages
        ((), "de", False),
        (("de",), "de", True),
        (("de",), "en", False),
        (("pt",), "pt-BR", True),
        (("pt-BR",), "pt", True),
        (("de",), "", True),  # not known what the customer speaks
    ],
)
def test_whoever_answers_speaks_the_customers_language(speaks: tuple[str, ...], asked: str, fits: bool):
    matter = replace(MATTER, language=asked)
    assert (order(somebody(1, languages=frozenset(speaks)), matter=matter) == [1]) is fits


def test_a_matter_that_is_late_already_needs_somebody_who_is_at_work():
    late = replace(MATTER, due_at=NOW - HOUR)
    assert order(somebody(1), somebody(2, hours=week(11, 19)), matter=late) == [1]


def test_at_night_who_begins_before_it_is_due_may_have_it():
    night = datetime(2026, 6, 17, 2, 0, tzinfo=UTC)
    morning = replace(MATTER, due_at=datetime(2026, 6, 17, 10, 0, tzinfo=UTC))
    assert order(somebody(1), somebody(2, hours=week(12, 20)), matter=morning, now=night) == [1]


def test_when_nobody_fits_the_lead_is_told_the_reason_that_is_nearest_to_a_solution():
    nobody = choose(MATTER, [somebody(1, reads_only=True), somebody(2, hours=week(18, 22))], now=NOW)
    assert nobody.best is None and nobody.tell_lead
    assert nobody.why_nobody == (
        "Everybody in Repairs who could take this is away, or not at work before it is due."
    )
    german = choose(replace(MATTER, language="de"), [somebody(1)], now=NOW)
    assert german.why_nobody == "Nobody in Repairs speaks the customer's language (de)."
    assert choose(MATTER, [], now=NOW).why_nobody == "Nobody in Repairs may answer for this brand."


@pytest.mark.parametrize(
    ("subject", "asked"),
    [
        ("Invoice 20418", {"Invoices"}),
        ("about my INVOICE, again", {"Invoices"}),
        ("A credit  note for boots?", {"Invoices", "Boots"}),
        ("invoices", set()),  # whole words only
        ("", set()),
    ],
)
def test_words_in_the_subject_ask_for_skills(subject: str, asked: set[str]):
    skills = [
        Subject("Invoices", ("invoice", "credit note")),
        Subject("Boots", ("boots",)),
        Subject("Quiet", ()),
    ]
    assert asked_skills(subject, skills) == asked


@pytest.mark.parametrize(
    "reason",
    [
        Reason(Code.KNOWS, {"customer": "Marcus", "reference": "K7Q-3M9-E"}),
        Reason(Code.SPEAKS, {"language": "de"}),
        Reason(Code.SKILLED, {"skill": "Invoices"}),
        Reason(Code.TODAY, count=3),
        Reason(Code.FREE),
    ],
)
def test_a_reason_comes_back_from_the_ledger_as_it_was(reason: Reason):
    assert Reason.from_mark(reason.mark, customer="Marcus") == reason
    assert "Marcus" not in reason.mark  # no person's words on the ledger


def test_a_mark_of_another_time_is_no_reason():
    assert Reason.from_mark("star_sign:leo") is None


hours = st.one_of(
    st.none(),
    st.builds(lambda opens, length: week(opens, opens + length), st.integers(0, 12), st.integers(1, 11)),
)
moments = st.integers(-60, 60).map(lambda hours: NOW + hours * HOUR)
absences = st.builds(
    lambda begins, hours: Absence(begins, begins + hours * HOUR), moments, st.integers(1, 90)
)
loads = st.builds(Load, *[st.integers(0, 20)] * 4)
languages = st.frozensets(st.sampled_from(["en", "de", "fr"]), max_size=2)
skills = st.frozensets(st.sampled_from(["Invoices", "Boots"]))
known = st.one_of(st.none(), moments.map(lambda at: Acquaintance("K7Q-3M9-E", at)))
colleagues = st.lists(
    st.builds(
        Candidate,
        agent_id=st.integers(1, 50),
        name=st.just("A"),
        reads_only=st.booleans(),
        sees_brand=st.booleans(),
        in_team=st.booleans(),
        languages=languages,
        skills=skills,
        hours=hours,
        absences=st.lists(absences, max_size=2).map(tuple),
        load=loads,
        knows=known,
        last_given_at=st.one_of(st.none(), moments),
    ),
    max_size=6,
    unique_by=lambda one: one.agent_id,
)
matters = st.builds(
    Matter,
    team=st.just("Repairs"),
    customer=st.just("Marcus"),
    hours=st.just(OPEN),
    brand_languages=st.just(frozenset({"en"})),
    due_at=st.one_of(st.none(), moments),
    language=st.sampled_from(["", "en", "de"]),
    skills=skills,
)


@given(matters, colleagues, moments)
def test_everybody_is_either_in_order_or_left_out(matter: Matter, people: list[Candidate], now: datetime):
    decision = choose(matter, people, now=now)
    named = [*(each.agent_id for each in decision.ranked), *(each.agent_id for each in decision.left_out)]
    assert sorted(named) == sorted(one.agent_id for one in people)
    assert bool(decision.why_nobody) == decision.tell_lead == (not decision.ranked)
    assert all(choice.reasons for choice in decision.ranked)
    assert [c.points for c in decision.ranked] == sorted((c.points for c in decision.ranked), reverse=True)


@given(matters, colleagues, moments, st.randoms(use_true_random=False))
def test_the_order_in_which_colleagues_are_named_does_not_matter(matter, people, now, random):
    mixed = list(people)
    random.shuffle(mixed)
    assert choose(matter, mixed, now=now) == choose(matter, people, now=now)


@given(matters, colleagues, moments)
def test_nobody_gets_a_case_who_may_not_or_is_away(matter: Matter, people: list[Candidate], now: datetime):
    by_id = {one.agent_id: one for one in people}
    for choice in choose(matter, people, now=now).ranked:
        one = by_id[choice.agent_id]
        assert one.sees_brand and one.in_team and not one.reads_only
        assert not any(absence.covers(now) for absence in one.absences)
        assert not matter.language or matter.language in (one.languages or {"en"})


@given(matters, colleagues, moments)
def test_more_work_never_brings_anybody_forward(matter: Matter, people: list[Candidate], now: datetime):
    before = [choice.agent_id for choice in choose(matter, people, now=now).ranked]
    for position, agent_id in enumerate(before):
        busier = [
            replace(one, load=replace(one.load, today=one.load.today + 1))
            if one.agent_id == agent_id
            else one
            for one in people
        ]
        after = [choice.agent_id for choice in choose(matter, busier, now=now).ranked]
        assert after.index(agent_id) >= position


@given(matters, colleagues, moments)
def test_knowing_the_customer_never_sets_anybody_back(matter: Matter, people: list[Candidate], now: datetime):
    before = [choice.agent_id for choice in choose(matter, people, now=now).ranked]
    for position, agent_id in enumerate(before):
        known_to = [
            replace(one, knows=Acquaintance("K7Q-3M9-E", NOW)) if one.agent_id == agent_id else one
            for one in people
        ]
        assert [c.agent_id for c in choose(matter, known_to, now=now).ranked].index(agent_id) <= position
