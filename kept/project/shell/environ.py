"""From an ASGI scope to the environ of WSGI (PEP 3333)."""

import sys
from collections.abc import Sequence
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from kept.project.shell.filing import FileToStream
from kept.project.shell.protocol import Scope
from kept.project.shell.proxies import Network, peer_and_scheme

#: Believed only by way of `proxies`, so that nothing behind the shell can believe them by mistake;
#: `proxy` would become HTTP_PROXY, which some libraries obey (httpoxy).
DROPPED = frozenset(
    {
        b"content-length",
        b"transfer-encoding",
        b"proxy",
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-proto",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-real-ip",
    }
)


class HeadersUnusable(Exception):
    """More than one Host: 400."""


def environ_of(scope: Scope, body: IO[bytes], length: int, trusted: Sequence[Network]) -> dict[str, Any]:
    """The environ of one request. All texts are latin-1, as WSGI wants. Raises `HeadersUnusable`."""
    client = scope.get("client") or ("", 0)
    server = scope.get("server") or ("localhost", 0)
    peer, scheme = peer_and_scheme(scope["headers"], client[0], scope["scheme"], trusted)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path_of(scope),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or (443 if scheme == "https" else 80)),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": peer,
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileToStream,
    }
    if length or scope["method"] not in ("GET", "HEAD"):
        environ["CONTENT_LENGTH"] = str(length)  # what came, also when it came in chunks without a length
    _add_headers(environ, scope["headers"])
    return environ


def path_of(scope: Scope) -> str:
    """The path as WSGI has it: its bytes, without percent signs, read as latin-1."""
    raw: bytes | None = scope.get("raw_path")
    path = unquote_to_bytes(raw) if raw is not None else scope["path"].encode()
    return path.decode("latin-1")


def _add_headers(environ: dict[str, Any], headers: list[tuple[bytes, bytes]]) -> None:
    for name, raw in headers:
        # An underscore would look like a hyphen behind WSGI: X_Forwarded_For could pass as a balancer's word.
        if name in DROPPED or b"_" in name:
            continue
        value = raw.decode("latin-1")
        if name == b"content-type":
            environ["CONTENT_TYPE"] = value
            continue
        key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        if key not in environ:
            environ[key] = value
        elif name == b"host":
            raise HeadersUnusable
        else:
            environ[key] += ("; " if name == b"cookie" else ",") + value
