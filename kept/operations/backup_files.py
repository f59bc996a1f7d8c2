"""The files of a backup: the file store behind the database in one file, so that both are carried and kept together."""

import os
import re
import struct
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from kept.operations.postgres.dumping import DamagedBackup, Progress
from kept.operations.postgres.places import sync

# A backup is what pg_dump wrote, then a tar of the files, then these sixteen bytes: a mark, and where the tar begins.
# pg_restore reads no further than its own part, so that it needs nothing but the file itself, with files or without.
_END = struct.Struct(">8sQ")
_MARK = b"KEPTFIL1"

#: What files of the store are called: customer, and twice the digest of the content (`kept.contacts.files.name_of`).
_NAME = re.compile(r"[0-9]{1,19}/([0-9a-f]{2})/(\1[0-9a-f]{62})")

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Enclosed:
    """How many files there are, and their bytes."""

    count: int
    bytes: int


def enclose(backup: Path, folder: Path, tell: Progress) -> Enclosed:
    """Put the store's files behind the dump in `backup`, as whole as the disk has it. Raises OSError.

    Taken after the dump: what its database knows as stored is there by then, and what comes meanwhile does no harm.
    """
    found = sorted(_stored(folder))
    total, done = sum(size for _, size in found), 0
    count = 0
    with backup.open("r+b") as file:
        begin = file.seek(0, os.SEEK_END)
        with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as archive:
            for name, _ in found:
                tell(done, total, "Saving files")
                try:
                    content = (folder / name).open("rb")
                except FileNotFoundError:
                    continue  # erased since it was found
                with content:
                    entry = tarfile.TarInfo(name)
                    entry.size, entry.mode = os.fstat(content.fileno()).st_size, 0o600
                    archive.addfile(entry, content)
                count, done = count + 1, done + entry.size
        file.write(_END.pack(_MARK, begin))
        file.flush()
        os.fsync(file.fileno())
    return Enclosed(count, done)


def encloses(backup: Path) -> int | None:
    """Where the files of a backup begin; None when it holds the database alone, as earlier ones do."""
    size = backup.stat().st_size
    if size < _END.size:
        return None
    with backup.open("rb") as file:
        file.seek(size - _END.size)
        mark, begin = _END.unpack(file.read(_END.size))
    return begin if mark == _MARK and begin < size else None


def unpack(backup: Path, folder: Path, tell: Progress) -> Enclosed:
    """Bring a backup's files into the store. What is there already stays; each one is what its name says.

    Raises DamagedBackup; what was brought until then stays, and does no harm. OSError when the disk is full.
    """
    begin = encloses(backup)
    if begin is None:
        return Enclosed(0, 0)
    total = backup.stat().st_size - begin
    count = size = 0
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with backup.open("rb") as file:
        file.seek(begin)
        for name, digest, content in _entries(file, backup):
            tell(min(file.tell() - begin, total), total, "Restoring files")
            size += _bring(folder / name, digest, content, backup)
            count += 1
    return Enclosed(count, size)


def _stored(folder: Path) -> Iterator[tuple[str, int]]:
    """Name and size of everything that the store holds; passing files of writers are none of it."""
    for path in folder.glob("*/*/*"):
        name = path.relative_to(folder).as_posix()
        if _NAME.fullmatch(name) and path.is_file() and not path.is_symlink():
            yield name, path.stat().st_size


def _entries(file: IO[bytes], backup: Path) -> Iterator[tuple[str, str, IO[bytes]]]:
    """Name, digest and content of each file. A name that the store does not use leads nowhere, and is refused."""
    try:
        with tarfile.open(fileobj=file, mode="r|") as archive:
            for entry in archive:
                match = _NAME.fullmatch(entry.name)
                content = archive.extractfile(entry) if match and entry.isfile() else None
                if match is None or content is None:
                    raise _damaged(backup, "it holds something that is no file of the store")
                yield entry.name, match[2], content
    except (tarfile.TarError, EOFError) as problem:
        raise _damaged(backup, str(problem) or "it ends too early") from problem


def _bring(path: Path, digest: str, content: IO[bytes], backup: Path) -> int:
    """Write one file under its name when all of it is there. Returns its bytes."""
    there = path.exists()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    running, size = sha256(), 0
    with _part(path) as (part, out):
        while chunk := content.read(_CHUNK):
            running.update(chunk)
            size += len(chunk)
            if not there:
                out.write(chunk)
        if running.hexdigest() != digest:
            raise _damaged(backup, f"the file {digest[:12]}… is not what it was")
        if not there:
            out.flush()
            os.fsync(out.fileno())
            part.replace(path)
            sync(path.parent)
    return size


@contextmanager
def _part(path: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            yield part, out
    finally:
        part.unlink(missing_ok=True)


def _damaged(backup: Path, why: str) -> DamagedBackup:
    return DamagedBackup(
        f"{backup} is damaged, and nothing was changed in the database: {why}.", remedy="Use another backup."
    )
