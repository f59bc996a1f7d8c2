"""What a failure of the database means: it is away, others were in the way, or this statement cannot be done."""

from django.db import InterfaceError, OperationalError

#: States in which the server cannot do anything, whatever is asked (PostgreSQL, appendix A): no connection, no
#: space or memory, being stopped or started, read-only while another server takes over.
_AWAY = ("08", "53", "57P", "25006")
#: States that come from others' work at the same moment: what failed may be tried again at once.
_CLASH = ("40001", "40P01", "55P03")


def is_away(failure: Exception) -> bool:
    """Whether the database can take nothing at this moment, so that all one can do is come again."""
    state = _state(failure)
    if state:
        return state.startswith(_AWAY)
    return isinstance(failure, InterfaceError | OperationalError)


def is_clash(failure: Exception) -> bool:
    """Whether somebody else's work was in the way."""
    return _state(failure) in _CLASH


def _state(failure: Exception) -> str:
    """The SQLSTATE; "" when there is none, as when the connection itself failed."""
    return getattr(failure.__cause__ or failure, "sqlstate", None) or ""
