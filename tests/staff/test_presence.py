"""Who is told when something is about to break: somebody whose hours it is."""

from datetime import UTC, datetime, timedelta

import pytest

from kept.pledge.queries import current
from kept.promises.clock import sweep
from kept.refusal import Refusal
from kept.staff.models import Agent, Notice
from kept.staff.presence import Presence, nearest
from kept.staff.working import plan_absence, set_hours
from tests.staff.office import Office, answer_of

HOUR = timedelta(hours=1)
ALL = {
    day: ["00:00-24:00"]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}
NIGHT = {day: ["22:00-06:00"] for day in ALL}


def hears(office: Office, who: Agent, at: datetime) -> list[Agent]:
    week = current().pledge.brands[0].week
    found = Presence(now=at).hears(who.pk, week, lambda: nearest(None))
    return [Agent.objects.get(pk=agent) for agent in found]


def test_who_is_at_work_hears_it_himself(office: Office, now: datetime):
    assert hears(office, office.jonas, now) == [office.jonas]


def test_who_is_off_duty_hears_it_and_so_does_somebody_who_is_at_work(office: Office, now: datetime):
    set_hours(office.jonas, NIGHT, zone="Europe/London", by=office.ines.actor, now=now)
    assert hears(office, office.jonas, now) == [office.jonas, office.ines]


def test_who_is_away_does_not_hear_it_but_who_stands_in(office: Office, now: datetime):
    plan_absence(
        office.jonas, begins_at=now, ends_at=None, stand_in=office.ruth, by=office.ines.actor, now=now
    )
    assert hears(office, office.jonas, now) == [office.ruth]
    set_hours(office.ruth, NIGHT, zone="Europe/London", by=office.ines.actor, now=now)
    assert hears(office, office.jonas, now) == [office.ruth, office.ines]


def test_when_nobody_is_at_work_it_is_never_nobody_who_hears_it(office: Office, now: datetime):
    night = datetime(2026, 6, 17, 1, 0, tzinfo=UTC)
    assert hears(office, office.jonas, night) == [office.jonas]
    plan_absence(office.jonas, begins_at=night, ends_at=None, by=office.ines.actor, now=night)
    assert hears(office, office.jonas, night) == [office.ines]


def test_own_hours_wake_somebody_when_the_brand_sleeps(office: Office, now: datetime):
    night = datetime(2026, 6, 17, 1, 0, tzinfo=UTC)
    set_hours(office.amara, NIGHT, zone="Europe/London", by=office.ines.actor, now=now)
    week = current().pledge.brands[0].week
    presence = Presence(now=night)
    assert presence.at_work(office.amara.pk, week) and not presence.at_work(office.jonas.pk, week)
    assert not presence.at_work(office.noor.pk, week)  # who only reads answers nothing


def test_the_clock_warns_who_stands_in(office: Office, now: datetime):
    case = office.case(now, of=office.jonas)
    plan_absence(
        office.jonas, begins_at=now, ends_at=None, stand_in=office.ruth, by=office.ines.actor, now=now
    )
    sweep(now=answer_of(case).warn_at)
    warned = Notice.objects.filter(kind="warned").values_list("agent_id", flat=True)
    assert set(warned) == {office.ruth.pk}


@pytest.mark.parametrize(
    ("shifts", "words"),
    [
        ({"monday": ["9 to 5"]}, "opening and closing"),
        ({"monday": ["09:00-12:00", "11:00-13:00"]}, "overlap"),
        ({"monday": ["09:00-25:00"]}, "time of day"),
    ],
)
def test_hours_that_are_none_are_refused_with_what_to_write(office: Office, now: datetime, shifts, words):
    with pytest.raises(Refusal, match=words):
        set_hours(office.jonas, shifts, zone="Europe/London", by=office.jonas.actor, now=now)
    with pytest.raises(Refusal, match="time zone"):
        set_hours(office.jonas, ALL, zone="Europe/Lodon", by=office.jonas.actor, now=now)
