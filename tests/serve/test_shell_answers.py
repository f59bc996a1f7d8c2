"""Answers of every size, to readers of every speed."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from .desks import Web

MB = 1024 * 1024


def process(site: Web) -> dict[str, int]:
    found: dict[str, int] = json.loads(site.get("/process")[1])
    return found


def ask(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


@pytest.mark.parametrize("path", ["/file?mb=50", "/flow?mb=50"])
def test_fifty_megabytes_leave_with_flat_memory(web: Callable[..., Web], path: str) -> None:
    site = web()
    before = process(site)["peak"]
    connection = site.open()
    connection.request("GET", path)
    answer = connection.getresponse()
    size = 0
    while piece := answer.read(MB):
        size += len(piece)
    assert size == 50 * MB
    assert process(site)["peak"] - before < 16 * 1024


@pytest.mark.parametrize("path", ["/file?mb=50", "/flow?mb=50"])
def test_readers_that_take_nothing_hold_up_nobody(web: Callable[..., Web], path: str) -> None:
    site = web()
    before = process(site)["peak"]
    stalled = [site.raw(ask(path)) for _ in range(12)]  # more than there are threads
    time.sleep(1.0)
    began = time.monotonic()
    assert site.get("/")[0] == 200
    assert time.monotonic() - began < 3
    assert process(site)["peak"] - before < 40 * 1024
    for connection in stalled:
        connection.close()


def test_a_generator_is_closed_when_its_reader_leaves(site: Web) -> None:
    connection = site.raw(ask("/flow?mb=2000"))
    connection.recv(1000)
    connection.close()
    site.says("flow closed", 10)


def test_a_slow_reader_of_a_generator_gets_all_of_it(site: Web) -> None:
    connection = site.open()
    connection.request("GET", "/flow?mb=8")
    answer = connection.getresponse()
    size = 0
    for _ in range(4):
        size += len(answer.read(100_000))
        time.sleep(0.1)
    size += len(answer.read())
    assert size == 8 * MB


def test_pieces_of_a_page_that_tells_of_progress_leave_one_by_one(site: Web) -> None:
    connection = site.open()
    connection.request("GET", "/drip")
    answer = connection.getresponse()
    began = time.monotonic()
    assert answer.read1(100) == b"0 "
    assert time.monotonic() - began < 0.3
    assert answer.read() == b"1 2 3 4 "


def test_an_answer_that_breaks_is_cut_and_not_ended(site: Web) -> None:
    with site.raw(ask("/broken")) as connection:
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert not answer.endswith(b"0\r\n\r\n")  # the end of a body in chunks


def test_more_requests_than_threads_wait_and_are_all_answered(site: Web) -> None:
    threads = process(site)["threads"]
    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(lambda _: site.get("/slow?seconds=0.1"), range(24)))
    assert {status for status, _ in answers} == {200}
    assert process(site)["threads"] <= max(threads, 8 + 2 + 1)


def test_a_request_at_work_may_finish_when_the_process_is_asked_to_end(web: Callable[..., Web]) -> None:
    site = web()
    assert site.get("/")[0] == 200
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(site.get, "/slow?seconds=1")
        time.sleep(0.3)
        site.process.terminate()
        assert answer.result() == (200, b"slept")
    assert site.ends(3) == 0


def test_a_page_that_hangs_does_not_keep_the_process(web: Callable[..., Web]) -> None:
    site = web()
    assert site.get("/")[0] == 200
    hanging = site.raw(ask("/slow?seconds=60"))
    time.sleep(0.3)
    site.process.terminate()
    site.ends(6)
    hanging.close()
