"""Confirmed, or a second channel: two hand-overs are not enough; each channel has to be presumed."""

from datetime import timedelta

from kept.rules.promise import Kind, Reach, State, Why
from tests.rules.promises import DUE, GRACE, HOUR, MINUTE, confirmed, handed_over, proof, standing, terms

MONEY = terms(kind=Kind.REFUND, needs=Reach.CONFIRMED, sign_until=timedelta(days=2), or_second_channel=True)
AT = DUE - 3 * HOUR
LATER = AT + HOUR
#: When the silence after the second hand-over has lasted long enough.
BOTH = LATER + GRACE
MAIL = handed_over(AT, of="mail", channel="mail")
LETTER = handed_over(LATER, of="letter", channel="letter")


def test_two_hand_overs_on_two_channels_keep_nothing_yet():
    stands = standing(MONEY, MAIL, LETTER, now=LATER + MINUTE)
    assert (stands.state, stands.kept_at) == (State.IN_PROOF, None)
    assert stands.verdict_at == stands.next_check_at == BOTH


def test_it_is_kept_when_the_second_channel_is_presumed_too_at_its_hand_over():
    before = standing(MONEY, MAIL, LETTER, now=BOTH - MINUTE)
    after = standing(MONEY, MAIL, LETTER, now=BOTH)
    assert before.state == State.IN_PROOF
    assert (after.state, after.kept_at, after.late, after.broken_at) == (State.KEPT, LATER, False, None)


def test_a_second_mail_is_no_second_channel():
    again = handed_over(LATER, of="mail again", channel="mail")
    assert standing(MONEY, MAIL, again, now=BOTH + HOUR).state == State.IN_PROOF


def test_what_has_no_channel_counts_beside_none():
    assert standing(MONEY, MAIL, handed_over(LATER, of="x"), now=BOTH + HOUR).state == State.IN_PROOF


def test_a_bounce_takes_the_second_channel_away_again():
    back = handed_over(LATER, of="letter", channel="letter", withdrawn=BOTH + HOUR)
    stands = standing(MONEY, MAIL, back, now=BOTH + 2 * HOUR)
    assert (stands.state, stands.kept_at) == (State.IN_PROOF, None)
    late = standing(MONEY, MAIL, back, now=AT + timedelta(days=2))
    assert (late.state, late.why, late.broken_at) == (
        State.OWED,
        Why.SIGN_NEVER_CAME,
        None if late.kept_at else DUE,
    )


def test_a_notice_of_delay_puts_the_second_channel_off():
    slow = handed_over(LATER, of="letter", channel="letter", delayed=LATER + 2 * HOUR)
    assert standing(MONEY, MAIL, slow, now=BOTH).state == State.IN_PROOF
    assert standing(MONEY, MAIL, slow, now=BOTH + 2 * HOUR).state == State.KEPT


def test_a_delivery_notice_needs_no_silence():
    shown = proof(Reach.DELIVERED, LATER, of="letter", channel="letter")
    assert standing(MONEY, MAIL, shown, now=AT + GRACE).state == State.KEPT
    assert standing(MONEY, MAIL, shown, now=AT + GRACE - MINUTE).state == State.IN_PROOF


def test_a_confirmation_by_one_channel_is_enough_and_time_does_not_move_when():
    reply = confirmed(LATER + HOUR, of="mail", channel="mail")
    soon = standing(MONEY, MAIL, LETTER, reply, now=LATER + 2 * HOUR)
    late = standing(MONEY, MAIL, LETTER, reply, now=BOTH + HOUR)
    assert soon.state == late.state == State.KEPT
    assert soon.kept_at == late.kept_at == LATER


def test_whoever_may_not_use_a_second_channel_waits_for_the_sign():
    plain = terms(kind=Kind.REFUND, needs=Reach.CONFIRMED, sign_until=timedelta(days=2))
    assert standing(plain, MAIL, LETTER, now=BOTH + HOUR).state == State.IN_PROOF


def test_a_sign_that_is_due_earlier_than_the_silence_does_not_give_it_back_before():
    short = terms(kind=Kind.REFUND, needs=Reach.CONFIRMED, sign_until=HOUR, or_second_channel=True)
    assert standing(short, MAIL, now=AT + 2 * HOUR).state == State.OWED
    both = standing(short, MAIL, LETTER, now=BOTH - MINUTE)
    assert (both.state, both.broken_at) == (State.IN_PROOF, None)
    assert standing(short, MAIL, LETTER, now=BOTH).kept_at == LATER
