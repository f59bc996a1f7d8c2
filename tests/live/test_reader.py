"""What waits for one page: in order, without doubles, without end."""

import asyncio

import pytest

from kept.faces.live.events import AGAIN, Event, NotAnEvent, read_payload
from kept.faces.live.reader import MOST, Reader
from kept.faces.live.viewer import Viewer

EVERYTHING = Viewer(7, None)


def news_of(reader: Reader) -> bytes:
    return asyncio.run(reader.news(0.01))


def test_events_come_in_order_and_each_once() -> None:
    reader = Reader(EVERYTHING)
    for ref in ("A", "B", "A"):
        reader.tell(Event("case", ref))
    assert news_of(reader) == b'event: case\ndata: {"ref": "A"}\n\nevent: case\ndata: {"ref": "B"}\n\n'
    assert news_of(reader) == b""


def test_too_many_events_become_one_that_says_read_again() -> None:
    reader = Reader(EVERYTHING)
    for number in range(MOST + 1):
        reader.tell(Event("case", str(number)))
    assert news_of(reader) == AGAIN
    reader.tell(Event("case", "next"))
    assert news_of(reader) == Event("case", "next").encoded()


def test_what_comes_after_read_again_is_part_of_it() -> None:
    reader = Reader(EVERYTHING)
    reader.tell_again()
    reader.tell(Event("case", "A"))
    assert news_of(reader) == AGAIN
    assert news_of(reader) == b""


@pytest.mark.parametrize(
    ("viewer", "event", "hears"),
    [
        (EVERYTHING, Event("case", "A", brand=3), True),
        (Viewer(7, frozenset({3})), Event("case", "A", brand=3), True),
        (Viewer(7, frozenset({3})), Event("case", "A", brand=4), False),
        (Viewer(7, frozenset()), Event("case", "A", brand=3), False),
        (Viewer(7, frozenset()), Event("quarantine", "A"), True),
        (EVERYTHING, Event("notice", "", agent=7), True),
        (EVERYTHING, Event("notice", "", agent=8), False),
    ],
)
def test_an_agent_hears_of_her_brands_and_of_herself(viewer: Viewer, event: Event, hears: bool) -> None:
    assert viewer.may_hear(event) is hears


@pytest.mark.parametrize(
    "payload",
    ["", "{", "[]", "{}", '{"k": "secret"}', '{"k": "case", "brand": "3"}', '{"k": "case", "agent": true}'],
)
def test_a_payload_that_is_none_of_ours_is_told_apart(payload: str) -> None:
    with pytest.raises(NotAnEvent):
        read_payload(payload)


def test_a_reference_cannot_break_out_of_its_event() -> None:
    event = read_payload('{"k": "case", "ref": "A\\n\\nevent: again"}')
    assert event.encoded().count(b"\n\n") == 1
