"""Finished days are summed up in small steps, looked at again, and read together with what happened since."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from kept.figures.models import Neglect, Sum, SummedDay, Wait
from kept.figures.neglect import note_neglect
from kept.figures.reading import peace, reckon
from kept.figures.summing import sum_days
from kept.pledge.queries import current
from kept.promises.models import Promise
from kept.storage.fanning import fan_out, refuse_unkeyed
from tests.desk.conftest import NOW

DAY = timedelta(days=1)
TODAY = NOW.date()

pytestmark = pytest.mark.django_db


def outcomes(first=TODAY - 30 * DAY, last=TODAY, now=NOW, brands=None):
    pledge = current()
    return reckon(list(brands or pledge.brands), first, last, pledge=pledge, now=now)


def told(found):
    total = found.total()
    return total.in_time, total.late, total.broken


def straight_from_the_promises(first, last):
    """The same by the plainest of queries; the scene's brands live in UTC."""
    begins = datetime(first.year, first.month, first.day, tzinfo=UTC)
    ends = datetime(last.year, last.month, last.day, tzinfo=UTC) + DAY
    with fan_out("test"):
        kept = Promise.objects.filter(state="kept", promisor="company", kept_at__gte=begins, kept_at__lt=ends)
        broken = Promise.objects.exclude(state="void").filter(broken_at__gte=begins, broken_at__lt=ends)
        unwritten = Promise.objects.filter(
            state="owed", broken_at=None, promisor="company", due_at__gte=begins, due_at__lt=min(ends, NOW)
        ).exclude(kind="concession")
        return (
            kept.filter(late=False).count(),
            kept.filter(late=True).count(),
            broken.count() + unwritten.count(),
        )


def test_finished_days_and_today_together_are_what_the_promises_say(summed):
    first = TODAY - 30 * DAY
    assert told(outcomes()) == straight_from_the_promises(first, TODAY)
    assert told(outcomes(last=TODAY - DAY)) == straight_from_the_promises(first, TODAY - DAY)
    assert told(outcomes(first=TODAY)) == straight_from_the_promises(TODAY, TODAY)
    assert told(outcomes())[0] >= 3
    assert told(outcomes())[2] >= 1


def test_before_anything_is_summed_up_the_last_two_days_are_counted_live(scene):
    assert not SummedDay.objects.exists()
    found = outcomes(first=TODAY - DAY)
    assert told(found) == straight_from_the_promises(TODAY - DAY, TODAY)
    assert found.summed_at is None


def test_every_dimension_adds_up_to_the_same(summed):
    found = outcomes()
    whole = told(found)
    for rows in found.by.values():
        added = [sum(getattr(each, name) for each in rows.values()) for name in ("in_time", "late", "broken")]
        assert tuple(added) == whole


def test_a_call_takes_so_many_steps_and_the_next_goes_on(scene):
    assert sum_days(now=NOW, most=2) == 2
    assert SummedDay.objects.count() == 2
    while sum_days(now=NOW, most=2):
        pass
    days = SummedDay.objects.order_by("day").values_list("day", flat=True)
    assert days[len(days) - 1] == TODAY - DAY
    assert sum_days(now=NOW) == 0


def test_what_changes_afterwards_moves_the_figure_of_its_day(summed):
    before = told(outcomes(last=TODAY - DAY))
    with fan_out("test"):
        row = Promise.objects.filter(state="kept", kept_at__lt=NOW - DAY).order_by("kept_at").first()
        Promise.objects.filter(customer_id=row.customer_id, pk=row.pk).update(
            state="owed",
            kind="other",
            kept_at=None,
            broken_at=row.due_at,
            next_check_at=NOW,
            owner=summed.ines,
        )
    later = NOW + timedelta(hours=21)
    while sum_days(now=later):
        pass
    after = told(outcomes(last=TODAY - DAY, now=later))
    assert after[0] == before[0] - 1
    assert after[2] == before[2] + (row.due_at.date() < TODAY)


def test_summing_twice_changes_nothing(summed):
    before = sorted(
        Sum.objects.values_list(
            "brand_id", "day", "channel", "agent_id", "kind", "in_time", "late", "broken"
        ),
        key=str,
    )
    SummedDay.objects.update(summed_at=NOW - 2 * DAY)
    while sum_days(now=NOW):
        pass
    after = sorted(
        Sum.objects.values_list(
            "brand_id", "day", "channel", "agent_id", "kind", "in_time", "late", "broken"
        ),
        key=str,
    )
    assert before == after


def test_days_that_were_not_reached_are_named(summed):
    SummedDay.objects.filter(day__gt=TODAY - 5 * DAY).delete()
    assert outcomes().missing_from == TODAY - 4 * DAY


def test_answers_are_measured_in_open_hours(summed):
    assert Wait.objects.exists()
    found = outcomes()
    for outcome in found.answers.values():
        assert 0 < outcome.median <= outcome.ninth


def test_brands_that_are_not_asked_for_stay_out(summed):
    one = current().brand_id("fellstone")
    found = outcomes(brands=[one])
    assert set(found.by["brand"]) == {one}


def test_sums_are_read_by_statements_that_are_keyed_or_named(summed):
    with connection.execute_wrapper(refuse_unkeyed):
        outcomes()
        sum_days(now=NOW + DAY, most=1)
        note_neglect(now=NOW)


def test_how_long_nobody_was_ignored_is_noted(scene):
    brands = list(current().brands)
    assert peace(brands, TODAY).last is None
    ignored = note_neglect(now=NOW + 2 * DAY)  # by then what broke has been left alone for too long
    assert ignored
    assert peace(brands, TODAY + 5 * DAY).days == 3
    most = max(Neglect.objects.values_list("most", flat=True))
    with fan_out("test"):
        Promise.objects.filter(state="owed").update(tended_at=NOW + 2 * DAY)
    assert note_neglect(now=NOW + 2 * DAY) == 0
    assert max(Neglect.objects.values_list("most", flat=True)) == most  # the day keeps its most
