"""What is checked and laid out before a server starts: user, programs, settings, socket folder."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from kept.operations.postgres.account import check_reach, choose_account
from kept.operations.postgres.cluster import check_data
from kept.operations.postgres.errors import BadSocketFolder
from kept.operations.postgres.places import Places
from kept.operations.postgres.plan import Plan
from kept.operations.postgres.process import kernel_tells
from kept.operations.postgres.programs import find_programs, programs_for
from kept.operations.postgres.settings import write_settings


def prepare(places: Places, environ: Mapping[str, str]) -> Plan:
    """The plan for a keeper. Raises the `DatabaseRefusal` that says why there cannot be one."""
    programs = find_programs(environ)
    major = programs.major()
    account = choose_account(places, environ)
    if account is not None:
        check_reach(account, places.home)
    check_data(places, major)
    if account is not None:
        programs = programs_for(account, programs, places)
    write_settings(places, major)
    if places.socket_folder != places.data:
        _make_socket_folder(places.socket_folder, (account.uid, account.gid) if account else None)
    return Plan(places, programs, account, by_kernel=kernel_tells())


def _make_socket_folder(folder: Path, owner: tuple[int, int] | None) -> None:
    """A folder in a place that everybody writes to: ours alone, or none at all."""
    try:
        folder.mkdir(mode=0o700)
        if owner:
            os.chown(folder, *owner)
    except FileExistsError:
        pass  # from an earlier start; whose it is is seen below
    found = folder.lstat()
    wanted = owner[0] if owner else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != wanted or stat.S_IMODE(found.st_mode) & 0o077:
        raise BadSocketFolder(
            f"The path of the home is too long for a socket, and {folder}, which would serve, is not ours.",
            remedy=f"Remove {folder}, or set KEPT_HOME to a shorter path.",
        )
