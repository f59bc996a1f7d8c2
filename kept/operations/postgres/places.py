"""Where the parts of our own PostgreSQL lie under KEPT_HOME."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

#: Longest path of a socket in bytes: 103 on macOS and 107 on Linux; both go by the smaller.
LONGEST_SOCKET = 103
SOCKET_NAME = ".s.PGSQL.5432"


class Places:
    """The files of one home. Everybody goes by the real path, so that all spellings meet."""

    def __init__(self, home: Path) -> None:
        self.home = Path(os.path.realpath(home))
        self.data = self.home / "postgres"
        self.unfinished = self.home / "postgres.new"  # becomes `data` when it is whole
        self.log = self.home / "postgres.log"
        self.settings = self.home / "postgres-settings"
        self.programs = self.home / "postgres-bin"
        self.users = self.home / "postgres.users"  # every user holds a shared lock on it
        self.keeper = self.home / "postgres.keeper"  # locked by the keeper; holds its state
        self.alive = self.home / "postgres.alive"  # locked by all processes of the server, by inheritance

    def is_empty(self) -> bool:
        """Whether there is no database yet; an empty folder counts as none."""
        return not self.data.exists() or (self.data.is_dir() and not any(self.data.iterdir()))

    @property
    def socket_folder(self) -> Path:
        """The data folder, which only its owner can enter; a short one when its path would not do."""
        path = os.fsencode(self.data / SOCKET_NAME)
        if len(path) <= LONGEST_SOCKET and b"," not in path:  # clients read a comma as several hosts
            return self.data
        # Not the session's runtime folder: a shell and a cron job must find the same place.
        return Path("/tmp") / f"kept-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"

    def remove_short_folder(self) -> None:
        """Leave nothing outside the home when nobody needs it any more."""
        if self.socket_folder != self.data:
            with suppress(OSError):  # a server that was killed left its socket there: it is used again
                self.socket_folder.rmdir()

    @property
    def socket(self) -> Path:
        """The socket itself."""
        return self.socket_folder / SOCKET_NAME


def sync(folder: Path) -> None:
    """Make what was just renamed in `folder` survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
