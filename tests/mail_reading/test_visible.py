"""What the writer says, told apart from history and signature. A lost line is worse than a leaked one."""

# ruff: noqa: E501 (tables are read by the row)

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.channels.mail.display import text_blocks, visible_text
from tests.mail_reading.replies import REPLIES


@pytest.mark.parametrize(("name", "subject", "text", "said"), REPLIES, ids=[reply[0] for reply in REPLIES])
def test_only_his_own_words_are_visible(name: str, subject: str, text: str, said: str):
    assert visible_text(text, subject=subject) == said


@pytest.mark.parametrize(("name", "subject", "text", "said"), REPLIES, ids=[reply[0] for reply in REPLIES])
def test_the_blocks_together_are_the_whole_text(name: str, subject: str, text: str, said: str):
    blocks = text_blocks(text, subject=subject)
    assert "\n".join(block.text for block in blocks) == text
    assert all(one.kind != other.kind for one, other in pairwise(blocks))


def test_blocks_come_in_order_with_their_kinds():
    blocks = text_blocks("Yes.\n\n> Really?\n\nReally.\n-- \nJane\n")
    assert [(block.kind, block.text.strip()) for block in blocks] == [
        ("said", "Yes."),
        ("quoted", "> Really?"),
        ("said", "Really."),
        ("signature", "-- \nJane"),
    ]


LINES = st.sampled_from(
    ["", " ", "Hello", "> quoted", ">> twice", "-- ", "--", "On 3 Jun 2024 at 12:53, Jane <j@x.example> wrote:", "wrote:",
     "From: Jane <j@x.example>", "Sent: Monday 12:53", "To: Shop", "Subject: x", "_" * 32, "Kind regards", "Jane Doe",
     "Tel. 030 1234567", "Sent from my phone", "P.S. and more", "-----Original Message-----", "Begin forwarded message:",
     "This e-mail is confidential and intended for the recipient only.", "\u2028", ":", "：", "x" * 400]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=40), st.sampled_from(["", "Re: x", "Fwd: x"]))
def test_no_order_of_lines_breaks_the_reading_or_loses_a_line(lines: list[str], subject: str):
    text = "\n".join(lines)
    assert "\n".join(block.text for block in text_blocks(text, subject=subject)) == text
    said = visible_text(text, subject=subject)
    assert all(line.rstrip() in said.split("\n") or not line.strip() for line in said.split("\n"))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str):
    visible_text(text)
    assert "\n".join(block.text for block in text_blocks(text)) == text.replace("\r\n", "\n")
