"""One server for many: who starts it, who shares it, and that the last one out lets it stop."""

import psycopg

from kept.operations.postgres import Server, resolve


def test_a_fresh_home_has_database_roles_and_extensions(home):
    words = []
    with Server(home).use(progress=words.append) as urls:
        with psycopg.connect(urls.app) as app:
            me, super_, data_checksums, fsync, addresses = app.execute(
                "SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),"
                " current_setting('data_checksums'), current_setting('fsync'),"
                " current_setting('listen_addresses')"
            ).fetchone()
        assert (me, super_, data_checksums, fsync, addresses) == ("kept_app", False, "on", "on", "")
        with psycopg.connect(urls.owner) as owner:
            collation, owner_name = owner.execute(
                "SELECT datlocale, datdba::regrole::text FROM pg_database WHERE datname = 'kept'"
            ).fetchone()
            assert (collation, owner_name) == ("C.UTF-8", "kept_owner")
            extensions = {name for (name,) in owner.execute("SELECT extname FROM pg_extension")}
            assert {"pg_trgm", "unaccent", "btree_gin", "btree_gist", "citext"} <= extensions
            owner.execute("CREATE TABLE thing (name citext)")  # the owner migrates
        with psycopg.connect(urls.app) as app:
            try:
                app.execute("CREATE TABLE other (name text)")
            except psycopg.errors.InsufficientPrivilege:
                pass
            else:
                raise AssertionError("the product's role may create tables")
    assert "Creating the database" in words


def test_a_new_database_beside_it_has_the_extensions_too(used):
    with Server(used).use() as urls:
        with psycopg.connect(urls.owner, autocommit=True) as owner:
            owner.execute("CREATE DATABASE trial")
        with psycopg.connect(urls.owner.replace("/kept?", "/trial?")) as trial:
            assert trial.execute("SELECT 'A'::citext = 'a'").fetchone() == (True,)


def test_all_who_come_at_once_share_one_server(used, user, at_work):
    users = [user(used) for _ in range(4)]
    assert [one.said() for one in users] == ["in"] * 4
    status = Server(used).status()
    assert status.phase == "ready"
    assert status.server in at_work(used)
    postmasters = [
        line for line in (used / "postgres.log").read_text().splitlines() if "ready to accept" in line
    ]
    assert len(postmasters) == 1


def test_the_last_one_out_lets_the_server_stop_cleanly(used, user, at_work):
    first, second = user(used), user(used)
    assert (first.said(), second.said()) == ("in", "in")
    first.leave()
    assert not Server(used).wait_until_stopped(1.5)
    second.leave()
    assert Server(used).wait_until_stopped(10)
    assert at_work(used) == []
    assert "database system is shut down" in (used / "postgres.log").read_text()
    assert Server(used).status().phase == "stopped"


def test_what_was_written_is_there_at_the_next_start(used):
    server = Server(used)
    with server.use() as urls, psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE lasting AS SELECT 7 AS number")
    assert server.wait_until_stopped(10)
    with server.use() as urls, psycopg.connect(urls.owner) as owner:
        assert owner.execute("SELECT number FROM lasting").fetchone() == (7,)


def test_who_comes_while_it_stops_gets_a_server(used):
    server = Server(used)
    for _ in range(4):
        with server.use() as urls, psycopg.connect(urls.app) as app:
            assert app.execute("SELECT 1").fetchone() == (1,)


def test_a_user_that_is_killed_lets_go(used, user, at_work):
    one = user(used)
    assert one.said() == "in"
    one.kill()
    assert Server(used).wait_until_stopped(10)
    assert at_work(used) == []


def test_a_home_with_a_path_too_long_for_a_socket_gets_a_short_one(home):
    deep = home / ("a-folder-with-a-long-name-" * 4) / "Büro, with a comma"
    server = Server(deep)
    assert len(bytes(server.places.socket)) < 104
    with server.use() as urls, psycopg.connect(urls.app) as app:
        assert app.execute("SELECT 1").fetchone() == (1,)
    assert server.wait_until_stopped(10)


def test_a_look_at_a_home_changes_nothing(home):
    status = Server(home).status()
    assert (status.phase, status.version, status.server) == ("absent", "", 0)
    assert status.free > 0
    assert list(home.iterdir()) == []


def test_a_given_server_is_used_and_ours_is_not_started(home):
    given = {"DATABASE_URL": "postgresql://app@db/kept", "DATABASE_OWNER_URL": "postgresql://owner@db/kept"}
    target = resolve(given, home)
    with target.use() as urls:
        assert (urls.app, urls.owner) == (given["DATABASE_URL"], given["DATABASE_OWNER_URL"])
    assert target.url("kept_owner") == given["DATABASE_OWNER_URL"]
    assert list(home.iterdir()) == []


def test_a_log_that_has_grown_long_is_put_aside(used, comes_true):
    log = Server(used).places.log
    log.write_bytes(b"a line of an earlier day\n" * 400_000)
    with Server(used).use():
        assert comes_true(lambda: log.stat().st_size < 100_000, 10)
        assert log.with_name("postgres.log.1").stat().st_size > 8_000_000
