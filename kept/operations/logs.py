"""Logs: one line per event, text for people or JSON for programs; never a token, never a customer's words."""

import logging
import re
import sys

import structlog

#: Addresses whose last part is a key: sign-in links and the like.
TOKEN = re.compile(r"(/(?:welcome|reset/key|t)/)[^/\s\"']+")


def set_up_logs(kind: str) -> None:
    """Write to standard error, as `kind` says: text or json."""
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if kind == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), pad_event_to=24, exception_formatter=structlog.dev.plain_traceback
        )  # no local variables: they hold customers' words
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S" if kind != "json" else "iso", utc=kind == "json"),
            structlog.processors.format_exc_info if kind == "json" else _as_it_is,
            last,
            _without_tokens,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutTokens("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


class WithoutTokens(logging.Formatter):
    """Writes what libraries say. They name the address that was asked for, and some addresses are keys."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and what stands below it, without keys."""
        return TOKEN.sub(r"\1…", super().format(record))


def _without_tokens(logger: object, name: str, line: str) -> str:
    return TOKEN.sub(r"\1…", line)


def _as_it_is(logger: object, name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return event
