"""What the text of a setting may be: each kind reads it into a value or says what to write instead."""

import ipaddress
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Relay:
    """How our mail leaves. `security`: none, starttls or tls; with `socket` it is LMTP over that socket."""

    protocol: str  # smtp | lmtp
    security: str
    host: str
    port: int
    socket: str = ""
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Files:
    """Where attachments lie: a folder, or a bucket of an S3-compatible store."""

    folder: Path | None
    bucket: str = ""
    prefix: str = ""
    endpoint: str = ""  # "" is the store's own default


def _word(text: str) -> str:
    if not text or any(c.isspace() for c in text):
        raise ValueError(f"{text!r} should be one word without spaces.")
    return text


def _whole(text: str, what: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ValueError(f"{text!r} is not {what}. Write a whole number from {least} to {most}.")
    return int(text)


def _bytes(text: str) -> int:
    number, unit = text.upper().rstrip("B"), 1
    if number.endswith(("K", "M")):
        number, unit = number[:-1].rstrip(), 1024 if number.endswith("K") else 1024**2
    if not number.isascii() or not number.isdigit() or not 1024 <= int(number) * unit <= 1024**3:
        raise ValueError(f"{text!r} is not a size. Write it like 25MB, between 1KB and 1024MB.")
    return int(number) * unit


def _flag(text: str) -> bool:
    known = {
        "yes": True,
        "true": True,
        "on": True,
        "1": True,
        "no": False,
        "false": False,
        "off": False,
        "0": False,
    }
    if text.lower() not in known:
        raise ValueError(f"{text!r} is neither yes nor no.")
    return known[text.lower()]


def _path(text: str) -> Path | None:
    return Path(text).expanduser().absolute() if text else None


def _socket(text: str) -> str:
    # A Unix socket's address is at most 107 bytes on Linux, and the error of a longer one names no cause.
    if len(os.fsencode(text)) > 107:
        raise ValueError("the path of a socket has at most 107 bytes. Choose a shorter one.")
    return str(_path(text) or "")


def _secret(text: str) -> str:
    if text and len(text) < 32:
        raise ValueError("a secret has at least 32 characters. `openssl rand -hex 32` makes one.")
    return text


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{text!r} is not the address of a site. Write it like https://desk.example.com.")
    return text.rstrip("/")


def _database(text: str) -> str:
    if text and urlsplit(text).scheme not in ("postgres", "postgresql"):
        raise ValueError(
            "only PostgreSQL can be used. Write it like postgresql://user:password@host:5432/kept."
        )
    return text


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip().lower() for host in text.split(",") if host.strip())


def _networks(text: str) -> tuple[Network, ...]:
    found = []
    for part in _hosts(text):
        try:
            found.append(ipaddress.ip_network(part, strict=False))
        except ValueError:
            raise ValueError(f"{part!r} is not a network. Write it like 10.0.0.0/8 or 192.0.2.7.") from None
    return tuple(found)


def _relay(text: str) -> Relay | None:
    if not text:
        return None
    example = "Write it like smtp+starttls://user:password@mail.example.com:587."
    parts = urlsplit(text)
    if parts.scheme == "lmtp+unix":
        if not parts.path:
            raise ValueError("lmtp+unix:// needs the path of a socket, like lmtp+unix:///run/mail/lmtp.")
        return Relay("lmtp", "none", "", 0, socket=_socket(unquote(parts.path)))
    known = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}
    if parts.scheme not in known or not parts.hostname:
        raise ValueError(f"this is not the address of a relay. {example}")
    try:
        port = parts.port
    except ValueError:
        raise ValueError(f"the port is not a number from 1 to 65535. {example}") from None
    security, usual = known[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Relay("smtp", security, parts.hostname, port or usual, "", user, password)


def _files(text: str) -> Files:
    if text.startswith("file:///"):
        return Files(Path(text.removeprefix("file://")))
    parts = urlsplit(text)
    if parts.scheme == "s3" and parts.netloc:
        endpoint = parse_qs(parts.query).get("endpoint", [""])[0]
        return Files(None, parts.netloc, parts.path.strip("/"), endpoint)
    raise ValueError(f"{text!r} is no place for files. Write file:///srv/kept/files or s3://bucket/prefix.")


def _log(text: str) -> str:
    if text not in ("text", "json"):
        raise ValueError(f"{text!r} is neither text nor json.")
    return text


KINDS: dict[str, Callable[[str], Any]] = {
    "word": _word,
    "port": lambda text: _whole(text, "a port", 1, 65535),
    "count": lambda text: _whole(text, "a count", 1, 1000),
    "bytes": _bytes,
    "flag": _flag,
    "folder": _path,
    "file": _path,
    "socket": _socket,
    "secret": _secret,
    "url": _url,
    "database": _database,
    "hosts": _hosts,
    "networks": _networks,
    "relay": _relay,
    "files": _files,
    "log": _log,
}
