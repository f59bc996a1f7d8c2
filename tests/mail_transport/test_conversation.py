"""The SMTP and LMTP conversation as a pure machine: no socket, no clock."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.channels.mail.listening.body import Budget
from kept.channels.mail.listening.conversation import (
    COMMAND_LIMIT,
    MISTAKE_LIMIT,
    Conversation,
    House,
    Message,
    Wants,
)

OURS = {"help@shop.example", "orders@shop.example"}


def house(**changes: object) -> House:
    def refusal(address: str) -> str:
        return "" if address in OURS else "550 5.1.1 Nobody here has that address."

    values: dict[str, object] = {"hostname": "mx.shop.example", "size_limit": 10_000, "refusal": refusal}
    return House(**{**values, **changes})  # type: ignore[arg-type]


def talk(conversation: Conversation, *pieces: bytes) -> tuple[list[Message], str]:
    """Feed all pieces, answer each message with a 250; give the messages and all that was said."""
    messages = []
    said = bytearray()
    for piece in pieces:
        conversation.feed(piece)
        while conversation.wants is Wants.VERDICT:
            assert conversation.message is not None
            messages.append(conversation.message)
            conversation.verdict("250 2.0.0 Stored.")
        said += conversation.replies()
    return messages, said.decode()


def codes(said: str) -> list[str]:
    return [line[:3] for line in said.splitlines() if line[3:4] == " "]


def envelope(verb: str = "EHLO") -> bytes:
    return (
        f"{verb} me\r\nMAIL FROM:<ada@customer.example>\r\nRCPT TO:<help@shop.example>\r\nDATA\r\n".encode()
    )


def stuffed(content: bytes) -> bytes:
    """As a client sends it: RFC 5321, 4.5.2."""
    return re.sub(rb"(?m)^\.", b"..", content) + b".\r\n"


def test_a_message_is_handed_over_with_its_envelope_and_its_exact_bytes():
    content = b"Subject: x\r\n\r\n.one dot\r\n..two dots\r\nend\r\n"
    messages, said = talk(
        Conversation(house(), peer="192.0.2.7"), envelope() + stuffed(content) + b"QUIT\r\n"
    )
    assert messages == [Message("ada@customer.example", ("help@shop.example",), content, False, "192.0.2.7")]
    assert codes(said) == ["220", "250", "250", "250", "354", "250", "221"]


lines = st.lists(
    st.one_of(st.sampled_from([b"", b".", b"..", b".x", b"x", b"\x00\xff", b". "]), st.binary(max_size=12))
)


@given(lines, st.lists(st.integers(0, 400)), st.integers(1, 3))
def test_split_anywhere_and_sent_ahead_the_same_messages_arrive(content_lines, cuts, times):
    content = b"".join(line.replace(b"\r", b"").replace(b"\n", b"") + b"\r\n" for line in content_lines)
    body = b"MAIL FROM:<>\r\nRCPT TO:<help@shop.example>\r\nDATA\r\n" + stuffed(content)
    stream = b"EHLO me\r\n" + body * times + b"QUIT\r\n"
    marks = sorted({0, len(stream), *(cut % len(stream) for cut in cuts)})
    pieces = [stream[a:b] for a, b in pairwise(marks)]
    conversation = Conversation(house())
    messages, said = talk(conversation, *pieces)
    assert [m.raw for m in messages] == [content] * times
    assert [m.mail_from for m in messages] == [""] * times
    assert codes(said) == ["220", "250", *["250", "250", "354", "250"] * times, "221"]
    assert conversation.wants is Wants.CLOSE


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_no_bytes_at_all_break_the_conversation_or_leave_memory_reserved(before, after):
    budget = Budget(5_000)
    conversation = Conversation(house(budget=budget, size_limit=100))
    talk(conversation, before, envelope(), after, b"\r\n.\r\n", after)
    conversation.drop()
    assert budget.left == 5_000


@pytest.mark.parametrize(
    "end", [b"\n.\n", b"\r\n.\n", b"\n.\r\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\r\n\n.\r\n"]
)
def test_an_end_that_only_other_servers_would_see_is_refused_and_smuggles_nothing(end):
    inner = b"MAIL FROM:<boss@bank.example>\r\nRCPT TO:<help@shop.example>\r\nDATA\r\nSubject: smuggled\r\n"
    conversation = Conversation(house())
    messages, said = talk(conversation, envelope() + b"Subject: outer\r\n\r\nx" + end + inner + b"\r\n.\r\n")
    assert messages == []
    assert codes(said)[-2:] == ["550", "421"]
    assert conversation.wants is Wants.CLOSE


def test_bare_line_feeds_without_a_lone_dot_are_kept_as_they_came():
    content = b"Subject: x\n\n.hidden\ntext\n\r\n"
    messages, _ = talk(Conversation(house()), envelope() + stuffed(content))
    assert messages[0].raw == content


def test_what_is_too_large_is_refused_when_declared_and_when_sent_and_the_next_message_is_taken():
    conversation = Conversation(house())
    _, said = talk(conversation, b"EHLO me\r\nMAIL FROM:<a@b.example> SIZE=10001\r\n")
    assert codes(said)[-1] == "552"
    large = (
        b"MAIL FROM:<a@b.example>\r\nRCPT TO:<help@shop.example>\r\nDATA\r\n" + b"x" * 9_999 + b"\r\n.\r\n"
    )
    _, said = talk(conversation, large)
    assert codes(said)[-1] == "552"
    small = (
        b"MAIL FROM:<a@b.example>\r\nRCPT TO:<help@shop.example>\r\nDATA\r\n" + b"x" * 9_998 + b"\r\n.\r\n"
    )
    messages, said = talk(conversation, small)
    assert len(messages) == 1 and codes(said)[-1] == "250"


def test_when_all_connections_together_hold_too_much_a_sender_is_asked_to_come_again():
    budget = Budget(1_000)
    first, second = Conversation(house(budget=budget)), Conversation(house(budget=budget))
    talk(first, envelope() + b"x" * 900)
    _, said = talk(second, envelope() + b"x" * 200 + b"\r\n.\r\n")
    assert codes(said)[-1] == "452"
    messages, _ = talk(first, b"\r\n.\r\n")
    assert len(messages) == 1
    assert budget.left == 1_000


def test_unknown_recipients_are_refused_one_by_one():
    conversation = Conversation(house())
    _, said = talk(
        conversation,
        b"EHLO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<nobody@shop.example>\r\nRCPT TO:<help@shop.example>\r\n",
    )
    assert codes(said)[-2:] == ["550", "250"]
    messages, _ = talk(conversation, b"DATA\r\n\r\n.\r\n")
    assert messages[0].recipients == ("help@shop.example",)


def test_lmtp_answers_once_for_each_recipient_it_took():
    conversation = Conversation(house(), lmtp=True)
    _, said = talk(
        conversation,
        b"LHLO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<help@shop.example>\r\nRCPT TO:<no@shop.example>\r\n"
        b"RCPT TO:<orders@shop.example>\r\nDATA\r\nx\r\n.\r\n",
    )
    assert codes(said) == ["220", "250", "250", "250", "550", "250", "354", "250", "250"]
    assert codes(talk(conversation, b"EHLO me\r\n")[1]) == ["500"]


def test_nothing_said_before_the_handshake_counts_after_it():
    conversation = Conversation(house(tls=True))
    _, said = talk(
        conversation,
        b"EHLO me\r\nMAIL FROM:<a@b.example>\r\nSTARTTLS\r\nRSET\r\nMAIL FROM:<x@evil.example>\r\n",
    )
    assert "250-STARTTLS" in said and conversation.wants is Wants.TLS
    conversation.secured()
    _, said = talk(conversation, b"MAIL FROM:<a@b.example>\r\nEHLO me\r\n")
    assert codes(said) == ["503", "250"] and "STARTTLS" not in said


def test_commands_out_of_order_get_a_sentence_and_no_effect():
    _, said = talk(
        Conversation(house()),
        b"MAIL FROM:<a@b.example>\r\nRCPT TO:<help@shop.example>\r\nEHLO\r\nEHLO me\r\nDATA\r\nMAIL FROM:a@b\r\n"
        b"MAIL FROM:<a@b.example> RET=FULL\r\nMAIL FROM:<a@b.example> BODY=8BITMIME SMTPUTF8 SIZE=5\r\nDATA\r\n"
        b"NOOP\r\nVRFY x\r\nAUTH PLAIN x\r\nHELP\r\nRSET\r\nRCPT TO:<help@shop.example>\r\nWAT\r\nNOOP\n",
    )
    assert codes(said) == [
        *("220", "503", "503", "501", "250", "503", "501", "555", "250", "554"),
        *("250", "252", "503", "214", "250", "503", "500", "500"),
    ]


def test_addresses_may_be_quoted_routed_or_beyond_ascii():
    conversation = Conversation(house(refusal=lambda _: ""))
    messages, _ = talk(
        conversation,
        'EHLO me\r\nMAIL FROM:<@relay.example:"a >b"@c.example> SMTPUTF8\r\nRCPT TO: <größe@shop.example>\r\n'
        "DATA\r\nx\r\n.\r\n".encode(),
    )
    assert messages[0].mail_from == '"a >b"@c.example'
    assert messages[0].recipients == ("größe@shop.example",)


def test_endless_lines_and_endless_mistakes_end_the_connection():
    conversation = Conversation(house())
    _, said = talk(conversation, b"x" * COMMAND_LIMIT * 3, b"x" * COMMAND_LIMIT * 3, b"\r\nNOOP\r\n")
    assert codes(said) == ["220", "500", "250"]
    _, said = talk(conversation, b"WAT\r\n" * MISTAKE_LIMIT)
    assert codes(said)[-1] == "421" and conversation.wants is Wants.CLOSE


def test_a_busy_house_says_so_before_the_message_is_sent():
    _, said = talk(
        Conversation(house(busy=lambda: "451 4.3.2 Please come again.")), b"EHLO me\r\nMAIL FROM:<>\r\n"
    )
    assert codes(said)[-1] == "451"
