"""Mail of the framework to our own people goes out by the relay in force."""

import pytest
from django.core.mail import EmailMultiAlternatives

from kept.channels.mail import models
from kept.channels.mail.sending.django_backend import Backend, MailNotSent
from tests.mail_transport.peers.sink import Sink

pytestmark = pytest.mark.usefixtures("open_desk")


def test_a_sign_in_mail_leaves_by_the_relay_that_is_set_in_the_desk():
    sink = Sink().start()
    models.Relay.objects.create(host="127.0.0.1", port=sink.port, security="none")
    mail = EmailMultiAlternatives("Sign in", "Here is your link.", to=["grace@shop.example"])
    mail.attach_alternative("<p>Here is your link.</p>", "text/html")
    assert Backend().send_messages([mail]) == 1
    assert sink.got[0].recipients == ["grace@shop.example"] and b"help@shop.example" in sink.got[0].content
    sink.stop()


def test_without_a_relay_it_is_said_that_nothing_was_sent():
    mail = EmailMultiAlternatives("Sign in", "Here is your link.", to=["grace@shop.example"])
    with pytest.raises(MailNotSent, match="No way to send mail"):
        Backend().send_messages([mail])
    assert Backend(fail_silently=True).send_messages([mail]) == 0
