"""One web process: uvicorn with the shell, on the supervisor's socket or on its own."""

import os
import socket
from collections.abc import Awaitable, Callable
from importlib import import_module
from types import FrameType
from typing import Any, Protocol

import django
import uvicorn
from django.conf import settings
from django.urls import get_resolver

from kept.operations.logs import set_up_logs
from kept.operations.postgres import resolve
from kept.operations.serve.child import leave
from kept.operations.serve.inherited import LISTENING, take_socket
from kept.operations.serve.sockets import bind
from kept.operations.serve.static import collect_static
from kept.project.environment import read

#: The application, and what serving it needs: named, because it lies above us.
APPLICATION = "kept.project.asgi"
CONNECTION = "kept.project.shell.connection:Connection"
NEEDED = (
    "uvloop",
    "kept.project.shell.connection",
    "uvicorn.lifespan.on",
    "kept.project.shell.application",
)
ENDING = 3  # seconds that requests have to finish when the process is asked to end
CONNECTIONS = 4000  # of one process; more are told to come again

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Shell(Protocol):
    """An ASGI application that can end its live streams."""

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]: ...

    def end_streams(self) -> None: ...


def main() -> None:
    """Serve pages until SIGTERM. By itself (`kept web`) it also holds the database and takes the address."""
    environment = read(os.environ)
    set_up_logs(environment.log)
    given = take_socket(LISTENING)
    if given is not None:
        serve(given, import_module(APPLICATION).application)
        return
    # By itself: the database stays up for as long as this process lives, and nobody has prepared its files.
    listening = bind(environment.host, environment.port)
    with resolve(os.environ, environment.home).use(progress=print):
        django.setup()
        collect_static()
        print(f"Pages are served at {environment.public_url}/")
        serve(listening, import_module(APPLICATION).application)
    leave(0)


def preload() -> None:
    """Import what serving needs, in the process that web processes are forked from."""
    for name in (*NEEDED, *(path.rpartition(".")[0] for path in settings.MIDDLEWARE)):
        import_module(name)
    get_resolver().url_patterns  # noqa: B018 - imports every view


def serve(listening: socket.socket, application: Shell) -> None:
    """Serve pages on a listening socket until SIGTERM or SIGINT."""
    config = uvicorn.Config(
        application,
        lifespan="on",
        http=CONNECTION,
        ws="none",
        log_config=None,
        access_log=False,  # addresses carry tokens
        proxy_headers=False,  # the shell knows which balancers are trusted
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=ENDING,
        limit_concurrency=CONNECTIONS,
        backlog=1024,
    )
    Server(config, application).run(sockets=[listening])


class Server(uvicorn.Server):
    """uvicorn, but live streams end first: it would wait for them."""

    def __init__(self, config: uvicorn.Config, shell: Shell) -> None:
        super().__init__(config)
        self._shell = shell

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._shell.end_streams()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ending when asked is a good end: uvicorn would raise the signal again afterwards."""
        super().handle_exit(sig, frame)
        self._captured_signals.clear()


if __name__ == "__main__":
    main()
