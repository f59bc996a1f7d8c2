"""What can go wrong with our own PostgreSQL: one family, each a sentence that a person can act on."""

import errno

from kept.refusal import Refusal


class DatabaseRefusal(Refusal):
    """The database cannot be had; the sentence says why and the remedy what to do."""

    code = "database"
    status = 503


class NoPrograms(DatabaseRefusal):
    """No PostgreSQL programs where we were told to look."""

    code = "database_no_programs"


class OldPrograms(DatabaseRefusal):
    """The PostgreSQL programs are older than 17."""

    code = "database_old_programs"


class OtherVersion(DatabaseRefusal):
    """The data folder was made by another major version."""

    code = "database_other_version"


class OtherOwner(DatabaseRefusal):
    """The data folder, or the home, belongs to another user."""

    code = "database_other_owner"


class NotADataFolder(DatabaseRefusal):
    """Something else lies where the database should be."""

    code = "database_not_a_data_folder"


class OutOfReach(DatabaseRefusal):
    """The unprivileged user that runs PostgreSQL cannot enter a folder that it needs."""

    code = "database_out_of_reach"


class NoAccount(DatabaseRefusal):
    """PostgreSQL needs a named, unprivileged account, and there is none."""

    code = "database_no_account"


class BadSocketFolder(DatabaseRefusal):
    """The short folder for the socket of a home with a long path cannot be used."""

    code = "database_bad_socket_folder"


class NoSpace(DatabaseRefusal):
    """The disk is full."""

    code = "database_no_space"


class ForeignServer(DatabaseRefusal):
    """A PostgreSQL that we did not start serves our data folder."""

    code = "database_foreign_server"


class StillStarting(DatabaseRefusal):
    """The server lives, but was not ready within the caller's patience."""

    code = "database_still_starting"


class ServerFailed(DatabaseRefusal):
    """PostgreSQL ended for a reason that only its own words tell."""

    code = "database_failed"


_KINDS: list[type[DatabaseRefusal]] = [DatabaseRefusal, *DatabaseRefusal.__subclasses__()]
#: By code: how the keeper, another process, says which one it met.
FAMILY = {kind.code: kind for kind in _KINDS}


def no_space(folder: object) -> NoSpace:
    """The one sentence for a full disk."""
    return NoSpace(
        f"The disk that holds {folder} is full, so PostgreSQL cannot write.",
        remedy="Free some space there; nothing that was acknowledged is lost.",
    )


def out_of_space(problem: OSError, folder: object) -> NoSpace:
    """The refusal for a full disk; raises every other problem again."""
    if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise problem
    return no_space(folder)
