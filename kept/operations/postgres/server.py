"""Our own PostgreSQL as its users see it: attach, use, leave. It runs while anybody is attached."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from kept.operations.postgres import state
from kept.operations.postgres.account import owner_name
from kept.operations.postgres.errors import OtherOwner, out_of_space
from kept.operations.postgres.homes import make_home
from kept.operations.postgres.locks import is_held, open_lock, try_alone
from kept.operations.postgres.looking import Status, look
from kept.operations.postgres.places import Places
from kept.operations.postgres.plan import start_keeper
from kept.operations.postgres.preparing import prepare
from kept.operations.postgres.settings import ADMIN, APP, DATABASE, OWNER
from kept.operations.postgres.waiting import PATIENCE, Progress, wait_until_ready


class Urls(NamedTuple):
    """Where to connect: `app` for the product, `owner` for migrations, `admin` for a superuser."""

    app: str
    owner: str
    admin: str


class Server:
    """The PostgreSQL of one home. Any number of processes may use it at once."""

    def __init__(self, home: Path, environ: Mapping[str, str] | None = None) -> None:
        self.places = Places(home)
        self.environ = os.environ if environ is None else environ

    @contextmanager
    def use(self, *, progress: Progress | None = None, patience: float = PATIENCE) -> Iterator[Urls]:
        """Use the server; it is started when nobody else has, and stops when nobody is left."""
        hold = self.attach(progress=progress, patience=patience)
        try:
            yield self.urls()
        finally:
            hold.leave()

    def attach(self, *, progress: Progress | None = None, patience: float = PATIENCE) -> "Hold":
        """Like `use`, for who leaves by himself. Raises a `DatabaseRefusal` when it cannot be had."""
        try:
            make_home(self.places.home)
            users = open_lock(self.places.users)
        except PermissionError:
            raise self._somebody_elses() from None
        except OSError as problem:
            raise out_of_space(problem, self.places.home) from problem
        try:
            wait_until_ready(
                self.places, users, self.start_keeper_if_none, progress or (lambda words: None), patience
            )
        except BaseException:
            os.close(users)
            raise
        return Hold(self, users)

    def url(self, role: str = APP) -> str:
        """Where `role` connects, whether the server runs or not."""
        return f"postgresql://{role}@/{DATABASE}?host={quote(str(self.places.socket_folder), safe='')}"

    def urls(self) -> Urls:
        """The addresses of all three roles."""
        return Urls(self.url(APP), self.url(OWNER), self.url(ADMIN))

    def status(self) -> Status:
        """How it stands; changes nothing and starts nothing."""
        try:
            return look(self.places)
        except PermissionError:
            raise self._somebody_elses() from None

    def wait_until_stopped(self, patience: float = 60.0) -> bool:
        """Whether the server, which nobody uses any more, stopped within `patience` seconds."""
        until = time.monotonic() + patience
        while is_held(self.places.keeper) or is_held(self.places.alive):
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def start_keeper_if_none(self) -> bool:
        """Start a keeper unless one lives; whether that was needed. For who holds the users' lock."""
        try:
            handle = open_lock(self.places.keeper)
        except PermissionError:
            raise self._somebody_elses() from None
        try:
            if not try_alone(handle):
                return False
            state.write_state(handle, state.State(state.STARTING, "Starting the database"))
            start_keeper(prepare(self.places, self.environ), handle)  # it inherits handle and lock
            return True
        except OSError as problem:
            raise out_of_space(problem, self.places.home) from problem
        finally:
            os.close(handle)

    def _somebody_elses(self) -> OtherOwner:
        owner = owner_name(self.places.home.stat().st_uid) if self.places.home.exists() else "somebody else"
        return OtherOwner(
            f"The folder {self.places.home} belongs to {owner}, and you are {owner_name(os.geteuid())}.",
            remedy=f"Run Kept as {owner}, or set KEPT_HOME to a folder of your own.",
        )


class Hold:
    """One user's hold on the server. The kernel lets go of it when the process ends in any way."""

    def __init__(self, server: Server, users: int) -> None:
        self.server, self._users = server, users

    def revive(self) -> bool:
        """Start a keeper if ours was killed; whether it was. Cheap: a supervisor calls it every second."""
        return not is_held(self.server.places.keeper) and self.server.start_keeper_if_none()

    def leave(self) -> None:
        """Let go; the last one out lets the server stop."""
        if self._users >= 0:
            os.close(self._users)
            self._users = -1
