"""The folder of checkpoints: three files for each, written whole or not at all, and read with suspicion."""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO

from django.conf import settings

from kept.ledger.keys import KeyRing, Signature, own_keys, sync_folder
from kept.ledger.statement import NO_DIGEST, Statement, line_of, parse
from kept.ledger.walk import Claim, Finding
from kept.storage.secrets import key

#: What passing names begin with.
_PASSING = ".checkpoint-"


class Unsound(Exception):
    """A checkpoint's files cannot be believed; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence)
        self.finding = finding


class Anchors:
    """`checkpoint-00000012.txt` (the statement), `.sig` (64 bytes over it) and `.heads` (the list it names)."""

    def __init__(self, folder: Path, keys: KeyRing, desk: str) -> None:
        self.folder, self.keys, self.desk = folder, keys, desk

    def path(self, number: int, ending: str = "txt") -> Path:
        """One of the files of a checkpoint."""
        return self.folder / f"checkpoint-{number:08}.{ending}"

    def numbers(self) -> list[int]:
        """The checkpoints whose statements are there, in order."""
        found = (re.fullmatch(r"checkpoint-(\d{8,})\.txt", path.name) for path in self.folder.glob("*.txt"))
        return sorted(int(match[1]) for match in found if match)

    def newest(self) -> int | None:
        """The newest checkpoint whose statement is there."""
        return max(self.numbers(), default=None)

    def read(self, number: int) -> Statement:
        """A checkpoint's statement, as it was signed. Raises `Unsound`, whose finding names what is wrong."""
        path = self.path(number)
        text = _content(path, number, "missing", f"is missing: there is no {path}")
        try:
            statement = parse(text)
        except ValueError:
            raise _unsound(
                "edited", number, f"was changed: {path} is not as a checkpoint is written"
            ) from None
        try:
            signature = self.path(number, "sig").read_bytes()
        except FileNotFoundError:
            raise _unsound(
                "unsigned", number, f"has lost its signature, {self.path(number, 'sig')}"
            ) from None
        if statement.key not in self.keys.known:
            raise _unsound(
                "key", number, f"is signed by a key that is not in {self.keys.folder}: {statement.key[:16]}…"
            )
        if not self.keys.verifies(text, Signature(signature, statement.key)):
            raise _unsound("edited", number, f"was changed: its signature does not fit {path}")
        if statement.number != number:
            raise _unsound(
                "edited", number, f"was replaced: {path} is a copy of checkpoint {statement.number}"
            )
        if statement.desk != self.desk:
            raise _unsound("foreign", number, f"belongs to another desk, {statement.desk}")
        return statement

    def raw_digest(self, number: int) -> bytes:
        """What the file of a statement really holds, as a digest."""
        try:
            return sha256(self.path(number).read_bytes()).digest()
        except FileNotFoundError:
            return NO_DIGEST

    def heads(self, statement: Statement) -> Path:
        """The list of heads that a statement names. Raises `Unsound` when it is not there as it was."""
        path = self.path(statement.number, "heads")
        try:
            with path.open("rb") as file:
                digest = file_digest(file, "sha256").digest()
        except FileNotFoundError:
            raise _unsound("missing", statement.number, f"has lost its list of heads, {path}") from None
        except OSError as problem:
            raise _unsound(
                "unreadable", statement.number, f"cannot be read: {path}: {problem.strerror}"
            ) from None
        if digest != statement.heads:
            raise _unsound("edited", statement.number, f"was changed: {path} is not the list that was signed")
        return path

    def write(
        self, claims: Iterable[tuple[int, Claim]], state: Callable[[int, int, bytes], Statement]
    ) -> Statement:
        """Write a checkpoint: the claims as they come, then the statement that `state` makes of their number,
        their entries and the digest of the list. The statement's name appears last: with it, all is there.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in self.folder.glob(f"{_PASSING}*"):
            left.unlink(missing_ok=True)  # by a process that was killed: only one writes at a time
        parts: list[Path] = []
        try:
            chains = entries = 0
            running = sha256()
            with _part(self.folder, parts) as file:
                for customer, claim in claims:
                    line = line_of(customer, claim)
                    running.update(line)
                    file.write(line)
                    chains, entries = chains + 1, entries + claim.seq
            statement = state(chains, entries, running.digest())
            for content in (self.keys.sign(statement.text()).value, statement.text()):
                with _part(self.folder, parts) as file:
                    file.write(content)
            for part, ending in zip(parts, ("heads", "sig", "txt"), strict=True):
                part.replace(self.path(statement.number, ending))
                sync_folder(self.folder)
            return statement
        finally:
            for part in parts:
                part.unlink(missing_ok=True)


def own_anchors() -> Anchors:
    """This desk's folder of checkpoints, with its keys."""
    return Anchors(Path(settings.KEPT.anchors), own_keys(), desk_id())


def desk_id() -> str:
    """What names this desk on its checkpoints; it follows from the desk's secret and tells nothing of it."""
    return key("desk id").hex()[:16]


@contextmanager
def _part(folder: Path, parts: list[Path]) -> Iterator[IO[bytes]]:
    """A file under a passing name, which is added to `parts`; all of it is on the disk when it is left."""
    descriptor, name = tempfile.mkstemp(prefix=_PASSING, dir=folder)
    parts.append(Path(name))
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fchmod(descriptor, 0o444)
        os.fsync(descriptor)


def _content(path: Path, number: int, what: str, words: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise _unsound(what, number, words) from None
    except OSError as problem:
        raise _unsound("unreadable", number, f"cannot be read: {path}: {problem.strerror}") from None


def _unsound(what: str, number: int, words: str) -> Unsound:
    return Unsound(Finding(f"checkpoint_{what}", f"Checkpoint {number} {words}.", checkpoint=number))
