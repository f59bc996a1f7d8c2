"""Homes and programs that cannot be used: each refusal names what is wrong and what to do."""

import os
import re
import stat

import pytest

from kept.operations.postgres import DatabaseRefusal, Server
from kept.operations.postgres.programs import find_programs


def refusal_of(home, **environ):
    with pytest.raises(DatabaseRefusal) as refused, Server(home, environ).use(patience=60):
        pass
    assert refused.value.sentence.endswith(".")
    assert refused.value.remedy.endswith(".") or refused.value.remedy.split()[-1].startswith("/")
    return refused.value


def test_a_folder_of_another_major_version(home):
    (home / "postgres").mkdir()
    (home / "postgres" / "PG_VERSION").write_text("16\n")
    if os.geteuid() == 0:
        os.chown(home / "postgres", 65534, 65534)
    refused = refusal_of(home)
    assert refused.code == "database_other_version"
    assert "PostgreSQL 16" in refused.sentence
    assert "kept backup" in refused.remedy


@pytest.mark.parametrize("what", ["folder", "file"])
def test_something_else_where_the_database_should_be(home, what):
    if what == "folder":
        (home / "postgres").mkdir()
        (home / "postgres" / "holiday.jpg").write_text("")
        if os.geteuid() == 0:
            os.chown(home / "postgres", 65534, 65534)
    else:
        (home / "postgres").write_text("")
        if os.geteuid() == 0:
            os.chown(home / "postgres", 65534, 65534)
    assert refusal_of(home).code == "database_not_a_data_folder"
    assert (home / "postgres").exists()


def test_an_empty_folder_is_no_obstacle(home):
    (home / "postgres").mkdir()
    with Server(home).use():
        pass


def test_pgbin_without_the_programs(home):
    refused = refusal_of(home, PGBIN="/usr/share")
    assert refused.code == "database_no_programs"
    assert "no postgres and no initdb" in refused.sentence


def test_pgbin_of_a_postgresql_that_is_too_old(home):
    programs = home / "bin"
    programs.mkdir()
    for name in ("postgres", "initdb", "psql"):
        (programs / name).write_text(
            "#!/bin/sh\necho 'postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'\n"
        )
        (programs / name).chmod(0o755)
    refused = refusal_of(home, PGBIN=str(programs))
    assert refused.code == "database_old_programs"
    assert "15.18" in refused.sentence


def test_pgbin_is_used_before_the_wheel(home, programs):
    ours = programs.folder
    assert find_programs({"PGBIN": str(ours)}) == (ours, False)
    with Server(home, {"PGBIN": str(ours)}).use():
        pass


def test_a_damaged_database_is_told_in_the_words_of_postgresql(home):
    server = Server(home)
    with server.use():
        pass
    assert server.wait_until_stopped(10)
    control = home / "postgres" / "global" / "pg_control"
    control.write_bytes(control.read_bytes()[:64] + bytes(4096))
    refused = refusal_of(home)
    assert refused.code == "database_failed"
    assert "control file" in refused.sentence
    assert str(server.places.log) in refused.remedy


def test_a_short_socket_folder_that_is_somebody_elses(home):
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder that is somebody else's")
    server = Server(home / ("a-long-name-" * 8))
    folder = server.places.socket_folder
    folder.mkdir(mode=0o700)
    os.chown(folder, 1, 1)
    try:
        refused = refusal_of(server.places.home)
        assert refused.code == "database_bad_socket_folder"
        assert str(folder) in refused.remedy
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        folder.rmdir()


def test_impatience_is_answered_by_what_is_being_done(home):
    with pytest.raises(DatabaseRefusal) as refused, Server(home).use(patience=0.05):
        pass
    assert refused.value.code == "database_still_starting"
    assert re.search("Creating|Starting", refused.value.sentence)
