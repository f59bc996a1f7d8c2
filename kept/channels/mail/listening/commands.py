"""The words of SMTP commands: addresses and parameters."""

import re

_PATH = re.compile(r'<((?:"(?:[^"\\]|\\.)*"|[^<>"\s])*)>(?:\s+(.*))?\Z')
_ROUTE = re.compile(r"\A@[^:]*:")  # "@a,@b:user@c" is accepted and ignored (RFC 5321, appendix C)


def path(rest: str, keyword: str) -> tuple[str, list[str]] | None:
    """The address and upper-case parameters of "FROM:<a@b> X=1"; None when malformed. "<>" gives ""."""
    if rest[: len(keyword)].upper() != keyword:
        return None
    match = _PATH.match(rest[len(keyword) :].strip())
    if match is None or len(match[1]) > 512 or not match[1].isprintable():
        return None
    return _ROUTE.sub("", match[1]), (match[2] or "").upper().split()


def declared_size(parameters: list[str]) -> int | None:
    """The SIZE that MAIL declares (0 without); None when a parameter is not one of ours."""
    size = 0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "SIZE" and value.isascii() and value.isdigit() and len(value) <= 20:
            size = int(value)
        elif parameter not in ("BODY=7BIT", "BODY=8BITMIME", "SMTPUTF8"):
            return None
    return size
