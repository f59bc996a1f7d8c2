"""A demo never gets into somebody's desk, and never out of its own."""

import pytest

from kept.operations.demo.anew import CannotStartOver, start_over
from kept.operations.demo.standing import NotADemo, begin, is_demo
from kept.pledge.accept import accept_pledge
from kept.pledge.schema import default_text
from tests.making import take


def test_an_empty_desk_may_become_a_demo(desk, now):
    assert not is_demo()
    begin(now)
    assert is_demo()


def test_a_desk_with_customers_is_left_alone(desk, now):
    take(desk, at=now)
    with pytest.raises(NotADemo, match="customers of its own"):
        begin(now)


def test_a_desk_with_a_pledge_of_its_own_is_left_alone(desk, now):
    accept_pledge(default_text().replace("Our company", "Harrow Lane"), by=desk.ines.actor, now=now)
    with pytest.raises(NotADemo, match="pledge of its own"):
        begin(now)


def test_a_desk_that_can_send_mail_is_left_alone(desk, now):
    from kept.channels.mail.models import Relay

    Relay.objects.update_or_create(id=1, defaults={"host": "relay.example"})
    with pytest.raises(NotADemo, match="can send mail"):
        begin(now)


def test_a_demo_that_got_a_relay_is_not_thrown_away(desk, now):
    from kept.channels.mail.models import Relay

    begin(now)
    Relay.objects.update_or_create(id=1, defaults={"host": "relay.example"})
    with pytest.raises(CannotStartOver, match="real mail"):
        start_over()
