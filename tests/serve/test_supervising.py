"""`kept serve`: what dies is started again, and nothing is left when it ends."""

import json
import os
import re
import signal
import socket
import stat
import time
from collections.abc import Callable

import pytest

from .desks import Desk, free_port

Make = Callable[..., Desk]


def test_all_processes_answer_and_the_last_lines_say_where_everything_is(desk: Make) -> None:
    running = desk().runs()
    assert sorted(running.processes().values()) == [
        "kept-mail",
        "kept-web-1",
        "kept-web-2",
        "kept-worker",
        "kept-zygote",
    ]
    said = running.said()
    assert f"Desk     http://127.0.0.1:{running.port}/" in said
    assert f"Mail     127.0.0.1, port {running.mail_port} (SMTP)" in said
    assert f"Data     {running.home}" in said
    assert running.get("/")[0] == 200


def test_lines_carry_the_name_of_their_process(desk: Make) -> None:
    running = desk().runs()
    assert re.search(r"^worker +worker begins$", running.said(), re.MULTILINE)
    assert re.search(r"^migrate +pretended migrations ran$", running.said(), re.MULTILINE)


def test_lines_are_json_objects_when_programs_read_them(desk: Make) -> None:
    running = desk(KEPT_LOG="json").runs()
    found = [json.loads(line) for line in running.lines]
    assert {"process": "worker", "event": "worker begins"} in found


def test_the_first_link_is_in_a_file_for_its_owner_alone_and_in_no_log(desk: Make) -> None:
    running = desk().runs()
    file = running.home / "first-signin"
    assert file.read_text() == f"http://127.0.0.1:{running.port}/first/secret\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "secret" not in running.said()
    assert str(file) in running.said()


@pytest.mark.parametrize("name", ["web-1", "worker", "mail"])
def test_a_killed_process_is_started_again(desk: Make, comes_true: Callable[..., bool], name: str) -> None:
    running = desk().runs()
    before = running.pid(name)
    os.kill(before or 0, signal.SIGKILL)
    running.says(f"{name.replace('-', ' ')} was ended by signal 9")
    assert comes_true(lambda: running.pid(name) not in (None, before), 3)


def test_a_killed_zygote_is_started_again_and_the_others_go_on(
    desk: Make, comes_true: Callable[..., bool]
) -> None:
    running = desk().runs()
    others = {pid: name for pid, name in running.processes().items() if name != "kept-zygote"}
    os.kill(running.pid("zygote") or 0, signal.SIGKILL)
    running.says("zygote was ended by signal 9")
    assert running.get("/")[0] == 200
    os.kill(running.pid("worker") or 0, signal.SIGKILL)
    assert comes_true(lambda: running.pid("worker") not in (None, *others), 10)
    going_on = {pid for pid, name in others.items() if name != "kept-worker"}
    assert going_on <= set(running.processes())


@pytest.mark.parametrize("how", ["PRETEND_NO_FORK", "PRETEND_THREAD"])
def test_where_nothing_can_be_forked_each_process_is_started_anew(
    desk: Make, comes_true: Callable[..., bool], alive: Callable[[int], bool], how: str
) -> None:
    running = desk(**{how: "1"}).runs()
    before = running.pid("worker")
    os.kill(before or 0, signal.SIGKILL)
    assert comes_true(lambda: running.pid("worker") not in (None, before), 5)
    pids = running.processes()
    running.process.kill()
    assert comes_true(lambda: not any(map(alive, pids)), 3)


def test_a_thread_that_a_library_started_is_named_because_it_costs_memory(desk: Make) -> None:
    running = desk(PRETEND_THREAD="1").runs()
    assert "Processes share no memory" in running.said()
    assert "MainThread, a library's" in running.said()


def test_pages_are_answered_while_web_processes_are_killed(
    desk: Make, comes_true: Callable[..., bool]
) -> None:
    running = desk().runs()
    failed = 0
    for round_ in range(3):
        os.kill(running.pid("web-1") or 0, signal.SIGKILL)
        for _ in range(20):
            try:
                failed += running.get("/")[0] != 200
            except OSError:
                failed += 1  # the connection that the dead process had taken
        assert comes_true(lambda: running.pid("web-1"), 5), round_
    assert failed <= 3


def test_two_web_processes_serve_one_socket(desk: Make) -> None:
    running = desk().runs()
    found: set[int] = set()
    until = time.monotonic() + 10
    while len(found) < 2 and time.monotonic() < until:
        found.add(json.loads(running.get("/process")[1])["pid"])
    assert found == {running.pid("web-1"), running.pid("web-2")}


def test_on_a_terminal_the_first_link_is_printed_and_kept_in_no_file(desk: Make) -> None:
    running = desk(terminal=True).runs()
    assert f"http://127.0.0.1:{running.port}/first/secret" in running.said()
    assert "Ctrl-C" in running.said()
    assert not (running.home / "first-signin").exists()


def test_ctrl_c_ends_everything_in_good_order(desk: Make, alive: Callable[[int], bool]) -> None:
    running = desk().runs()
    pids = running.processes()
    began = time.monotonic()
    running.process.send_signal(signal.SIGINT)
    assert running.ends(5) == 0
    assert time.monotonic() - began < 2
    assert "worker ends in good order" in running.said()
    assert not any(map(alive, pids))


def test_a_process_that_will_not_end_is_killed_at_the_second_ctrl_c(
    desk: Make, alive: Callable[[int], bool]
) -> None:
    running = desk(PRETEND_STUBBORN="1").runs()
    pids = running.processes()
    running.process.send_signal(signal.SIGINT)
    running.says("Stopping")
    running.process.send_signal(signal.SIGINT)
    assert running.ends(3) == 1
    assert "worker did not end in time and is killed" in running.said()
    assert not any(map(alive, pids))


def test_nothing_is_left_three_seconds_after_the_supervisor_was_killed(
    desk: Make, comes_true: Callable[..., bool], alive: Callable[[int], bool]
) -> None:
    running = desk(PRETEND_STUBBORN="1").runs()
    pids = running.processes()
    assert len(pids) == 5
    running.process.kill()
    assert comes_true(lambda: not any(map(alive, pids)), 3)


def test_a_taken_port_is_told_with_the_setting_that_helps(desk: Make) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        stopped = desk(KEPT_PORT=str(port))
        assert stopped.ends(5) == 1
    assert f"Port {port} on 127.0.0.1 is already in use" in stopped.said()
    assert f"KEPT_PORT={port + 1}" in stopped.said()


def test_a_taken_mail_port_is_told_before_anything_is_started(desk: Make) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        stopped = desk(KEPT_SMTP_PORT=str(port))
        assert stopped.ends(5) == 1
    assert "KEPT_SMTP_PORT=" in stopped.said()
    assert "pretended migrations" not in stopped.said()


def test_an_address_that_is_not_ours_is_told(desk: Make) -> None:
    stopped = desk(KEPT_HOST="192.0.2.77")
    assert stopped.ends(5) == 1
    assert "KEPT_HOST" in stopped.said()


def test_migrations_that_fail_end_the_start(desk: Make) -> None:
    stopped = desk(PRETEND_MIGRATE_STATUS="3")
    assert stopped.ends(10) == 1
    assert "could not be brought up to date" in stopped.said()


def test_settings_that_do_not_load_end_the_start_with_their_error(desk: Make) -> None:
    stopped = desk(DJANGO_SETTINGS_MODULE="no_such_settings")
    assert stopped.ends(10) == 1
    assert "No module named 'no_such_settings'" in stopped.said()
    assert "Kept could not be loaded" in stopped.said()
