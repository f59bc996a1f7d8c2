"""The command as a process of its own: quick to start, a desk made, saved, restored, held, examined."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from kept.operations.postgres import Server

LIMIT = 120  # seconds
MAIL = (
    b"From: Mary <mary@customer.test>\r\nTo: support@kept.localhost\r\nSubject: Boots\r\n"
    b"Message-ID: <1@customer.test>\r\n\r\nWhere are they?\r\n"
)
Process = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def limit() -> Iterator[None]:
    """No test takes longer than two minutes, whatever hangs."""

    def out_of_time(*_: object) -> None:
        raise TimeoutError(f"the test took longer than {LIMIT} seconds")

    before = signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def loaded_after(code: str) -> set[str]:
    """Which of the large libraries a process has loaded after some code."""
    watched = ("django", "typer", "psycopg", "rich.console")
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*[m for m in {watched!r} if m in sys.modules])"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stdout.split())


def free_port() -> str:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return str(sock.getsockname()[1])


def test_the_table_of_commands_is_there_before_django_is(process: Process):
    assert loaded_after("import kept.operations.cli.app") == {"typer"}
    assert "What is owed" in process("--help").stdout


def test_the_supervisor_starts_without_the_machinery_of_commands():
    assert loaded_after("import kept.operations.cli, kept.operations.serve.__main__") == set()


def test_a_command_makes_no_desk_by_mistake(process: Process, home: Path):
    said = json.loads(process("owed", "--json", status=1).stdout)
    assert said["error"]["code"] == "no_desk" and "kept serve" in said["error"]["remedy"]
    assert not any(home.iterdir())
    said = json.loads(process("doctor", "--json", status=1).stdout)
    assert "database" in {one["check"] for one in said["findings"] if one["state"] == "bad"}
    assert not (home / "postgres").exists()


def test_bad_settings_are_told_and_nothing_is_started(process: Process):
    ran = process("owed", "--json", status=1, KEPT_PORT="many")
    assert json.loads(ran.stdout)["error"]["code"] == "bad_settings"
    assert "KEPT_PORT" in process("worker", status=2, KEPT_PORT="many").stderr
    assert "KEPT_PORT" in process("serve", status=2, KEPT_PORT="many").stderr
    (finding,) = json.loads(process("doctor", "--json", status=1, KEPT_PORT="many").stdout)["findings"]
    assert (finding["check"], finding["state"]) == ("settings", "bad")


def test_a_desk_is_saved_and_restored_and_then_held_and_marked(process: Process, home: Path, tmp_path: Path):
    backup = tmp_path / "desk.backup"
    with Server(home).use() as urls:  # it stays up between the commands
        assert "brought up to date" in process("migrate").stdout
        process("agents", "add", "ines@kept.test", "--name", "Ines", "--role", "admin")
        (tmp_path / "mail.eml").write_bytes(MAIL)
        assert (
            json.loads(process("import", "eml", str(tmp_path / "mail.eml"), "--json").stdout)["stored"] == 1
        )
        digest = sha256(b"%PDF").hexdigest()
        stored = home / "files" / "1" / digest[:2] / digest
        stored.parent.mkdir(parents=True)
        stored.write_bytes(b"%PDF")
        saved = json.loads(process("backup", str(backup), "--json").stdout)
        assert saved == {
            "file": str(backup),
            "bytes": backup.stat().st_size,
            "files": 1,
            "files_bytes": 4,
        }
        alone = process("backup", str(tmp_path / "alone.backup"), "--without-files").stdout
        assert "the database alone" in alone and str(home / "files") in alone
        stored.unlink()
        with psycopg.connect(urls.app) as looking, pytest.raises(psycopg.errors.InsufficientPrivilege):
            looking.execute("UPDATE ledger_entry SET kind = 'nothing'")
        with psycopg.connect(urls.admin, autocommit=True) as looking:
            looking.execute("DELETE FROM staff_membership")
            refused = json.loads(process("restore", str(backup), "--force", "--json", status=1).stdout)
            assert refused["error"]["code"] == "desk_runs"  # we are connected, as a running desk would be
        refused = json.loads(process("restore", str(backup), "--json", status=1).stdout)
        assert refused["error"]["code"] == "database_not_empty"
        restored = json.loads(process("restore", str(backup), "--force", "--json").stdout)
        assert restored["chains"] == 2 and "restored" in restored["why"]
        assert (restored["files"], restored["missing"]) == (1, 0) and stored.read_bytes() == b"%PDF"
        with psycopg.connect(urls.app) as looking:
            assert looking.execute("SELECT count(*) FROM staff_membership").fetchone() == (1,)
            assert looking.execute("SELECT why FROM contacts_hold WHERE ended_at IS NULL").fetchone() == (
                restored["why"],
            )
            last = "SELECT DISTINCT ON (customer_id) kind FROM ledger_entry ORDER BY customer_id, seq DESC"
            assert looking.execute(last).fetchall() == [("desk.restored",), ("desk.restored",)]


def test_a_desk_that_is_served_answers_to_commands_and_is_well_in_the_end(process: Process, home: Path):
    ports = {"KEPT_PORT": free_port(), "KEPT_SMTP_PORT": free_port()}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KEPT_", "DJANGO_"))}
    serving = subprocess.Popen(
        [sys.executable, "-m", "kept", "serve"],
        env=clean | ports | {"KEPT_HOME": str(home), "KEPT_WEB_PROCESSES": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        lines = _lines_until(serving, "Stop ")
        assert any("first sign-in is in" in line for line in lines)
        found = {}
        for _ in range(10):  # the worker's first chores come within seconds
            found = json.loads(process("doctor", "--json", status=None, **ports).stdout)
            if found["well"]:
                break
            time.sleep(1)
        checks = {one["check"]: one["state"] for one in found["findings"]}
        assert found["well"], found
        assert {checks[name] for name in ("web", "smtp", "worker", "database", "rights")} == {"good"}
        assert (checks["admin"], checks["relay"]) == ("warning", "warning")
        assert json.loads(process("owed", "--json", **ports).stdout) == []
    finally:
        serving.terminate()
        assert serving.wait(30) == 0


def _lines_until(process: "subprocess.Popen[str]", words: str) -> list[str]:
    """The lines that a process says until one has these words; then somebody else reads the rest."""
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if words in line:
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return lines
    raise AssertionError("".join(lines))
