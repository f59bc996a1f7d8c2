"""The relay's client against a server of another hand: what becomes of a parcel, and the moment of doubt."""

import ssl
from collections.abc import Callable, Iterator

import pytest

from kept.channels.mail.sending.relay import Outcome, Parcel, RelaySettings
from kept.channels.mail.sending.smtp import SmtpRelay
from kept.channels.mail.sending.trying import try_relay
from tests.mail_transport import certificates
from tests.mail_transport.peers.private import free_port
from tests.mail_transport.peers.sink import Sink


@pytest.fixture
def sinks() -> Iterator[Callable[..., Sink]]:
    started: list[Sink] = []

    def start(**settings: object) -> Sink:
        started.append(Sink(**settings).start())  # type: ignore[arg-type]
        return started[-1]

    yield start
    for sink in started:
        sink.stop()


def relay(sink: Sink, **changes: object) -> SmtpRelay:
    values: dict[str, object] = {
        "protocol": "smtp",
        "security": "none",
        "host": "localhost",
        "port": sink.port,
    }
    return SmtpRelay(RelaySettings(**{**values, **changes}), hostname="desk.example")  # type: ignore[arg-type]


def parcel(
    to: str = "ada@customer.example",
    message: bytes = b"Subject: x\r\n\r\nhello\r\n",
    path: str = "b@shop.example",
) -> Parcel:
    return Parcel(path, to, message)


def test_many_parcels_go_over_one_connection_and_arrive_as_they_were(sinks):
    sink = sinks()
    way = relay(sink)
    messages = [b"Subject: x\r\n\r\n.dot\r\n..dots\r\n", "größer\r\n".encode(), b"no end", b"\r\n"]
    assert [way.hand_over(parcel(message=m)).outcome for m in messages] == [Outcome.TAKEN] * 4
    way.close()
    assert [got.content for got in sink.got] == [*messages[:2], b"no end\r\n", b"\r\n"]
    assert sink.connections == 1
    assert sink.got[0].options[0].startswith("SIZE=") and "BODY=8BITMIME" in sink.got[1].options


def test_the_null_sender_is_handed_over_as_such(sinks):
    sink = sinks()
    relay(sink).hand_over(parcel(path=""))
    assert sink.got[0].mail_from == ""


@pytest.mark.parametrize(
    ("answer", "outcome", "code", "words"),
    [
        ("550 5.1.1 No such user", Outcome.REFUSED, "5.1.1", "The mailbox does not exist."),
        ("452 4.2.2 Mailbox full", Outcome.LATER, "4.2.2", "The mailbox is full."),
        ("421 4.3.2 Shutting down", Outcome.LATER, "4.3.2", "No such user"),
    ],
)
def test_what_the_relay_says_about_a_recipient_is_read_and_the_next_parcel_goes_on(
    sinks, answer, outcome, code, words
):
    sink = sinks(on_recipient=lambda a: answer if a.startswith("odd") else "250 ok")
    way = relay(sink)
    handed = way.hand_over(parcel("odd@customer.example"))
    assert (handed.outcome, handed.code) == (outcome, code)
    assert words in handed.words or answer.startswith("421")
    assert answer[4:] in handed.words
    assert way.hand_over(parcel()).outcome is Outcome.TAKEN


def test_a_message_refused_after_its_content_is_refused_for_good(sinks):
    sink = sinks(on_data=lambda _: "554 5.7.1 Message looks like spam")
    handed = relay(sink).hand_over(parcel())
    assert handed.outcome is Outcome.REFUSED and handed.words.startswith("It was refused as spam.")


def test_when_the_line_breaks_before_the_verdict_nobody_knows(sinks):
    handed = relay(sinks(on_data=lambda _: "drop")).hand_over(parcel())
    assert handed.outcome is Outcome.UNSURE


def test_when_it_breaks_before_the_message_it_certainly_did_not_leave(sinks):
    handed = relay(sinks(on_recipient=lambda _: "drop")).hand_over(parcel())
    assert handed.outcome is Outcome.UNREACHED


def test_a_connection_that_the_relay_closed_meanwhile_is_opened_anew(sinks):
    sink = sinks()
    way = relay(sink)
    assert way.hand_over(parcel()).outcome is Outcome.TAKEN
    sink.hang_up()
    assert way.hand_over(parcel()).outcome is Outcome.TAKEN
    assert sink.connections == 2


def test_with_tls_and_a_password_as_the_settings_say(sinks, tmp_path, monkeypatch):
    paths = certificates.make(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*paths)
    sink = sinks(tls_context=context, users={"desk": "secret"})
    secure = {"security": "starttls", "user": "desk"}
    assert "cannot be trusted" in relay(sink, password="secret", **secure).hand_over(parcel()).words
    monkeypatch.setenv("SSL_CERT_FILE", str(paths[0]))
    assert relay(sink, password="secret", **secure).hand_over(parcel()).outcome is Outcome.TAKEN
    assert sink.got[0].tls and sink.got[0].user == "desk"
    handed = relay(sink, password="wrong", **secure).hand_over(parcel())
    assert handed.outcome is Outcome.UNREACHED and "refuses the sign-in of desk" in handed.words


def test_starttls_is_required_when_the_settings_ask_for_it(sinks):
    handed = relay(sinks(), security="starttls").hand_over(parcel())
    assert handed.outcome is Outcome.UNREACHED and "does not offer" in handed.words


def test_over_lmtp_the_recipients_own_server_has_taken_it(sinks):
    handed = relay(sinks(lmtp=True), protocol="lmtp").hand_over(parcel())
    assert handed.outcome is Outcome.TAKEN and handed.final


def test_an_address_beyond_ascii_needs_a_relay_that_takes_it(sinks):
    assert relay(sinks()).hand_over(parcel("größe@customer.example")).outcome is Outcome.TAKEN


def test_a_relay_that_is_not_there_says_nothing_about_the_recipient(sinks):
    handed = SmtpRelay(RelaySettings("smtp", "none", "127.0.0.1", free_port())).hand_over(parcel())
    assert handed.outcome is Outcome.UNREACHED and "cannot be reached" in handed.words


def test_the_live_test_of_a_relay_says_what_works_and_what_does_not(sinks):
    sink = sinks(on_recipient=lambda a: "550 5.1.1 no" if a.startswith("no") else "250 ok")
    settings = RelaySettings("smtp", "none", "127.0.0.1", sink.port)
    assert [c.ok for c in try_relay(settings, recipient="me@shop.example", message=b"test")] == [True, True]
    assert [c.ok for c in try_relay(settings, recipient="no@shop.example", message=b"test")] == [True, False]
    bad = try_relay(RelaySettings("smtp", "none", "127.0.0.1", free_port()))
    assert [c.ok for c in bad] == [False]
    assert not try_relay(RelaySettings("smtp", "none", "smtp://x", 25))[0].ok
