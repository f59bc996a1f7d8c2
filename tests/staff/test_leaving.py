"""Whoever leaves, leaves nothing unowned: every open case and promise has somebody else, and they are told."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from kept.cases.models import Offer
from kept.handling.leaving import close_team, hand_on_left, leave
from kept.handling.offering import offer_case
from kept.handling.restricting import give_brands, give_role
from kept.handling.settle import reopen_case, settle_case
from kept.ledger.models import Entry
from kept.ledger.queries import entries_of_company, fact_of
from kept.pledge.models import Brand
from kept.promises.make import Vow, make_promise
from kept.promises.models import OPEN, Promise
from kept.refusal import Refusal
from kept.staff.actions import change, everyone
from kept.staff.first_link import LinkSpent, invitation, look
from kept.staff.models import Agent, Notice, Team
from kept.staff.places import change_team, seat
from kept.staff.working import plan_absence
from kept.storage.fanning import fan_out
from tests.staff.office import Office, answer_of, fresh

HOUR = timedelta(hours=1)


def repairs(office: Office, lead: Agent, now: datetime) -> Team:
    return change_team(
        None, name="Repairs", lead=lead, brand=None, members=[office.ruth], by=office.ines.actor, now=now
    )


def unowned() -> list[Promise]:
    """Open promises whose owner does not work here, and cases likewise, would stand here."""
    gone = Agent.objects.filter(is_active=False)
    with fan_out("test"):
        return list(Promise.objects.filter(state__in=OPEN, owner__in=gone))


def told(agent: Agent) -> list[str]:
    return list(Notice.objects.filter(agent=agent).order_by("pk").values_list("words", flat=True))


def facts(kind: str) -> list[dict]:
    with fan_out("test"):
        return [fact_of(entry) for entry in Entry.objects.filter(kind=kind).order_by("id")]


def test_what_he_held_goes_to_the_colleague_who_was_named(office: Office, now: datetime):
    one, two = (office.case(now, of=office.jonas, sender=f"{n}@customer.test") for n in "ab")
    make_promise(
        one.customer_id, one.pk, Vow("send", "Send the form", now + HOUR), by=office.jonas.actor, now=now
    )
    handed = leave(office.jonas.pk, to=office.ruth, by=office.ines.actor, now=now + HOUR)
    assert (handed.cases, handed.promises) == (2, 3)
    assert {fresh(one).owner, fresh(two).owner} == {office.ruth} and not unowned()
    assert answer_of(one).owner == office.ruth
    assert "Jonas Weil has left. Yours now: 2 cases." in told(office.ruth)
    given = [fact for fact in facts("promise.given") if fact["owner"] == office.ruth.pk]
    assert len(given) == 3  # a fact each
    (left,) = facts("staff.left")
    assert left == {"agent": office.jonas.pk, "to": office.ruth.pk, "cases": 2, "promises": 3}


def test_without_a_name_the_team_of_each_matter_answers_and_its_lead_is_told(office: Office, now: datetime):
    case = office.case(now, of=office.jonas)
    leave(office.jonas.pk, to=None, by=office.ines.actor, now=now)
    assert fresh(case).owner is None and fresh(case).team == everyone()
    assert answer_of(case).team == everyone() and answer_of(case).owner is None
    assert any("your team answers for 1 case" in words for words in told(office.ines))


def test_a_promise_in_somebody_elses_case_changes_hands_and_the_case_does_not(office: Office, now: datetime):
    case = office.case(now, of=office.amara)
    Promise.objects.filter(customer_id=case.customer_id, case_id=case.pk).update(owner=office.jonas)
    leave(office.jonas.pk, to=office.ruth, by=office.ines.actor, now=now)
    assert fresh(case).owner == office.amara and answer_of(case).owner == office.ruth


def test_what_the_receiver_may_not_see_goes_to_the_team(office: Office, now: datetime):
    from kept.pledge.models import Brand

    other = Brand.objects.create(
        slug="other", name="Other", accent="#000000", address="o@o.test", reply_domain="o.test"
    )
    seat(office.ruth, all_brands=False, brands=[other], by=office.ines.actor, now=now)
    case = office.case(now, of=office.jonas)
    leave(office.jonas.pk, to=Agent.objects.get(pk=office.ruth.pk), by=office.ines.actor, now=now)
    assert fresh(case).owner is None and answer_of(case).team == everyone()


def test_what_is_settled_keeps_its_history_and_comes_to_the_team_when_it_is_opened_again(
    office: Office, now: datetime
):
    case = office.case(now, of=office.jonas)
    promise = answer_of(case)
    from kept.promises.close import release

    release(case.customer_id, promise.pk, contact_id=None, why="He found it.", by=office.jonas.actor, now=now)
    settle_case(case.customer_id, case.pk, cause="Found", by=office.jonas.actor, now=now)
    leave(office.jonas.pk, to=None, by=office.ines.actor, now=now)
    assert fresh(case).owner == office.jonas
    reopen_case(case.customer_id, case.pk, why="She asks again", by=office.ines.actor, now=now + HOUR)
    vow = Vow("send", "Send it", now + 5 * HOUR)
    make_promise(case.customer_id, case.pk, vow, by=office.ines.actor, now=now + HOUR)
    assert unowned()
    hand_on_left(now=now + HOUR)
    assert not unowned() and fresh(case).owner is None


@pytest.mark.parametrize("who", ["himself", "reader", "somebody who left"])
def test_nobody_can_take_over_who_cannot_answer(office: Office, now: datetime, who: str):
    change(office.amara.pk, role="agent", active=False, by=office.ines.actor, now=now)
    to = {
        "himself": office.jonas,
        "reader": office.noor,
        "somebody who left": Agent.objects.get(pk=office.amara.pk),
    }
    with pytest.raises(Refusal, match="cannot take this over"):
        leave(office.jonas.pk, to=to[who], by=office.ines.actor, now=now)


def test_the_last_admin_cannot_leave_or_give_the_role_up(office: Office, now: datetime):
    for role, active in (("agent", True), ("admin", False)):
        with pytest.raises(Refusal, match="last admin"):
            change(office.ines.pk, role=role, active=active, by=office.ines.actor, now=now)
    with pytest.raises(Refusal, match="last admin"):
        leave(office.ines.pk, to=office.ruth, by=office.ines.actor, now=now)
    change(office.ruth.pk, role="admin", active=True, by=office.ines.actor, now=now)
    leave(office.ines.pk, to=office.ruth, by=office.ruth.actor, now=now)
    assert not Agent.objects.get(pk=office.ines.pk).is_active


def test_a_lead_who_leaves_leaves_no_team_with_him_as_lead_and_nobody_waits_for_him_to_stand_in(
    office: Office, now: datetime
):
    change(office.ruth.pk, role="lead", active=True, by=office.ines.actor, now=now)
    ruth = Agent.objects.get(pk=office.ruth.pk)
    team = repairs(office, ruth, now)
    absence = plan_absence(
        office.amara,
        begins_at=now + HOUR,
        ends_at=now + 5 * HOUR,
        stand_in=ruth,
        by=office.ines.actor,
        now=now,
    )
    leave(ruth.pk, to=office.ines, by=office.ines.actor, now=now)
    team.refresh_from_db()
    absence.refresh_from_db()
    assert team.lead == office.ines and absence.stand_in == office.ines


def test_an_invitation_of_somebody_who_left_opens_nothing(office: Office, now: datetime):
    token = invitation(office.jonas, now=now).rpartition("/")[2]
    leave(office.jonas.pk, to=None, by=office.ines.actor, now=now)
    with pytest.raises(LinkSpent):
        look(token, now=now)


def test_a_closed_team_hands_on_what_nobody_has_taken_and_keeps_who_owns_what(office: Office, now: datetime):
    team = repairs(office, office.ines, now)
    untaken, taken = (office.case(now, sender=f"{n}@customer.test") for n in "ab")
    for case, owner in ((untaken, None), (taken, office.ruth)):
        case.team, case.owner = team, owner
        case.store("team", "owner")
    Promise.objects.filter(customer_id=untaken.customer_id).update(team=team)
    close_team(team, into=everyone(), by=office.ines.actor, now=now)
    assert fresh(untaken).team == fresh(taken).team == everyone()
    assert fresh(taken).owner == office.ruth and answer_of(untaken).team == everyone()
    assert "staff.team_closed" in set(entries_of_company().values_list("kind", flat=True))
    with pytest.raises(Refusal, match="stays"):
        close_team(everyone(), into=team, by=office.ines.actor, now=now)


def test_whoever_is_away_himself_does_not_stand_in_for_himself_when_his_stand_in_leaves(
    office: Office, now: datetime
):
    absence = plan_absence(
        office.ruth, begins_at=now + HOUR, ends_at=None, stand_in=office.jonas, by=office.ines.actor, now=now
    )
    leave(office.jonas.pk, to=office.ruth, by=office.ines.actor, now=now)
    absence.refresh_from_db()
    assert absence.stand_in is None


def test_the_teams_of_a_lead_who_leaves_have_another_one_by_a_fact_who_is_in_them(
    office: Office, now: datetime
):
    change(office.ruth.pk, role="lead", active=True, by=office.ines.actor, now=now)
    team = repairs(office, Agent.objects.get(pk=office.ruth.pk), now)
    leave(office.ruth.pk, to=office.ines, by=office.ines.actor, now=now)
    assert {"team": team.pk, "lead": office.ines.pk} in facts("staff.team_changed")
    assert team.memberships.filter(agent=office.ines).exists()


def test_an_offer_to_somebody_who_leaves_or_to_a_team_that_is_closed_ends(office: Office, now: datetime):
    team = repairs(office, office.ines, now)
    for to, group in ((office.jonas, None), (None, team)):
        case = office.case(now, of=office.amara, sender=f"{group or 'him'}@customer.test")
        offer = offer_case(
            case.customer_id, case.pk, to=to, team=group, words="So.", by=office.amara, now=now
        )
        if to:
            leave(to.pk, to=None, by=office.ines.actor, now=now)
        else:
            close_team(team, into=everyone(), by=office.ines.actor, now=now)
        ended = Offer.objects.get(customer_id=case.customer_id, pk=offer.pk)
        assert ended.state == "withdrawn" and fresh(case).owner == office.amara
        assert {"case": case.pk, "offer": offer.pk, "how": "withdrawn"} in facts("case.offer_ended")


def test_locks_on_cases_come_before_the_companys_chain(office: Office, now: datetime):
    office.case(now, of=office.jonas)
    order: list[str] = []

    def noted(execute, sql, params, many, context):
        order.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        leave(office.jonas.pk, to=office.ruth, by=office.ines.actor, now=now)
    cases = next(n for n, sql in enumerate(order) if "cases_case" in sql and "FOR UPDATE" in sql)
    chain = next(n for n, sql in enumerate(order) if "ledger_head" in sql and "FOR UPDATE" in sql)
    assert cases < chain


def test_whoever_only_reads_from_now_on_holds_nothing_and_leads_nothing(office: Office, now: datetime):
    case = office.case(now, of=office.jonas)
    team = repairs(office, office.jonas, now)
    handed = give_role(office.jonas.pk, role="reader", by=office.ines.actor, now=now)
    team.refresh_from_db()
    assert (handed.cases, handed.promises) == (1, 1) and team.lead is None
    assert fresh(case).owner is None and answer_of(case).owner is None
    assert Agent.objects.get(pk=office.jonas.pk).is_active
    assert any("Jonas Weil only reads now." in words for words in told(office.ines))


def test_what_is_of_a_brand_that_he_does_not_see_any_more_goes_to_the_team(office: Office, now: datetime):
    case = office.case(now, of=office.jonas)
    other = Brand.objects.create(slug="other", name="Other")
    give_brands(office.jonas, all_brands=False, brands=[case.brand, other], by=office.ines.actor, now=now)
    assert fresh(case).owner == office.jonas
    give_brands(office.jonas, all_brands=False, brands=[other], by=office.ines.actor, now=now)
    assert fresh(case).owner is None and answer_of(case).team_id == case.team_id
