"""Backup and restore: what comes back is what was there; what cannot come back changes nothing."""

import stat
import threading
from hashlib import sha256

import psycopg
import pytest

from kept.operations.backup import back_up, restore
from kept.operations.backup_files import Enclosed
from kept.operations.postgres import DatabaseRefusal, dumping, resolve, throw_away_home

_SCHEMA = """
CREATE TYPE mood AS ENUM ('calm', 'cross');
CREATE TABLE customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name citext UNIQUE, mood mood);
CREATE TABLE entry (
  customer_id bigint NOT NULL REFERENCES customer, seq int, bytes bytea, at timestamptz,
  PRIMARY KEY (customer_id, seq));
CREATE INDEX ON customer USING gin (name gin_trgm_ops);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'entries are for ever'; END $$;
CREATE TRIGGER for_ever BEFORE UPDATE OR DELETE OR TRUNCATE ON entry EXECUTE FUNCTION refuse();
CREATE VIEW names AS SELECT name FROM customer;
GRANT SELECT, INSERT ON entry TO kept_app;
INSERT INTO customer (name, mood) SELECT 'Zoë ' || n, 'calm' FROM generate_series(1, 500) n;
INSERT INTO entry SELECT id, 1, sha256(name::text::bytea), '2026-03-29 02:30+02' FROM customer;
"""


def facts(url):
    """What the database holds, so that two of them can be compared."""
    with psycopg.connect(url) as database:
        return [
            database.execute(question).fetchall()
            for question in (
                "SELECT * FROM customer ORDER BY id",
                "SELECT * FROM entry ORDER BY customer_id",
                "SELECT count(*) FROM names",
                "SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
                "SELECT has_table_privilege('kept_app', 'entry', 'INSERT, SELECT'),"
                " has_table_privilege('kept_app', 'entry', 'UPDATE')",
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
            )
        ]


@pytest.fixture(scope="module")
def source():
    """A desk with something in it, shared by the tests of this file: they only read it."""
    with throw_away_home("kept-test-") as home:
        target = resolve({}, home)
        with target.use() as urls:
            with psycopg.connect(urls.owner) as owner:
                owner.execute(_SCHEMA)
            yield target


@pytest.fixture(scope="module")
def backup(source, tmp_path_factory):
    file = tmp_path_factory.mktemp("backups") / "desk.kept"
    back_up(source, file)
    return file


def test_a_backup_restored_into_a_fresh_desk_is_the_same(source, home, tmp_path):
    said, restored = [], []
    file = tmp_path / "desk.kept"
    saved = back_up(source, file, progress=lambda done, total, words: said.append((done, total, words)))
    size = saved.bytes
    assert file.stat().st_size == size
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
    assert "Saving public.entry" in [words for _, _, words in said]
    assert all(0 <= done <= total for done, total, _ in said)
    fresh = resolve({}, home)
    with fresh.use() as urls:
        restore(fresh, file, progress=lambda done, total, words: restored.append((done, total, words)))
        assert facts(urls.owner) == facts(source.urls().owner)
        with psycopg.connect(urls.app) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM entry")
    assert restored[-1] == (size, size, "Gathering statistics")


def test_a_desk_with_something_in_it_is_replaced_only_by_force(source, backup, used):
    target = resolve({}, used)
    with target.use() as urls:
        with psycopg.connect(urls.owner) as owner:
            owner.execute(
                "CREATE SCHEMA attic; CREATE TABLE attic.box (id int); CREATE TABLE customer (x int)"
            )
            owner.execute("CREATE TYPE mood AS (a int); CREATE TABLE later (id serial)")
        with pytest.raises(DatabaseRefusal) as refused:
            restore(target, backup)
        assert refused.value.code == "database_not_empty"
        assert "--force" in refused.value.remedy
        restore(target, backup, force=True)
        assert facts(urls.owner) == facts(source.urls().owner)
        restore(target, backup, force=True)  # over a whole desk, with views, types, functions and triggers
        assert facts(urls.owner) == facts(source.urls().owner)
        with psycopg.connect(urls.owner) as owner:
            assert owner.execute("SELECT to_regnamespace('attic')").fetchone() == (None,)


def test_a_damaged_backup_changes_nothing(backup, used, tmp_path):
    whole = backup.read_bytes()
    target = resolve({}, used)
    with target.use() as urls:
        with psycopg.connect(urls.owner) as owner:
            owner.execute("CREATE TABLE untouched AS SELECT 7 AS number")
        for end in (20, len(whole) // 2, len(whole) - 5):
            cut = tmp_path / "cut.kept"
            cut.write_bytes(whole[:end])
            with pytest.raises(DatabaseRefusal) as refused:
                restore(target, cut, force=True)
            assert refused.value.code in ("damaged_backup", "database_client_failed"), end
            assert "nothing was changed" in refused.value.sentence
            with psycopg.connect(urls.owner) as owner:
                assert owner.execute("SELECT number FROM untouched").fetchone() == (7,)


@pytest.mark.parametrize("content", [None, b"", b"PK\3\4 holiday photographs", b"-- SQL\nSELECT 1;\n"])
def test_a_file_that_is_no_backup_is_refused_before_a_server_is_started(home, tmp_path, content):
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DatabaseRefusal) as refused:
        restore(resolve({}, home), file)
    assert refused.value.code == "not_a_backup"
    assert list(home.iterdir()) == []


def test_a_backup_of_a_newer_postgresql_is_refused(backup, used, tmp_path):
    """Both a newer format of the file, and a newer server in a format that can be read."""
    whole = backup.read_bytes()
    format_ = tmp_path / "format.kept"
    format_.write_bytes(whole[:6] + bytes([whole[6] + 9]) + whole[7:])
    server = tmp_path / "server.kept"
    version = whole.index(b"18.6")
    server.write_bytes(whole[:version] + b"19.1" + whole[version + 4 :])
    target = resolve({}, used)
    for file in (format_, server):
        with pytest.raises(DatabaseRefusal) as refused:
            restore(target, file)
        assert refused.value.code == "newer_backup"


def test_a_backup_needs_a_folder_that_is_there(source, tmp_path):
    for file in (tmp_path / "nowhere" / "desk.kept", tmp_path):
        with pytest.raises(DatabaseRefusal):
            back_up(source, file)


def test_a_backup_is_one_state_while_others_write(source, used, tmp_path):
    target = resolve({}, used)
    with target.use() as urls:
        with psycopg.connect(urls.owner) as owner:
            owner.execute("CREATE TABLE a (n int); CREATE TABLE b (n int)")
        done = threading.Event()

        def write():
            with psycopg.connect(urls.owner) as owner:
                n = 0
                while not done.is_set():
                    n += 1
                    owner.execute("INSERT INTO a VALUES (%s)", [n])
                    owner.execute("INSERT INTO b VALUES (%s)", [n])
                    owner.commit()

        writer = threading.Thread(target=write)
        writer.start()
        back_up(target, tmp_path / "desk.kept")
        done.set()
        writer.join()
        restore(target, tmp_path / "desk.kept", force=True)
        with psycopg.connect(urls.owner) as owner:
            a, b = owner.execute("SELECT (SELECT max(n) FROM a), (SELECT max(n) FROM b)").fetchone()
            assert a == b


def test_a_restore_does_not_wait_for_ever_for_who_is_at_work(backup, used, monkeypatch):
    monkeypatch.setattr(
        dumping, "_EMPTY", dumping._EMPTY.replace("lock_timeout = '30s'", "lock_timeout = '200ms'")
    )
    target = resolve({}, used)
    with target.use() as urls, psycopg.connect(urls.owner) as busy:
        busy.execute("CREATE TABLE occupied (n int)")
        busy.commit()
        busy.execute("SELECT * FROM occupied")
        with pytest.raises(DatabaseRefusal) as refused:
            restore(target, backup, force=True)
        assert "stop the desk" in refused.value.remedy


def test_files_are_carried_with_the_database_and_the_dump_is_read_as_before(source, used, tmp_path):
    content = b"%PDF bill" * 1000
    digest = sha256(content).hexdigest()
    stored = tmp_path / "files" / "7" / digest[:2] / digest
    stored.parent.mkdir(parents=True)
    stored.write_bytes(content)
    file, target = tmp_path / "desk.kept", resolve({}, used)
    saved = back_up(source, file, files=tmp_path / "files")
    assert saved.files == Enclosed(1, 9000) and saved.bytes == file.stat().st_size
    with target.use() as urls:
        assert restore(target, file, files=tmp_path / "there", force=True) == Enclosed(1, 9000)
        assert facts(urls.owner) == facts(source.urls().owner)
        assert (tmp_path / "there" / "7" / digest[:2] / digest).read_bytes() == content
        # Damage among the files is found before anything in the database is changed.
        with psycopg.connect(urls.owner) as owner:
            owner.execute("CREATE TABLE untouched ()")
        file.write_bytes(file.read_bytes().replace(b"%PDF bill", b"%PDF b1ll", 1))
        with pytest.raises(DatabaseRefusal, match="nothing was changed in the database"):
            restore(target, file, files=tmp_path / "again", force=True)
        with psycopg.connect(urls.owner) as owner:
            assert owner.execute("SELECT to_regclass('untouched') IS NOT NULL").fetchone() == (True,)
