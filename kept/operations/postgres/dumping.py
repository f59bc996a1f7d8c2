"""A database into a file, and a file into a database, by PostgreSQL's own clients."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from kept.operations.postgres.clients import Client, refusal
from kept.operations.postgres.cluster import EXTENSIONS
from kept.operations.postgres.errors import DatabaseRefusal, no_space

#: Called with bytes done, bytes in all and what is being done.
Progress = Callable[[int, int, str], None]

_CHUNK = 256 * 1024
#: Seconds that we wait for who is at work in the tables.
_LOCK_PATIENCE = 30


class DamagedBackup(DatabaseRefusal):
    """The file begins as a backup, but cannot be read to its end."""

    code = "damaged_backup"
    status = 400


class NewerBackup(DatabaseRefusal):
    """The backup comes from a newer PostgreSQL than the one that is to take it."""

    code = "newer_backup"
    status = 400


def dump(client: Client, file: Path, tell: Progress) -> None:
    """Write one consistent state of the database to `file`, as whole as the disk has it."""
    sizes = {f"{schema}.{table}": int(size) for schema, table, size in client.query(_SIZES)}
    total, done, current = sum(sizes.values()), 0, ""
    running = client.start(
        "pg_dump", "--format=custom", "--exclude-extension=*", "--verbose", f"--file={file}",
        f"--lock-wait-timeout={_LOCK_PATIENCE}s",
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert running.stderr is not None
    said: list[str] = []
    with running:
        for line in running.stderr:
            said = [*said[-20:], line.decode(errors="replace")]
            if found := re.search(r'dumping contents of table "(.+)"', said[-1]):
                done, current = done + sizes.get(current, 0), found[1]
                tell(done, total, f"Saving {current}")
    if running.returncode != 0:
        if any("No space left on device" in line for line in said):
            raise no_space(file.parent)
        raise refusal("The backup could not be made", "".join(said))


def contents(client: Client, file: Path) -> str:
    """The list of what is in a backup. Raises when it cannot be read."""
    ran = subprocess.run(
        [client.programs.path("pg_restore"), "--list", str(file)],
        capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    if "unsupported version" in ran.stderr:
        raise NewerBackup(
            f"{file} was written by a newer PostgreSQL than the programs that are to read it.",
            remedy="Set PGBIN to the programs of that version.",
        )
    if ran.returncode != 0:
        raise _damaged(file, ran.stderr)
    return ran.stdout


def made_by(listed: str) -> int:
    """The major version of the server that a backup's contents come from; 0 when they do not say."""
    found = re.search(r"Dumped from database version: (\d+)", listed)
    return int(found[1]) if found else 0


def holds(client: Client) -> int:
    """How many tables, views and the like the database holds, extensions not counted."""
    return int(client.query(_COUNT)[0][0])


def pour(client: Client, file: Path, tell: Progress) -> None:
    """Replace what the database holds by what `file` holds; COMMIT is said only when all of it went well."""
    total = file.stat().st_size
    with file.open("rb") as source, tempfile.TemporaryFile() as unread, tempfile.TemporaryFile() as unwritten:
        reading = subprocess.Popen(
            [client.programs.path("pg_restore"), "--no-owner", "--file=-"],
            stdin=source, stdout=subprocess.PIPE, stderr=unread,
        )  # fmt: skip
        writing = client.start(
            "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-",
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=unwritten,
        )  # fmt: skip
        assert reading.stdout is not None and writing.stdin is not None
        with reading, writing:
            try:
                writing.stdin.write(_EMPTY.encode())
                while chunk := reading.stdout.read(_CHUNK):
                    writing.stdin.write(chunk)
                    # The reader shares our open file: its place in it is how far it is.
                    tell(min(os.lseek(source.fileno(), 0, os.SEEK_CUR), total), total, "Restoring")
                if reading.wait() == 0:
                    writing.stdin.write(b"\nCOMMIT;\n")
            except BrokenPipeError:
                reading.kill()  # psql has ended, and says why below
            with suppress(BrokenPipeError):
                writing.stdin.close()
            written = writing.wait() == 0
        if not written:
            raise refusal("The backup could not be restored, and nothing was changed", _text(unwritten))
        if reading.returncode != 0:
            raise _damaged(file, _text(unread))


def _damaged(file: Path, said: str) -> DamagedBackup:
    words = said.strip().splitlines()
    return DamagedBackup(
        f"{file} is damaged, and nothing was changed: {words[-1] if words else 'it ends too early'}",
        remedy="Use another backup.",
    )


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode(errors="replace")


def _ours(oid: str, catalogue: str) -> str:
    """The condition that a thing is neither the server's nor an extension's."""
    return (
        "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_depend d "
        f"WHERE d.objid = {oid} AND d.classid = '{catalogue}'::regclass AND d.deptype = 'e')"
    )


_RELATIONS = "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " + _ours(
    "c.oid", "pg_class"
)
_COUNT = f"SELECT count(*) {_RELATIONS} AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"
_SIZES = f"SELECT n.nspname, c.relname, pg_table_size(c.oid) {_RELATIONS} AND c.relkind IN ('r', 'm')"

#: All names are taken before the first drop; sequences of columns go with their tables.
_EMPTY = f"""\
SET client_min_messages = warning;
SET lock_timeout = '{_LOCK_PATIENCE}s';
BEGIN;
DO $drop$
DECLARE command text;
BEGIN
  FOREACH command IN ARRAY ARRAY(
    SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', n.nspname) FROM pg_namespace n
    WHERE n.nspname <> 'public' AND {_ours("n.oid", "pg_namespace")}
    UNION ALL
    SELECT format('DROP %s IF EXISTS %s CASCADE',
      CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
        WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, c.oid::regclass)
    {_RELATIONS} AND n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass
        AND d.deptype IN ('a', 'i') AND c.relkind = 'S')
    UNION ALL
    SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'public' AND {_ours("p.oid", "pg_proc")}
    UNION ALL
    SELECT format('DROP TYPE IF EXISTS %s CASCADE', t.oid::regtype)
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE n.nspname = 'public' AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND {_ours("t.oid", "pg_type")}
  ) LOOP
    EXECUTE command;
  END LOOP;
END
$drop$;
{"".join(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in EXTENSIONS)}
"""
