"""The data folder: looked at, made, and furnished with database, roles and extensions."""

import os
import re
import shutil
import subprocess

from kept.operations.postgres.account import Account
from kept.operations.postgres.errors import (
    DatabaseRefusal,
    NotADataFolder,
    OtherVersion,
    ServerFailed,
    no_space,
)
from kept.operations.postgres.places import Places, sync
from kept.operations.postgres.process import clean_environment
from kept.operations.postgres.programs import Programs
from kept.operations.postgres.settings import ADMIN, APP, DATABASE, OWNER

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin", "btree_gist", "citext")

#: Changed when `_FURNISH` changes: every database is then furnished again, which does no harm.
_FURNISHING = "1"

_FURNISH = f"""\
SELECT 'CREATE ROLE {OWNER} LOGIN CREATEDB' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}')
\\gexec
SELECT 'CREATE ROLE {APP} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}')
\\gexec
\\connect template1
{{extensions}}
\\connect postgres
SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template1'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}')
\\gexec
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP};
\\connect {DATABASE}
{{extensions}}
"""

#: With less than this on the disk (bytes) a server cannot even write its pid file and its log.
_ROOM = 64 * 1024


def check_data(places: Places, major: int) -> bool:
    """Whether there is a database already. Raises `NotADataFolder` or `OtherVersion`."""
    if places.is_empty():
        return False
    try:
        made_by = (places.data / "PG_VERSION").read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        raise NotADataFolder(
            f"{places.data} is there, and it is not a PostgreSQL database.",
            remedy="Move it away, or set KEPT_HOME to another folder.",
        ) from None
    if made_by != str(major):
        raise OtherVersion(
            f"The database in {places.data} was made by PostgreSQL {made_by}; this is PostgreSQL {major}.",
            remedy=f"Set PGBIN to the programs of PostgreSQL {made_by} and make a backup (kept backup FILE); "
            "then move the folder away, unset PGBIN, and restore it (kept restore FILE).",
        )
    return True


def create(places: Places, programs: Programs, account: Account | None, *, alive: int) -> None:
    """Make the data folder; whole or not at all, whenever we are killed."""
    shutil.rmtree(places.unfinished, ignore_errors=True)
    places.unfinished.mkdir(mode=0o700)
    if account:
        os.chown(places.unfinished, account.uid, account.gid)
    made = subprocess.run(
        [
            programs.path("initdb"), f"--pgdata={places.unfinished}", f"--username={ADMIN}",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--data-checksums", "--auth-local=peer", "--auth-host=reject", "--no-instructions",
        ],
        cwd="/", env=clean_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors="replace", pass_fds=(alive,), check=False, **(account.for_process() if account else {}),
    )  # fmt: skip
    if made.returncode != 0:
        shutil.rmtree(places.unfinished, ignore_errors=True)
        raise why("PostgreSQL could not make its database", made.stderr, places)
    places.unfinished.rename(places.data)
    sync(places.home)


def furnish(places: Places, programs: Programs) -> None:
    """Make database, roles and extensions where they are missing; quick when that was done before."""
    done = places.settings / "furnished"
    mark = f"{_FURNISHING} {_identifier(places)}"
    if done.exists() and done.read_text() == mark:
        return
    extensions = "\n".join(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in EXTENSIONS)
    ran = subprocess.run(
        [
            programs.path("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--username", ADMIN,
            "--host", str(places.socket_folder), "--dbname", "postgres",
        ],
        cwd="/", env=clean_environment() | {"PGOPTIONS": "-c client_min_messages=warning"},
        input=_FURNISH.format(extensions=extensions), capture_output=True, text=True, errors="replace",
        check=False,
    )  # fmt: skip
    if ran.returncode != 0:
        raise why("The database could not be furnished", ran.stderr, places)
    done.write_text(mark)


def why_ended(exit_status: int, log: str, places: Places) -> DatabaseRefusal:
    """The refusal for a server that ended by itself, from what it wrote last, if it still could."""
    disk = os.statvfs(places.home)
    if "No space left on device" in log or disk.f_bavail * disk.f_frsize < _ROOM:
        return no_space(places.home)
    told = "it did not say why"
    if last := re.findall(r"\] (?:FATAL|(?:\S+@\S+ )?PANIC):\s+(.*)", log):
        told = last[-1]
    elif exit_status < 0:
        told = f"it was killed by signal {-exit_status}"
    return ServerFailed(f"PostgreSQL ended: {told.rstrip('.')}.", remedy=f"Its whole log is in {places.log}.")


def why(sentence: str, said: str, places: Places) -> DatabaseRefusal:
    """The refusal for what initdb or psql said as it failed."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return no_space(places.home)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error", "ERROR"))]
    last = re.sub(r"^.*?(FATAL|PANIC|ERROR|error):\s*", "", (telling or lines or ["it said nothing"])[-1])
    return ServerFailed(f"{sentence}: {last.rstrip('.')}.", remedy=f"Its whole log is in {places.log}.")


def _identifier(places: Places) -> str:
    """The number that initdb gave this very database: the first eight bytes of its control file."""
    with (places.data / "global" / "pg_control").open("rb") as control:
        return control.read(8).hex()
