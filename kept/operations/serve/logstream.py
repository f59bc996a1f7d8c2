"""One readable stream out of the lines of many processes."""

import json
import sys
from typing import TextIO

from kept.clock import now

WIDTH = 9  # characters of the longest process name
LONGEST_LINE = 64 * 1024  # bytes after which a line without an end is written as it is
COLOURS = (36, 33, 35, 32, 34)


class LogStream:
    """Writes lines with the name of the process before them; as JSON objects when `as_json`."""

    def __init__(self, out: TextIO | None = None, *, as_json: bool = False) -> None:
        self._out = out or sys.stdout
        self._as_json = as_json
        self._coloured = not as_json and self._out.isatty()
        self._colours: dict[str, int] = {}

    def say(self, words: str) -> None:
        """Lines of the supervisor itself."""
        for line in words.splitlines():
            self.write("kept", line)

    def report(self, words: str) -> None:
        """Something that happened, with its time: processes write theirs themselves."""
        self.say(f"{now().astimezone():%H:%M:%S} {words}")

    def write(self, name: str, line: str) -> None:
        """One line of one process."""
        try:
            self._out.write(self._made(name, line) + "\n")
            self._out.flush()
        except OSError:
            # The terminal or the log's reader is gone. That is no reason to stop serving.
            pass

    def _made(self, name: str, line: str) -> str:
        if self._as_json:
            if line.startswith("{") and line.endswith("}"):
                return json.dumps({"process": name})[:-1] + ("" if line == "{}" else ", ") + line[1:]
            return json.dumps({"process": name, "event": line})
        if self._coloured:
            colour = self._colours.setdefault(name, COLOURS[len(self._colours) % len(COLOURS)])
            return f"\x1b[{colour}m{name:<{WIDTH}}\x1b[0m {line}"
        return f"{name:<{WIDTH}} {line}"


class Lines:
    """Cuts what a process writes into lines."""

    def __init__(self, stream: LogStream, name: str) -> None:
        self._stream = stream
        self._name = name
        self._rest = b""

    def take(self, data: bytes) -> None:
        """Write the lines that are whole now."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._stream.write(self._name, line.decode(errors="replace").rstrip("\r"))

    def end(self) -> None:
        """Write what remains without an end of line."""
        if self._rest:
            self.take(b"\n")
