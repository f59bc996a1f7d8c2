"""The ladder: what is tried next, and what a person is given when nothing is left."""

from dataclasses import replace

from hypothesis import strategies as st

from kept.rules.guard import Wish
from kept.rules.ladder import Clue, Health, LadderFacts, Point, Result, Tried, Way, next_way
from tests.rules.properties import given

MAIL = Point(1, "mail", "ann@example.com", Health.WORKS)
WORK_MAIL = Point(2, "mail", "ann@work.example")
PHONE = Point(3, "phone", "+44 20 7946 0000")
HOUSE = Point(4, "letter", "4 Hill Street, Leeds")
ORDER = (Way.SAME_MAIL_AGAIN, Way.OTHER_MAIL, Way.SMS, Way.CALL, Way.LETTER)
BOUNCED = Tried(Way.MAIL, 1, Result.FAILED, "no such mailbox")


def facts(*tried: Tried, points=(MAIL, WORK_MAIL, PHONE, HOUSE), **known) -> LadderFacts:
    known.setdefault("order", ORDER)
    return LadderFacts(points=points, tried=tried, **known)


def test_after_a_bounce_another_address_is_tried():
    found = next_way(facts(BOUNCED))
    assert (found.way, found.point, found.automatic) == (Way.OTHER_MAIL, WORK_MAIL, True)
    assert found.why == (
        "Mail to ann@example.com failed (no such mailbox); it goes to another address, ann@work.example."
    )


def test_after_a_delay_or_silence_the_same_address_is_tried_once_more():
    for result in (Result.DELAYED, Result.SILENT):
        first = Tried(Way.MAIL, 1, result)
        assert next_way(facts(first)).way is Way.SAME_MAIL_AGAIN
        assert next_way(facts(first)).point == MAIL
        again = Tried(Way.SAME_MAIL_AGAIN, 1, result)
        assert next_way(facts(first, again)).way is Way.OTHER_MAIL


def test_an_address_that_is_dead_is_not_tried_again():
    dead = replace(MAIL, health=Health.FAILED)
    found = next_way(facts(Tried(Way.MAIL, 1, Result.SILENT), points=(dead, PHONE)))
    assert (found.way, found.point) == (Way.CALL, PHONE)


def test_an_address_that_works_is_tried_before_one_of_which_nothing_is_known():
    works = Point(9, "mail", "ann@home.example", Health.WORKS)
    assert next_way(facts(BOUNCED, points=(MAIL, WORK_MAIL, works))).point == works


def test_a_call_and_a_letter_are_tasks_for_a_person():
    tried = (BOUNCED, Tried(Way.OTHER_MAIL, 2, Result.FAILED))
    called = next_way(facts(*tried))
    assert (called.way, called.point, called.automatic) == (Way.CALL, PHONE, False)
    rang = Tried(Way.CALL, 3, Result.NO_ANSWER)
    assert next_way(facts(*tried, rang)).way is Way.CALL
    letter = next_way(facts(*tried, rang, rang))
    assert (letter.way, letter.point, letter.automatic) == (Way.LETTER, HOUSE, False)


def test_the_order_is_the_pledges():
    found = next_way(facts(BOUNCED, order=(Way.CALL, Way.OTHER_MAIL)))
    assert found.way is Way.CALL


def test_a_short_message_is_sent_only_where_the_desk_can():
    tried = (BOUNCED, Tried(Way.OTHER_MAIL, 2, Result.FAILED))
    assert next_way(facts(*tried, available=frozenset({"mail", "sms", "call"}))).way is Way.SMS
    failed = Tried(Way.SMS, 3, Result.FAILED)
    # A number that takes no short messages may well be called.
    assert next_way(facts(*tried, failed, available=frozenset({"mail", "sms", "call"}))).way is Way.CALL


def test_who_does_not_want_calls_is_not_called():
    tried = (BOUNCED, Tried(Way.OTHER_MAIL, 2, Result.FAILED))
    for wish in (Wish.NO_CALLS, Wish.WRITTEN_ONLY):
        assert next_way(facts(*tried, wishes=frozenset({wish}))).way is Way.LETTER


def test_who_does_not_want_to_be_contacted_is_a_matter_for_a_person():
    found = next_way(facts(BOUNCED, wishes=frozenset({Wish.NO_CONTACT})))
    assert found.way is Way.FIND_WAY
    assert "asked not to be contacted" in found.why


def test_while_a_try_is_under_way_it_is_waited_for():
    found = next_way(facts(BOUNCED, Tried(Way.OTHER_MAIL, 2, Result.WAITING)))
    assert (found.way, found.point) == (Way.WAIT, WORK_MAIL)
    assert found.why == "Mail to ann@work.example is still under way."


def test_third_parties_on_the_way_learn_only_that_we_wish_to_speak_to_her():
    neighbour = Point(8, "phone", "+44 20 7946 0001", person="the business at her delivery address")
    found = next_way(facts(BOUNCED, points=(MAIL, neighbour)))
    assert "+44 20 7946 0001 (the business at her delivery address)" in found.why
    assert found.why.endswith("Say no more than that we wish to speak to the customer.")


def test_when_nothing_is_left_a_person_looks_with_the_clues():
    found = next_way(
        facts(
            BOUNCED,
            Tried(Way.CALL, 3, Result.FAILED, "number not in service"),
            Tried(Way.OTHER_MAIL, 2, Result.SILENT),
            points=(MAIL, WORK_MAIL, PHONE),
            order=(Way.OTHER_MAIL, Way.SMS, Way.CALL),
            clues=(
                Clue("Delivery address", "c/o Hill & Sons, 4 Hill Street"),
                Clue("Business", "Hill & Sons"),
            ),
        )
    )
    assert (found.way, found.point, found.automatic) == (Way.FIND_WAY, None, False)
    assert found.clues.splitlines() == [
        "Tried: Mail to ann@example.com failed (no such mailbox).",
        "Tried: The call to +44 20 7946 0000 failed (number not in service).",
        "Tried: Mail to ann@work.example brought no sign.",
        "Not tried: a short message, because this desk cannot send any.",
        "Mail address: ann@work.example",
        "Delivery address: c/o Hill & Sons, 4 Hill Street",
        "Business: Hill & Sons",
    ]


def test_what_was_left_out_for_a_wish_is_told():
    found = next_way(facts(BOUNCED, points=(MAIL, PHONE), wishes=frozenset({Wish.NO_CALLS})))
    assert "Not tried: a call, because the customer has asked not to be called." in found.clues


def test_with_nothing_tried_the_first_rung_is_offered():
    found = next_way(facts(points=(PHONE,)))
    assert (found.way, found.why) == (Way.CALL, "Somebody calls +44 20 7946 0000.")


any_points = st.lists(
    st.builds(
        Point,
        st.integers(1, 4),
        st.sampled_from(["mail", "phone", "letter"]),
        st.just("somewhere"),
        st.sampled_from(Health),
    ),
    max_size=4,
    unique_by=lambda point: point.point_id,
)


@given(
    any_points,
    st.lists(st.sampled_from(ORDER), unique=True),
    st.frozensets(st.sampled_from(Wish)),
    st.sampled_from([Result.FAILED, Result.SILENT, Result.NO_ANSWER, Result.DELAYED]),
    examples=150,
)
def test_climbing_always_ends_with_a_person(points, order, wishes, result):
    made = LadderFacts(tuple(points), (), tuple(order), wishes=wishes)
    for _ in range(30):
        step = next_way(made)
        assert step.why.endswith(".")
        if step.way is Way.FIND_WAY:
            return
        assert step.point is not None
        assert step.point.health is not Health.FAILED
        made = replace(made, tried=(*made.tried, Tried(step.way, step.point.point_id, result)))
    raise AssertionError("the ladder has no end")
