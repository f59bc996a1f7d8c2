"""Pages that show what reaches a view, and bodies of every shape."""

import hashlib
import os
import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import OperationalError, connection
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

handler500 = "kept.project.shell.trouble.server_error"


def seen(request: HttpRequest) -> JsonResponse:
    """Everything that a view can see of a request."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    return JsonResponse(
        {
            "method": request.method,
            "path": request.path,
            "query": request.META["QUERY_STRING"],
            "headers": {k: v for k, v in request.META.items() if k.startswith(("HTTP_", "CONTENT_"))},
            "peer": request.META["REMOTE_ADDR"],
            "scheme": request.scheme,
            "body": request.body.decode("latin-1") if length < 2000 else "",
        }
    )


def process(request: HttpRequest) -> JsonResponse:
    """Who answers, with how many threads and how much memory (peak, kB)."""
    return JsonResponse(
        {
            "pid": os.getpid(),
            "tasks": len(list(Path("/proc/self/task").iterdir())),
            "threads": threading.active_count(),
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        }
    )


def swallow(request: HttpRequest) -> JsonResponse:
    """Reads a body in pieces."""
    digest, size = hashlib.sha256(), 0
    while piece := request.read(65536):
        digest.update(piece)
        size += len(piece)
    return JsonResponse({"size": size, "sha256": digest.hexdigest()})


def file(request: HttpRequest) -> FileResponse:
    """A file of so many megabytes."""
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    made.truncate(int(request.GET["mb"]) * 1024 * 1024)
    return FileResponse(made, content_type="application/octet-stream")


def flow(request: HttpRequest) -> StreamingHttpResponse:
    """Megabytes out of a generator, which tells when it is closed."""

    def pieces() -> Iterator[bytes]:
        try:
            for _ in range(int(request.GET["mb"]) * 16):
                yield b"x" * 65536
        finally:
            print("flow closed", flush=True)

    return StreamingHttpResponse(pieces(), content_type="application/octet-stream")


def drip(request: HttpRequest) -> StreamingHttpResponse:
    """A word every tenth of a second."""

    def words() -> Iterator[bytes]:
        for number in range(5):
            yield b"%d " % number
            time.sleep(0.1)

    return StreamingHttpResponse(words())


def broken(request: HttpRequest) -> StreamingHttpResponse:
    """Fails after the answer has begun."""

    def pieces() -> Iterator[bytes]:
        yield b"x" * 300_000
        raise RuntimeError("broken on purpose")

    return StreamingHttpResponse(pieces())


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the server is gone, on purpose")


def wrong(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("wrong on purpose")


def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(float(request.GET.get("seconds", "1")))
    return HttpResponse(b"slept")


def asked(request: HttpRequest) -> JsonResponse:
    """Asks the database which connection serves this thread."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return JsonResponse({"backend": cursor.fetchone()[0]})


def cookies(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(b"")
    response.set_cookie("a", "1")
    response.set_cookie("b", "2")
    return response


urlpatterns = [
    path("", seen),
    path("process", process),
    path("swallow", swallow),
    path("file", file),
    path("flow", flow),
    path("drip", drip),
    path("broken", broken),
    path("away", away),
    path("wrong", wrong),
    path("slow", slow),
    path("asked", asked),
    path("cookies", cookies),
    path("seen/<path:rest>", lambda request, rest: seen(request)),
]
