"""While somebody is away, what falls due has somebody else; afterwards what nobody began is his own again."""

from datetime import datetime, timedelta

import pytest

from kept.handling.answer import Reply, answer_case
from kept.handling.standing_in import cover_absent, welcome_back
from kept.promises.models import Promise
from kept.refusal import Refusal
from kept.staff.actions import change, everyone
from kept.staff.models import Absence, Agent, Notice
from kept.staff.places import change_team
from kept.staff.working import end_absence, plan_absence
from tests.staff.office import Office, answer_of, fresh

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def away(
    office: Office, who: Agent, now: datetime, *, ends: datetime | None, to: Agent | None = None
) -> Absence:
    return plan_absence(who, begins_at=now, ends_at=ends, stand_in=to, by=office.ines.actor, now=now)


def told(agent: Agent) -> list[str]:
    return list(Notice.objects.filter(agent=agent).order_by("pk").values_list("words", flat=True))


def test_what_falls_due_goes_to_who_stands_in_and_the_case_stays_his(office: Office, now: datetime):
    case = office.case(now, of=office.jonas)
    away(office, office.jonas, now, ends=now + 3 * DAY, to=office.ruth)
    assert cover_absent(now=now) == 1 and cover_absent(now=now) == 0
    assert answer_of(case).owner == office.ruth and fresh(case).owner == office.jonas
    assert told(office.ruth) == ["Jonas Weil is away. Yours meanwhile: 1 promise."]


def test_what_falls_due_after_he_is_back_stays_his(office: Office, now: datetime):
    case = office.case(now, of=office.jonas)
    away(office, office.jonas, now, ends=answer_of(case).due_at - HOUR, to=office.ruth)
    assert cover_absent(now=now) == 0 and answer_of(case).owner == office.jonas


def test_what_comes_in_while_he_is_away_has_somebody_too(office: Office, now: datetime):
    case = office.case(now, of=office.jonas)
    away(office, office.jonas, now, ends=None, to=office.ruth)
    cover_absent(now=now)
    Promise.objects.filter(customer_id=case.customer_id).update(owner=office.jonas)  # as a new mail has it
    assert cover_absent(now=now + HOUR) == 1 and answer_of(case).owner == office.ruth


@pytest.mark.parametrize("lead", ["here", "away", "none"])
def test_without_a_stand_in_the_lead_of_the_team_has_it_else_the_team(
    office: Office, now: datetime, lead: str
):
    case = office.case(now, of=office.jonas)
    if lead == "none":
        change_team(
            everyone(), name="Everyone", lead=None, brand=None, members=[], by=office.ines.actor, now=now
        )
    if lead == "away":
        away(office, office.ines, now, ends=None)
    away(office, office.jonas, now, ends=None)
    cover_absent(now=now)
    promise = answer_of(case)
    assert (promise.owner, promise.team) == ((office.ines, None) if lead == "here" else (None, everyone()))


def test_who_stands_in_and_is_away_himself_passes_it_on(office: Office, now: datetime):
    case = office.case(now, of=office.jonas)
    away(office, office.ruth, now, ends=now + DAY, to=office.amara)
    away(office, office.jonas, now, ends=now + DAY, to=office.ruth)
    cover_absent(now=now)
    assert answer_of(case).owner == office.amara


def test_two_who_stand_in_for_each_other_leave_it_to_the_lead(office: Office, now: datetime):
    case = office.case(now, of=office.jonas)
    away(office, office.ruth, now, ends=now + DAY, to=office.jonas)
    away(office, office.jonas, now, ends=now + DAY, to=office.ruth)
    cover_absent(now=now)
    assert answer_of(case).owner == office.ines


def test_when_he_is_back_what_nobody_began_is_his_again_and_he_is_told_of_the_rest(
    office: Office, now: datetime
):
    waiting, begun = (office.case(now, of=office.jonas, sender=f"{n}@customer.test") for n in "ab")
    absence = away(office, office.jonas, now, ends=now + DAY, to=office.ruth)
    cover_absent(now=now)
    reply = Reply("I look into it.", None, anyway=True)
    answer_case(begun.customer_id, begun.pk, reply, by=office.ruth, now=now + HOUR)
    end_absence(absence, by=office.jonas.actor, now=now + 2 * HOUR)
    assert welcome_back(now=now + 2 * HOUR) == 1 and welcome_back(now=now + 3 * HOUR) == 0
    assert answer_of(waiting).owner == office.jonas
    (words,) = [each for each in told(office.jonas) if each.startswith("Welcome back")]
    assert "2 promises fell due for others" in words and "1 yours again" in words


def test_who_has_left_meanwhile_gets_nothing_back(office: Office, now: datetime):
    case = office.case(now, of=office.jonas)
    away(office, office.jonas, now, ends=now + DAY, to=office.ruth)
    cover_absent(now=now)
    change(office.jonas.pk, role="agent", active=False, by=office.ines.actor, now=now)
    welcome_back(now=now + 2 * DAY)
    assert answer_of(case).owner == office.ruth


def test_absences_of_one_person_do_not_overlap_and_one_called_off_leaves_room(office: Office, now: datetime):
    first = plan_absence(
        office.jonas, begins_at=now + DAY, ends_at=now + 3 * DAY, by=office.jonas.actor, now=now
    )
    with pytest.raises(Refusal, match="has an absence in this time"):
        plan_absence(office.jonas, begins_at=now + 2 * DAY, ends_at=None, by=office.jonas.actor, now=now)
    plan_absence(office.jonas, begins_at=now + 3 * DAY, ends_at=None, by=office.jonas.actor, now=now)
    assert end_absence(first, by=office.jonas.actor, now=now).called_off_at == now
    plan_absence(office.jonas, begins_at=now, ends_at=now + 2 * DAY, by=office.jonas.actor, now=now)
    with pytest.raises(Refusal, match="is over"):
        end_absence(first, by=office.jonas.actor, now=now)


@pytest.mark.parametrize("who", ["himself", "reader"])
def test_nobody_stands_in_who_cannot(office: Office, now: datetime, who: str):
    to = office.jonas if who == "himself" else office.noor
    with pytest.raises(Refusal, match="cannot stand in"):
        away(office, office.jonas, now, ends=None, to=to)
