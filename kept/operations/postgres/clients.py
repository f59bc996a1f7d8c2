"""PostgreSQL's own clients (psql, pg_dump, pg_restore) towards one database."""

import os
import re
import subprocess
from typing import IO, NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

from kept.operations.postgres.errors import DatabaseRefusal
from kept.operations.postgres.process import clean_environment
from kept.operations.postgres.programs import Programs


class ClientFailed(DatabaseRefusal):
    """A client of PostgreSQL ended with an error; the sentence has its words."""

    code = "database_client_failed"


class Client(NamedTuple):
    """One database by its address, and the programs to speak with it. `ours`: a server that Kept started."""

    programs: Programs
    url: str
    ours: bool

    def start(
        self, name: str, *arguments: str, stdin: "int | IO[bytes]", stdout: int, stderr: "int | IO[bytes]"
    ) -> "subprocess.Popen[bytes]":
        """Start a client; the password goes by the environment, where other users cannot read it."""
        address, password = _without_password(self.url)
        environment = clean_environment() if self.ours else {**os.environ, "LC_ALL": "C"}
        if password:
            environment["PGPASSWORD"] = password
        return subprocess.Popen(
            [self.programs.path(name), f"--dbname={address}", *arguments],
            env=environment, stdin=stdin, stdout=stdout, stderr=stderr,
        )  # fmt: skip

    def query(self, sql: str) -> list[list[str]]:
        """The rows of one statement, every value as text. Raises `ClientFailed`."""
        running = self.start(
            "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=\t",
            "--set=ON_ERROR_STOP=1", f"--command={sql}",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        said, complained = running.communicate()
        if running.returncode != 0:
            raise refusal("The database did not answer", complained.decode(errors="replace"))
        return [line.split("\t") for line in said.decode().splitlines()]

    def server_major(self) -> int:
        """The major version of the server."""
        return int(self.query("SHOW server_version_num")[0][0]) // 10000


def refusal(sentence: str, said: str) -> DatabaseRefusal:
    """The refusal for what a client said as it failed, with a remedy where its words have one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = next(
        (line for line in lines if re.search("error|ERROR|FATAL", line)), lines[-1] if lines else ""
    )
    words = f"{sentence}: {telling or 'it did not say why'}"
    if "SSL support is not compiled in" in said:
        remedy = (
            "The programs that come with Kept speak no TLS: set PGBIN to those of a PostgreSQL that does."
        )
    elif "server version mismatch" in said:
        remedy = "The server is newer than the programs: set PGBIN to those of its version."
    elif found := re.search(r'role "([^"]+)" does not exist', said):
        remedy = f'Create the role on the server first: CREATE ROLE "{found[1]}" LOGIN.'
    elif "canceling statement due to lock timeout" in said:
        remedy = "Somebody is at work in the database: stop the desk (kept serve) first."
    else:
        remedy = ""
    return ClientFailed(words, remedy=remedy)


def _without_password(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    return urlunsplit(parts._replace(netloc=f"{name}{at}{host}")), unquote(password)
