"""The zygote: imports everything once and forks each process from itself, so that they share that memory.

It has no threads and no connections, or a fork would copy locks and sockets that belong to nobody.
Each child becomes a child of the supervisor: the zygote's own death ends nothing but the starting of others.
"""

import gc
import importlib
import json
import os
import socket
import sys
import threading
import time
from pathlib import Path

from kept.operations.serve.child import Orders, work
from kept.operations.serve.orphan import die_with_parent, name_process

LONGEST = 4096  # bytes of one request or answer
READY = b"ready"
GO = b"y"
_ADOPTION = 5.0  # seconds in which the kernel makes a child the supervisor's


def main() -> None:
    """Import the modules named by the arguments, then fork on request until the supervisor is gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    death = int(sys.argv[2])
    name_process("kept-zygote")
    die_with_parent()
    supervisor = os.getppid()
    gc.disable()
    preload(sys.argv[3:])
    unfit = _unfit()
    if unfit:
        print(f"Processes share no memory, because {unfit}.", file=sys.stderr)
    # Nothing that lives now is ever freed: keep the collector from touching, and so copying, its pages.
    gc.collect()
    gc.freeze()
    control.send(READY)
    while True:
        text, descriptors, _, _ = socket.recv_fds(control, LONGEST, 16)
        if not text:
            return  # the supervisor is gone, or is ending
        request = json.loads(text)
        output, permission, *sockets = descriptors
        given = dict(zip(request["given"], sockets, strict=True))
        orders = Orders(request["name"], request["entry"], supervisor, death, given)
        child = _fork(orders, control, output, permission, anew=bool(unfit))
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(str(child).encode())


def preload(modules: list[str]) -> None:
    """Import Django, the apps and each module, and let a module that has `preload` do more."""
    import django  # here, because the supervisor imports this module's names and must stay small

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.project.settings")
    django.setup()
    for name in modules:
        module = importlib.import_module(name)
        if hasattr(module, "preload"):
            module.preload()
    from django.db import connections

    connections.close_all()


def _unfit() -> str:
    """Why this process must not go on in a fork; empty when it may."""
    if threading.active_count() > 1:
        return "these threads are running: " + ", ".join(thread.name for thread in threading.enumerate())
    tasks = len(list(Path("/proc/self/task").iterdir()))
    return f"a library runs {tasks - 1} threads of its own" if tasks > 1 else ""


def _fork(orders: Orders, control: socket.socket, output: int, permission: int, *, anew: bool) -> int:
    """Fork twice, so that the child is orphaned and becomes the supervisor's; returns its process id.

    Returns 0 when the machine has no room for another process.
    """
    reading, writing = os.pipe()
    middle = os.fork()
    if middle == 0:
        try:
            child = os.fork()
            if child == 0:
                for descriptor in (control.detach(), reading, writing):
                    os.close(descriptor)
                _begin(orders, output, permission, anew)
            os.write(writing, str(child).encode())
        finally:
            os._exit(0)
    os.waitpid(middle, 0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return int(pipe.read() or 0)


def _begin(orders: Orders, output: int, permission: int, anew: bool) -> None:
    os.setsid()  # so that Ctrl-C in the terminal reaches the supervisor alone
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    until = time.monotonic() + _ADOPTION
    while os.getppid() != orders.supervisor:
        if time.monotonic() > until:
            os._exit(1)
        time.sleep(0.001)
    # The supervisor knows us only when the zygote has lived to tell it; else it starts another, and we end.
    if os.read(permission, 1) != GO:
        os._exit(1)
    os.close(permission)
    if anew:
        for descriptor in (orders.death, *orders.given.values()):
            os.set_inheritable(descriptor, True)
        os.execv(sys.executable, [sys.executable, "-m", "kept.operations.serve.child", orders.text()])
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    gc.enable()
    work(orders)


if __name__ == "__main__":
    main()
