"""Mails out of files: mbox, maildir and single .eml, one after the other, whatever the size of the whole."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kept.refusal import Refusal

#: "From somebody Thu Jan  1 00:00:00 1970": begins a mail in an mbox, after an empty line.
_POSTMARK = re.compile(
    rb"From (?=[^\r\n]*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )(?=[^\r\n]*\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov"
    rb"|Dec) )(?=[^\r\n]*\b\d\d?:\d\d\b)[^\r\n]*\b\d{4}\b[^\r\n]{0,40}\r?\n\Z"
)
#: A postmark of another form is one if a header follows.
_HEADER = re.compile(
    rb"(?:return-path|received|message-id|date|from|to|subject|mime-version|delivered-to|x-[\w-]+):", re.I
)
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_CHUNK = 2**20


class NoSuchSource(Refusal):
    """There is nothing to import at this path, or not of this kind."""

    code = "no_such_source"


@dataclass(frozen=True, slots=True)
class Sourced:
    """One mail of the past: where it stood, its bytes, and how far through the whole it ends (0 to 1)."""

    place: str
    raw: bytes
    done: float
    oversize: bool = False  # only its beginning was read


def mails(path: Path, kind: str, *, size_limit: int) -> Iterator[Sourced]:
    """The mails at a path, in order. `kind` is mbox, maildir or eml; raises NoSuchSource before the first one."""
    readers: dict[str, Callable[[Path, int], Iterator[Sourced]]] = {
        "mbox": _mbox,
        "maildir": _maildir,
        "eml": _eml,
    }
    if kind not in readers:
        raise NoSuchSource(f"{kind} is no kind of mail store.", remedy="Use mbox, maildir or eml.")
    if not path.exists():
        raise NoSuchSource(f"There is nothing at {path}.", remedy="Check the path for a spelling mistake.")
    if kind == "maildir" and not any((path / name).is_dir() for name in ("cur", "new")):
        raise NoSuchSource(
            f"{path} is no maildir: it has neither cur nor new.", remedy="Name the folder above them."
        )
    if kind == "mbox" and path.is_dir():
        raise NoSuchSource(f"{path} is a folder.", remedy="Name one mbox file, or use maildir or eml.")
    return readers[kind](path, size_limit)


def _mbox(path: Path, size_limit: int) -> Iterator[Sourced]:
    """Split at postmarks; `>From ` loses one mark (mboxrd). Memory holds one mail, up to the limit."""
    whole = max(1, path.stat().st_size)
    number = 0
    size = 0
    lines: list[bytes] = []
    after_empty = True
    with path.open("rb") as file:
        while line := file.readline(_CHUNK):
            if after_empty and line.startswith(b"From ") and (_POSTMARK.match(line) or _header_follows(file)):
                if number:
                    yield _mbox_mail(path, number, lines, size, size_limit, (file.tell() - len(line)) / whole)
                number += 1
                lines, size, after_empty = [], 0, False
                continue
            after_empty = line in (b"\n", b"\r\n")
            if not number:
                if after_empty:
                    continue
                number = 1  # no postmark: then it is one mail, or it begins with one
            if size <= size_limit:
                lines.append(line)
            size += len(line)
    if number:
        yield _mbox_mail(path, number, lines, size, size_limit, 1.0)


def _header_follows(file: BinaryIO) -> bool:
    place = file.tell()
    line = file.readline(1000)
    file.seek(place)
    return _HEADER.match(line) is not None


def _mbox_mail(
    path: Path, number: int, lines: list[bytes], size: int, size_limit: int, done: float
) -> Sourced:
    if lines and lines[-1] in (b"\n", b"\r\n"):
        lines.pop()  # the empty line before the next postmark is the mbox's, not the mail's
    raw = _ESCAPED.sub(rb"\1", b"".join(lines))
    return Sourced(f"{path}, mail {number}", raw, done, oversize=size > size_limit)


def _maildir(path: Path, size_limit: int) -> Iterator[Sourced]:
    """Every folder of a maildir (`.Sent` and so on lie beside cur and new), oldest file names first."""
    folders = [path, *sorted(each for each in path.glob(".*") if each.is_dir())]
    files = [
        file
        for folder in folders
        for part in ("cur", "new")
        if (folder / part).is_dir()
        for file in sorted((folder / part).iterdir())
    ]
    yield from _files(files, size_limit)


def _eml(path: Path, size_limit: int) -> Iterator[Sourced]:
    """One file, or every .eml file in a folder and below."""
    files = (
        [path]
        if path.is_file()
        else sorted(each for each in path.rglob("*") if each.suffix.lower() == ".eml")
    )
    yield from _files(files, size_limit)


def _files(files: list[Path], size_limit: int) -> Iterator[Sourced]:
    for number, file in enumerate(files, 1):
        if not file.is_file():
            continue
        with file.open("rb") as opened:
            raw = opened.read(size_limit + 1)
        yield Sourced(str(file), raw[:size_limit], number / len(files), oversize=len(raw) > size_limit)
