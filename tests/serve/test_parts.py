"""The small parts of supervisor and shell, by themselves."""

import io
import ipaddress
import json

import pytest

from kept.operations.serve.backoff import Backoff
from kept.operations.serve.logstream import LONGEST_LINE, Lines, LogStream
from kept.project.shell.proxies import peer_and_scheme

TRUSTED = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8::/32")]


def test_the_pause_doubles_up_to_ten_seconds() -> None:
    backoff = Backoff()
    assert [backoff.after(0.0) for _ in range(9)] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]


def test_a_healthy_life_makes_the_pause_short_again() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.after(59.0)
    assert backoff.after(61.0) == 0.1
    assert backoff.after(0.0) == 0.2


def lines_of(*pieces: bytes, as_json: bool = False) -> list[str]:
    out = io.StringIO()
    lines = Lines(LogStream(out, as_json=as_json), "web 1")
    for piece in pieces:
        lines.take(piece)
    lines.end()
    return out.getvalue().splitlines()


def test_lines_are_whole_however_they_arrive() -> None:
    assert lines_of(b"on", b"e\ntw", b"o\r\nthree") == ["web 1     one", "web 1     two", "web 1     three"]


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    assert lines_of(b"\xff\n") == ["web 1     �"]


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    assert len(lines_of(b"x" * (LONGEST_LINE + 1), b"y")) == 2


def test_json_lines_say_their_process_and_other_lines_become_json() -> None:
    found = [json.loads(line) for line in lines_of(b'{"event": "a"}\n{}\nTraceback\n', as_json=True)]
    assert found == [
        {"process": "web 1", "event": "a"},
        {"process": "web 1"},
        {"process": "web 1", "event": "Traceback"},
    ]


class Gone(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_terminal_that_is_gone_stops_nothing() -> None:
    LogStream(Gone()).say("still here")


@pytest.mark.parametrize(
    ("peer", "said", "asker"),
    [
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),  # not a balancer of ours
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the left was written by the asker
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.7, unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("2001:db8::1", "[2001:db8:1::2]:443, 2001:db8::3", "2001:db8:1::2"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
    ],
)
def test_the_asker_is_the_first_from_the_right_that_is_no_balancer(peer: str, said: str, asker: str) -> None:
    headers = [(b"x-forwarded-for", said.encode())] if said else []
    assert peer_and_scheme(headers, peer, "http", TRUSTED)[0] == asker


@pytest.mark.parametrize(("said", "scheme"), [("https", "https"), ("http, HTTPS", "https"), ("ftp", "http")])
def test_the_scheme_is_what_the_nearest_balancer_says(said: str, scheme: str) -> None:
    headers = [(b"x-forwarded-proto", said.encode())]
    assert peer_and_scheme(headers, "10.0.0.1", "http", TRUSTED)[1] == scheme
    assert peer_and_scheme(headers, "192.0.2.1", "http", TRUSTED)[1] == "http"
