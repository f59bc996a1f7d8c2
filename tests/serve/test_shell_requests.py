"""What reaches Django of a request, and what the shell answers by itself."""

import hashlib
import json
import socket
import time
from collections.abc import Callable
from typing import Any

from .desks import Web

MB = 1024 * 1024


def seen(site: Web, path: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    status, body = site.get(path, headers)
    assert status == 200, body
    found: dict[str, Any] = json.loads(body)
    return found


def answer_to(site: Web, request: bytes) -> bytes:
    with site.raw(request) as connection:
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def test_paths_and_queries_arrive_as_they_were_written(site: Web) -> None:
    found = seen(site, "/seen/caf%C3%A9%2Fau%20lait?q=%C3%A9&x=1+2")
    assert found["path"] == "/seen/café/au lait"
    assert found["query"] == "q=%C3%A9&x=1+2"


def test_a_path_that_is_not_utf8_is_no_error_of_ours(site: Web) -> None:
    assert site.get("/seen/%E9%FF")[0] == 200


def test_headers_that_come_twice_are_joined_and_cookies_by_semicolon(site: Web) -> None:
    twice = b"X-A: 1\r\nX-A: 2\r\nCookie: a=1\r\nCookie: b=2\r\n"
    request = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + twice + b"Connection: close\r\n\r\n"
    found = json.loads(answer_to(site, request).partition(b"\r\n\r\n")[2])["headers"]
    assert found["HTTP_X_A"] == "1,2"
    assert found["HTTP_COOKIE"] == "a=1; b=2"


def test_a_header_with_an_underscore_cannot_pass_for_another(site: Web) -> None:
    found = seen(site, "/", {"X_Forwarded_For": "192.0.2.1", "X_Secret": "1"})
    assert not {"HTTP_X_FORWARDED_FOR", "HTTP_X_SECRET"} & set(found["headers"])


def test_two_hosts_are_refused(site: Web) -> None:
    answer = answer_to(site, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.test\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_a_host_that_is_not_ours_is_refused(site: Web) -> None:
    assert site.get("/", {"Host": "evil.test"})[0] == 400


def test_a_trusted_balancer_is_believed_about_the_asker_and_the_scheme(site: Web) -> None:
    said = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7, 127.0.0.2", "X-Forwarded-Proto": "https"}
    found = seen(site, "/", said)
    assert (found["peer"], found["scheme"]) == ("198.51.100.7", "https")
    assert not [name for name in found["headers"] if "FORWARDED" in name]


def test_nobody_else_is_believed(web: Callable[..., Web]) -> None:
    found = seen(web(), "/", {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"})
    assert (found["peer"], found["scheme"]) == ("127.0.0.1", "http")
    assert not [name for name in found["headers"] if "FORWARDED" in name]


def test_cookies_that_are_set_stay_apart(site: Web) -> None:
    connection = site.open()
    connection.request("GET", "/cookies")
    assert len(connection.getresponse().headers.get_all("Set-Cookie") or []) == 2


def test_a_head_request_has_the_length_and_no_body(site: Web) -> None:
    connection = site.open()
    connection.request("HEAD", "/file?mb=1")
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Length"), answer.read()) == (200, str(MB), b"")
    connection.request("GET", "/")  # and the connection goes on
    assert connection.getresponse().status == 200


def test_a_small_body_arrives(site: Web) -> None:
    connection = site.open()
    connection.request("POST", "/", b"a=1", {"Content-Type": "application/x-www-form-urlencoded"})
    found = json.loads(connection.getresponse().read())
    assert found["body"] == "a=1"
    assert found["headers"]["CONTENT_LENGTH"] == "3"


def test_a_body_in_chunks_arrives_with_its_length(site: Web) -> None:
    connection = site.open()
    connection.request("POST", "/swallow", iter([b"x" * 70_000, b"y" * 5]), encode_chunked=True)
    found = json.loads(connection.getresponse().read())
    assert found == {"size": 70_005, "sha256": hashlib.sha256(b"x" * 70_000 + b"y" * 5).hexdigest()}


def test_a_large_body_arrives_whole_and_lies_on_disk_meanwhile(web: Callable[..., Web]) -> None:
    site, size = web(), 48 * MB
    before = json.loads(site.get("/process")[1])["peak"]
    body = bytes(range(256)) * (size // 256)
    connection = site.open()
    connection.request("POST", "/swallow", body)
    found = json.loads(connection.getresponse().read())
    assert found == {"size": size, "sha256": hashlib.sha256(body).hexdigest()}
    grown = json.loads(site.get("/process")[1])["peak"] - before
    assert grown < 16 * 1024, f"{grown} kB more for a body of {size // 1024} kB"


def test_a_body_above_the_limit_is_refused_and_its_sender_can_read_why(site: Web) -> None:
    connection = site.open()
    connection.request("POST", "/swallow", b"x" * (41 * MB))
    answer = connection.getresponse()
    assert answer.status == 413
    assert b"too large" in answer.read()


def test_a_body_above_the_limit_is_refused_also_without_a_length(site: Web) -> None:
    connection = site.open()
    connection.putrequest("POST", "/swallow")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    piece = b"%x\r\n" % MB + b"x" * MB + b"\r\n"
    try:
        for _ in range(45):
            connection.send(piece)
        connection.send(b"0\r\n\r\n")
    except OSError:
        pass  # the shell has closed already
    assert connection.getresponse().status == 413


def test_a_sender_that_leaves_in_the_middle_of_a_body_costs_no_thread(site: Web) -> None:
    head = b"POST /swallow HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nabc"
    left = [site.raw(head) for _ in range(20)]
    assert site.get("/")[0] == 200  # while twenty of them stand open
    for connection in left:
        connection.close()
    assert site.get("/")[0] == 200


def test_an_unreadable_length_is_refused(site: Web) -> None:
    answer = answer_to(site, b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_headers_without_end_are_refused(site: Web) -> None:
    with site.raw(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ") as connection:
        answer = b""
        try:
            for _ in range(40):
                connection.sendall(b"x" * 4096)
                time.sleep(0.005)
            answer = connection.recv(65536)
        except OSError:
            pass  # it was closed in the middle of our sending, which is as good
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")
    assert site.get("/")[0] == 200


def test_large_headers_within_the_limit_and_a_large_body_are_no_such_thing(site: Web) -> None:
    connection = site.open()
    for _ in range(3):
        connection.request("POST", "/swallow", b"x" * 200_000, {"X-A": "x" * 30_000})
        assert json.loads(connection.getresponse().read())["size"] == 200_000


def test_requests_on_one_connection_are_answered_in_order(site: Web) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        for number in range(3):
            connection.sendall(b"GET /seen/%d HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % number)
        time.sleep(0.3)
        answers = connection.recv(65536)
    assert answers.index(b"/seen/0") < answers.index(b"/seen/1") < answers.index(b"/seen/2")


def test_a_database_that_is_away_is_told_with_a_time_to_come_again(site: Web) -> None:
    connection = site.open()
    connection.request("GET", "/away")
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Retry-After")) == (503, "5")
    assert b"database is not answering" in answer.read()
    connection.request("GET", "/away", headers={"Accept": "application/json"})
    assert json.loads(connection.getresponse().read())["status"] == 503


def test_a_mistake_of_ours_is_no_503(site: Web) -> None:
    status, body = site.get("/wrong")
    assert status == 500
    assert b"on purpose" not in body
