"""Whether plus-addresses reach us is seen by a test mail, through whatever door it comes back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from kept.channels.mail import plus
from kept.channels.mail.fetching.trying import wait_for_plus
from kept.channels.mail.models import PlusAddress
from kept.channels.mail.sending.relay import Outcome, RelaySettings
from kept.channels.mail.sending.smtp import SmtpRelay
from kept.clock import now
from kept.contacts.models import Contact, Quarantine
from tests.mail_transport.peers.sink import Sink

pytestmark = pytest.mark.usefixtures("open_desk")


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink().start()
    yield sink
    sink.stop()


def relay(port: int) -> SmtpRelay:
    return SmtpRelay(RelaySettings("smtp", "none", "127.0.0.1", port), hostname="desk.example")


def test_a_test_mail_that_comes_in_shows_that_they_work_and_is_nobodys_contact(listener):
    assert plus.plus_works("help@shop.example") is None
    assert plus.ask("Help@shop.example", relay(listener), now=now()).outcome is Outcome.TAKEN
    assert wait_for_plus("help@shop.example", seconds=5) is True
    assert not Contact.objects.exists() and not Quarantine.objects.exists()


def test_one_that_does_not_come_in_shows_after_a_while_that_they_do_not(sink):
    plus.ask("help@shop.example", relay(sink.port), now=now())
    assert wait_for_plus("help@shop.example", seconds=0.1) is None
    assert plus.give_up("help@shop.example", now=now() + timedelta(minutes=10))
    assert plus.plus_works("help@shop.example") is False


def test_somebody_elses_guess_shows_nothing(sink):
    plus.ask("help@shop.example", relay(sink.port), now=now())
    assert sink.got[0].mail_from == "" and "+kept-test." in sink.got[0].recipients[0]
    assert not plus.note_arrival(["help+kept-test." + "0" * 32 + "@shop.example"], now=now())
    assert plus.plus_works("help@shop.example") is None
    assert plus.note_arrival(sink.got[0].recipients, now=now())
    assert not plus.note_arrival(sink.got[0].recipients, now=now()), "a token counts once"
    assert PlusAddress.objects.get().works


def test_the_live_test_sends_by_the_relay_in_force_and_waits_for_what_comes_back(listener):
    from kept.channels.mail.models import Relay
    from kept.channels.mail.sending.asking import plus_addresses_work

    assert not plus_addresses_work("help@shop.example", now=now()).ok
    Relay.objects.create(host="127.0.0.1", port=listener, security="none")
    assert plus_addresses_work("help@shop.example", now=now(), seconds=10).ok
    assert plus.plus_works("help@shop.example") is True


def test_a_test_mail_that_nobody_heard_of_again_is_settled(sink):
    from kept.channels.mail.sending.asking import settle_plus

    plus.ask("help@shop.example", relay(sink.port), now=now())
    assert settle_plus(now=now()) == 0
    assert settle_plus(now=now() + timedelta(minutes=11)) == 1
    assert plus.plus_works("help@shop.example") is False
