"""Which system user runs PostgreSQL, and whether it can reach what it needs."""

import os
import pwd
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kept.operations.postgres.errors import NoAccount, OtherOwner, OutOfReach
from kept.operations.postgres.places import Places


class Account(NamedTuple):
    """An unprivileged user that root steps down to."""

    name: str
    uid: int
    gid: int
    groups: list[int]

    def for_process(self) -> dict[str, Any]:
        """Keywords that make `subprocess` run a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": self.groups}


def owner_name(uid: int) -> str:
    """The name of a user, or its number when it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user number {uid}"


def choose_account(places: Places, environ: Mapping[str, str]) -> Account | None:
    """The user to step down to; None when we are nobody special and run the server ourselves.

    Raises `OtherOwner` when the data is somebody else's, `NoAccount` when PostgreSQL could not run at all.
    """
    owner = None if places.is_empty() else places.data.stat().st_uid
    if os.geteuid() != 0:
        _check_own(places, owner)
        return None
    wanted = environ.get("KEPT_PG_USER", "")
    if owner == 0:
        raise OtherOwner(
            f"The database in {places.data} belongs to root, and PostgreSQL does not run as root.",
            remedy="Give the folder to an ordinary user (chown -R) and set KEPT_PG_USER to its name.",
        )
    if owner is not None:
        name = owner_name(owner)
        if wanted and wanted != name:
            raise OtherOwner(
                f"The database in {places.data} belongs to {name}, but KEPT_PG_USER says {wanted}.",
                remedy=f"Set KEPT_PG_USER={name}, or leave it out.",
            )
        wanted = name
    return _account(wanted or _usual_name(places))


def check_reach(account: Account, folder: Path) -> None:
    """Raise `OutOfReach` when the account cannot enter `folder`; names the folder that is closed to it."""
    probe = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
    tried = subprocess.run(probe, cwd="/", stderr=subprocess.DEVNULL, check=False, **account.for_process())
    if tried.returncode == 0:
        return
    closed = next((part for part in (*reversed(folder.parents), folder) if _closed(part, account)), folder)
    raise OutOfReach(
        f"PostgreSQL is to run as {account.name}, who cannot enter {closed}, where {folder} lies.",
        remedy=f"Set KEPT_HOME to a folder that everybody may pass through (/var/lib/kept), "
        f"or let {account.name} through with: chmod a+x {closed}",
    )


def _check_own(places: Places, owner: int | None) -> None:
    me = os.geteuid()
    if owner is not None and owner != me:
        raise OtherOwner(
            f"The database in {places.data} belongs to {owner_name(owner)}, and you are {owner_name(me)}.",
            remedy=f"Run Kept as {owner_name(owner)}, or set KEPT_HOME to a folder of your own.",
        )
    try:
        pwd.getpwuid(me)
    except KeyError:
        raise NoAccount(
            f"PostgreSQL runs only for a user with a name, and {owner_name(me)} has none on this machine.",
            remedy="Add the user to /etc/passwd, or use a server of your own by DATABASE_URL.",
        ) from None


def _usual_name(places: Places) -> str:
    """Whose home it is, when that is an ordinary user; else the user that is there for such things."""
    home = places.home.stat().st_uid
    if home != 0:
        return owner_name(home)
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _account(name: str) -> Account:
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        raise NoAccount(
            f"There is no user {name} on this machine to run PostgreSQL.",
            remedy="Set KEPT_PG_USER to an ordinary user: PostgreSQL does not run as root.",
        ) from None
    if user.pw_uid == 0:
        raise NoAccount("PostgreSQL does not run as root.", remedy="Set KEPT_PG_USER to an ordinary user.")
    return Account(user.pw_name, user.pw_uid, user.pw_gid, os.getgrouplist(user.pw_name, user.pw_gid))


def _closed(folder: Path, account: Account) -> bool:
    """Whether the mode of `folder` keeps the account out (access lists are not looked at)."""
    kept = folder.stat()
    if kept.st_uid == account.uid:
        return not kept.st_mode & stat.S_IXUSR
    if kept.st_gid in account.groups:
        return not kept.st_mode & stat.S_IXGRP
    return not kept.st_mode & stat.S_IXOTH
