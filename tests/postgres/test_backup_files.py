"""The files of a backup: they come back as they were, and nothing else gets into the store by one."""

import io
import stat
import tarfile
from hashlib import sha256

import pytest

from kept.operations.backup_files import _END, _MARK, Enclosed, enclose, encloses, unpack
from kept.operations.postgres import DatabaseRefusal


def quiet(done, total, words):
    pass


def put(folder, customer, content):
    """Store a file as the product does; returns its path."""
    digest = sha256(content).hexdigest()
    path = folder / str(customer) / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture
def store(tmp_path):
    folder = tmp_path / "files"
    for customer, content in ((1, b"%PDF bill"), (1, b""), (2, b"%PDF bill"), (9, bytes(3_000_000))):
        put(folder, customer, content)
    (folder / "1" / "aa").mkdir()
    (folder / "1" / "aa" / ".part").write_bytes(b"a writer is at it")
    (folder / "doctor").mkdir()
    (folder / "doctor" / "probe").write_bytes(b"kept")
    return folder


@pytest.fixture
def backup(tmp_path, store):
    file = tmp_path / "desk.kept"
    file.write_bytes(b"PGDMP and so on")
    assert enclose(file, store, quiet) == Enclosed(4, 3_000_018)
    return file


def held(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.glob("*/*/*")
        if path.is_file()
    }


def test_files_come_back_as_they_were(backup, store, tmp_path):
    assert backup.read_bytes().startswith(b"PGDMP and so on")
    fresh = tmp_path / "fresh" / "files"
    assert unpack(backup, fresh, quiet) == Enclosed(4, 3_000_018)
    there = held(store)
    del there["1/aa/.part"]
    assert held(fresh) == there
    one = next(fresh.glob("9/*/*"))
    assert stat.S_IMODE(one.stat().st_mode) == 0o600 and stat.S_IMODE(fresh.stat().st_mode) == 0o700


def test_what_is_there_already_stays_and_doing_it_again_changes_nothing(backup, store):
    before = {path: path.stat().st_mtime_ns for path in store.rglob("*") if path.is_file()}
    assert unpack(backup, store, quiet).count == 4
    assert {path: path.stat().st_mtime_ns for path in store.rglob("*") if path.is_file()} == before


def test_a_backup_of_the_database_alone_has_no_files(tmp_path):
    for content in (b"", b"PGDMP", b"PGDMP" * 100):
        (tmp_path / "old.kept").write_bytes(content)
        assert encloses(tmp_path / "old.kept") is None
        assert unpack(tmp_path / "old.kept", tmp_path / "files", quiet) == Enclosed(0, 0)


def test_a_store_without_files_is_enclosed_as_such(tmp_path):
    file = tmp_path / "desk.kept"
    file.write_bytes(b"PGDMP")
    assert enclose(file, tmp_path / "nowhere", quiet) == Enclosed(0, 0)
    assert encloses(file) == 5 and unpack(file, tmp_path / "files", quiet) == Enclosed(0, 0)


def test_a_file_that_was_changed_is_not_taken_for_what_it_was(backup, tmp_path):
    content = backup.read_bytes()
    backup.write_bytes(content.replace(b"%PDF bill", b"%PDF b1ll", 1))
    with pytest.raises(DatabaseRefusal, match="is not what it was") as refused:
        unpack(backup, tmp_path / "fresh", quiet)
    assert refused.value.code == "damaged_backup"
    assert not list((tmp_path / "fresh").rglob("*.part"))


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "1/aa/evil", "1/aa/../../evil", "1"])
def test_a_name_that_is_none_of_the_stores_leads_nowhere(tmp_path, name):
    file = tmp_path / "desk.kept"
    with file.open("wb") as out:
        out.write(b"PGDMP")
        with tarfile.open(fileobj=out, mode="w|") as archive:
            entry = tarfile.TarInfo(name)
            entry.size = 4
            archive.addfile(entry, io.BytesIO(b"evil"))
        out.write(_END.pack(_MARK, 5))
    with pytest.raises(DatabaseRefusal, match="no file of the store"):
        unpack(file, tmp_path / "files" / "deep", quiet)
    assert not list(tmp_path.rglob("evil"))


def test_a_link_is_no_file(tmp_path):
    file, digest = tmp_path / "desk.kept", sha256(b"x").hexdigest()
    with file.open("wb") as out:
        out.write(b"PGDMP")
        with tarfile.open(fileobj=out, mode="w|") as archive:
            entry = tarfile.TarInfo(f"1/{digest[:2]}/{digest}")
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(entry)
        out.write(_END.pack(_MARK, 5))
    with pytest.raises(DatabaseRefusal, match="no file of the store"):
        unpack(file, tmp_path / "files", quiet)
