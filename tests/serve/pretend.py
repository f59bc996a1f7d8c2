"""A pretended desk: the real supervisor, shell and hub, with processes and pages that tests can look into."""

import ipaddress
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

from kept.operations.serve.child import leave
from kept.operations.serve.inherited import GREETING, LISTENING, give, say, take_socket
from kept.operations.serve.plan import Child

if "PRETEND_THREAD" in os.environ:
    # A library that starts a thread when it is imported.
    threading.Thread(target=time.sleep, args=(3600,), name="a library's", daemon=True).start()

CHILDREN = (
    Child("web 1", "pretend:web", (LISTENING,)),
    Child("web 2", "pretend:web", (LISTENING,)),
    Child("worker", "pretend:worker"),
    Child("mail", "pretend:mail"),
)


def web() -> None:
    """A web process with the pretended pages; /live is open to whoever has a cookie s=<agent>."""
    import psycopg
    from django.core.wsgi import get_wsgi_application
    from django.db import OperationalError

    from kept.faces.live.hub import Hub
    from kept.faces.live.stream import LiveStreams
    from kept.faces.live.viewer import Viewer
    from kept.operations.web import serve
    from kept.project.shell.application import Shell

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretend_settings")

    def viewer_for(cookie: str) -> Viewer | None:
        """s=7 sees all, s=7.1.2 the brands 1 and 2; nobody is signed in once the file SIGNED_OUT exists."""
        if Path(os.environ.get("PRETEND_AWAY", "/none")).exists():
            raise OperationalError("away, on purpose")
        if not cookie or Path(os.environ.get("PRETEND_SIGNED_OUT", "/none")).exists():
            return None
        agent, *brands = map(int, cookie.split("."))
        return Viewer(agent, frozenset(brands) or None)

    async def connect() -> psycopg.AsyncConnection[object]:
        return await psycopg.AsyncConnection.connect(os.environ["PRETEND_DATABASE"])

    live = LiveStreams(
        Hub(connect),
        viewer_for,
        cookie="s",
        hosts=["127.0.0.1"],
        recheck=float(os.environ.get("PRETEND_RECHECK", "60")),
        beat=float(os.environ.get("PRETEND_BEAT", "15")),
    )
    shell = Shell(
        get_wsgi_application(),
        live=live if "PRETEND_DATABASE" in os.environ else None,
        trusted=[ipaddress.ip_network(n) for n in os.environ.get("PRETEND_TRUSTED", "").split(",") if n],
        largest=int(os.environ.get("PRETEND_LARGEST", 64 * 1024 * 1024)),
    )
    print("web begins", flush=True)
    given = take_socket(LISTENING)
    assert given is not None
    serve(given, shell)


def worker() -> None:
    """Works until it is asked to end; ignores that, too, when PRETEND_STUBBORN is set."""
    end = threading.Event()
    stubborn = "PRETEND_STUBBORN" in os.environ
    signal.signal(signal.SIGTERM, lambda *_: None if stubborn else end.set())
    print("worker begins", flush=True)
    while not end.wait(0.1):
        pass
    print("worker ends in good order", flush=True)


def mail() -> None:
    """Greets like an SMTP server."""
    import socket

    with socket.create_server(("127.0.0.1", int(os.environ["KEPT_SMTP_PORT"]))) as listening:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        while True:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"220 pretended\r\n")


def migrate() -> int:
    print("pretended migrations ran")
    say(GREETING, '{"signin": "/first/secret"}')
    return int(os.environ.get("PRETEND_MIGRATE_STATUS", "0"))


def broken() -> None:
    time.sleep(0.05)
    raise RuntimeError("broken on purpose")


def main() -> int:
    """As `kept serve`, with the pretended processes."""
    from kept.operations.serve.__main__ import serve

    forking = False if "PRETEND_NO_FORK" in os.environ else None
    return serve(CHILDREN, Child("migrate", "pretend:migrate"), forking=forking)


def lone_web(listening: int) -> NoReturn:
    """One web process without a supervisor, on a socket that it inherits."""
    give({LISTENING: listening})
    web()
    leave(0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretend_settings")
    if len(sys.argv) > 1:
        lone_web(int(sys.argv[1]))
    sys.exit(main())
