"""A new case finds its owner: by the pledge at once, or as a proposal; and the case says why."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kept.contacts.models import Contact
from kept.customers.models import Person
from kept.faces.desk.read.routing import suggested, why_owned
from kept.handling.answer import Reply, answer_case
from kept.handling.assign import assign_case, transfer_case
from kept.handling.routing import route_case, weigh
from kept.ledger.actor import SETUP
from kept.ledger.models import Entry, Reaction
from kept.ledger.record import follow
from kept.operations.reactions import FOLLOW_UPS, REACTIONS
from kept.operations.working.reacting import react
from kept.pledge.accept import accept_pledge
from kept.pledge.models import Brand
from kept.pledge.schema import default_text
from kept.staff.knowing import learn, name_skill
from kept.staff.models import Agent, Notice
from kept.staff.places import change_team
from kept.staff.working import plan_absence
from tests.making import take
from tests.staff.office import Office, answer_of, fresh

HOUR = timedelta(hours=1)


@pytest.fixture
def mode(now: datetime) -> Callable[[str], None]:
    """The pledge with another mode of routing."""

    def accept(mode: str) -> None:
        text = default_text().replace('mode = "suggest"', f'mode = "{mode}"')
        accept_pledge(text, by=SETUP, now=now)

    return accept


@pytest.fixture(autouse=True)
def followed():
    """The ledger knows what follows from what, as in a running desk."""
    follow(FOLLOW_UPS)
    yield
    follow({})


def test_by_the_pledge_the_best_one_has_a_new_case_and_the_case_says_why(office: Office, now: datetime, mode):
    mode("assign")
    office.case(now, of=office.jonas, sender="a@customer.test")
    react(REACTIONS, now=now)
    case = office.case(now, sender="b@customer.test")
    react(REACTIONS, now=now)
    case = fresh(case)
    assert case.owner is not None and case.owner not in (office.jonas, office.noor)
    assert answer_of(case).owner == case.owner
    assert why_owned(case) == f"Given to {case.owner.name}: is at work now, owes nothing at the moment."
    seen = suggested(case, now=now)
    assert seen is not None and seen.given == why_owned(case)
    entry = Entry.objects.get(customer_id=case.customer_id, case_id=case.pk, kind="case.routed")
    assert entry.actor == "system:routing" and "customer.test" not in entry.body
    assert Notice.objects.filter(agent=case.owner, words__contains="Why: is at work now").exists()


@pytest.mark.parametrize("how", ["suggest", "off"])
def test_otherwise_nothing_follows_from_a_new_case(office: Office, now: datetime, mode, how: str):
    mode(how)
    case = office.case(now)
    assert not Reaction.objects.filter(customer_id=case.customer_id, name="route_case").exists()
    assert route_case(case.customer_id, case.pk, now=now) is None and fresh(case).owner is None
    assert (suggested(case, now=now) is None) is (how == "off")


def test_imported_history_is_given_to_nobody(office: Office, now: datetime, mode):
    from kept.handling.receive import receive
    from tests.making import arrival

    mode("assign")
    (receipt,) = receive([arrival(office.desk, at=now)], now=now, silent=True)
    assert not Entry.objects.filter(customer_id=receipt.customer_id, kind="case.to_route").exists()


def test_what_a_machine_wrote_is_given_to_nobody(office: Office, now: datetime, mode):
    mode("assign")
    case = office.case(now, machine="list")
    react(REACTIONS, now=now)
    assert fresh(case).owner is None and why_owned(fresh(case)) == ""


def test_whoever_answered_the_customer_before_comes_first(office: Office, now: datetime):
    earlier = office.case(now, of=office.ruth)
    answer_case(
        earlier.customer_id,
        earlier.pk,
        Reply("It is on its way.", None, anyway=True),
        by=office.ruth,
        now=now,
    )
    later = office.case(now + HOUR, subject="Another matter")
    best = weigh(later, now=now + HOUR).best
    assert best is not None and best.agent_id == office.ruth.pk
    assert str(best.reasons[0]) == f"knows Marcus Oyelaran from {earlier.reference}"
    seen = suggested(later, now=now + HOUR)
    assert seen is not None and len(seen.suggested) == 3 and seen.suggested[0].name == "Ruth Calloway"


def test_the_customers_language_leaves_out_who_does_not_speak_it(office: Office, now: datetime):
    case = office.case(now)
    Person.objects.update(language="de")
    assert weigh(case, now=now).why_nobody == "Nobody in Everyone speaks the customer's language (de)."
    learn(office.amara, languages=["de"], skills=[], by=office.ines.actor, now=now)
    best = weigh(case, now=now).best
    assert best is not None and best.agent_id == office.amara.pk
    seen = suggested(case, now=now)
    assert seen is not None and "speaks German" in seen.suggested[0].because


def test_a_word_in_the_subject_asks_for_a_skill(office: Office, now: datetime):
    invoices = name_skill("Invoices", ["invoice"], by=office.ines.actor, now=now)
    learn(office.amara, languages=[], skills=[invoices], by=office.ines.actor, now=now)
    best = weigh(office.case(now, subject="Invoice 20418 is wrong"), now=now).best
    assert best is not None and best.agent_id == office.amara.pk


def test_when_nobody_fits_the_team_has_it_and_the_lead_is_told_why(office: Office, now: datetime, mode):
    mode("assign")
    for agent in (office.ines, office.jonas, office.ruth, office.amara):
        plan_absence(agent, begins_at=now, ends_at=None, by=office.ines.actor, now=now)
    case = office.case(now)
    react(REACTIONS, now=now)
    case = fresh(case)
    assert case.owner is None and case.team is not None
    assert "Nobody could be given this" in why_owned(case)
    assert Notice.objects.filter(agent=office.ines, words__startswith="Nobody could be given").exists()


def test_a_person_who_was_faster_keeps_the_case(office: Office, now: datetime, mode):
    mode("assign")
    case = office.case(now, of=office.jonas)
    react(REACTIONS, now=now)
    assert fresh(case).owner == office.jonas and why_owned(fresh(case)) == ""


def test_once_a_person_gives_it_to_somebody_else_the_reasons_of_before_are_not_shown(
    office: Office, now: datetime, mode
):
    mode("assign")
    case = office.case(now)
    react(REACTIONS, now=now)
    assign_case(case.customer_id, case.pk, office.amara, by=office.ines, now=now)
    assert why_owned(fresh(case)) == ""


def test_it_takes_a_fixed_number_of_queries(office: Office, now: datetime, django_assert_max_num_queries):
    case = office.case(now)
    for number in range(5):
        take(office.desk, at=now, sender=f"{number}@customer.test")
    with django_assert_max_num_queries(18):
        weigh(fresh(case), now=now)


def test_a_lead_who_does_not_see_the_brand_reads_nothing_of_a_case_that_is_handed_to_the_team(
    office: Office, now: datetime
):
    case = office.case(now, of=office.jonas)
    blind = change_team(
        None, name="Blind", lead=office.ruth, brand=None, members=[], by=office.ines.actor, now=now
    )
    Agent.objects.filter(pk=office.ruth.pk).update(all_brands=False)
    blind.refresh_from_db()
    transfer_case(case.customer_id, case.pk, to=None, team=blind, why="Her words.", by=office.ines, now=now)
    assert not Notice.objects.filter(agent=office.ruth, words__contains="Her words.").exists()


def test_a_case_of_another_brand_is_not_named_among_the_reasons(office: Office, now: datetime):
    earlier = office.case(now, of=office.ruth)
    words = Reply("It is on its way.", None, anyway=True)
    answer_case(earlier.customer_id, earlier.pk, words, by=office.ruth, now=now)
    other = Brand.objects.create(slug="other", name="Other")
    Contact.objects.filter(customer_id=earlier.customer_id, case_id=earlier.pk).update(brand=other)
    later = office.case(now + HOUR, subject="Another matter")
    said = [str(reason) for choice in weigh(later, now=now + HOUR).ranked for reason in choice.reasons]
    assert said and not any(earlier.reference in reason for reason in said)
