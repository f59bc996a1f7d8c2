"""Files that the pages hand back: read by the shell, so that a slow reader holds no thread."""

from collections.abc import Iterator
from typing import IO

PIECE = 128 * 1024  # bytes read at a time


class FileToStream:
    """What `wsgi.file_wrapper` makes of a file: the shell streams it; any other server may iterate it."""

    def __init__(self, file: IO[bytes], block_size: int = PIECE) -> None:
        self._file = file

    def read(self) -> bytes:
        """The next piece; empty at the end. May block, so it is called in a thread."""
        return self._file.read(PIECE)

    def close(self) -> None:
        """Also closes Django's response, which ends its request."""
        if hasattr(self._file, "close"):
            self._file.close()

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read():
            yield piece
