"""On which line of a TOML text each key stands; the standard library's reader does not say."""

import tomllib
from bisect import bisect_left

#: A place in the file: names of tables and keys, and counted places in lists ("escalation", 0, "at").
Path = tuple[str | int, ...]

_BARE_END = frozenset(" \t=.]\n")
_VALUE_END = frozenset(",]}#\n")


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) of every table, key and list item. The text must be TOML that tomllib reads."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text + "\n"
        self.at = 0
        self.newlines = [i for i, c in enumerate(self.text) if c == "\n"]
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}  # tables so far in each [[list of tables]]

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip("\n"):
            if self.text.startswith("[[", self.at):
                table = self._header(2, counted=True)
            elif self.text[self.at] == "[":
                table = self._header(1, counted=False)
            else:
                self._pair(table)
        return self.lines

    def _header(self, brackets: int, *, counted: bool) -> Path:
        line = self._line()
        self.at += brackets
        keys = self._keys()
        self.at += brackets
        path: Path = ()
        for n, key in enumerate(keys, 1):
            path += (key,)
            if counted and n == len(keys):
                self.lines.setdefault(path, line)
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path += (self.counts[path] - 1,)
            self.lines.setdefault(path, line)
        self.lines[path] = line
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for key in self._keys():
            path += (key,)
            self.lines.setdefault(path, line)
        self.at += 1  # the equals sign
        self._value(path)

    def _keys(self) -> list[str]:
        """A dotted key; leaves `at` on what follows it."""
        keys = []
        while True:
            self._skip()
            start = self.at
            if self.text[start] in "\"'":
                self._string()
                keys.append(tomllib.loads(f"k = {self.text[start : self.at]}")["k"])
            else:
                while self.text[self.at] not in _BARE_END:
                    self.at += 1
                keys.append(self.text[start : self.at])
            self._skip()
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _value(self, path: Path) -> None:
        self._skip()
        first = self.text[self.at]
        if first in "\"'":
            self._string()
        elif first == "[":
            self._items(path)
        elif first == "{":
            self._inline(path)
        else:
            while self.text[self.at] not in _VALUE_END:
                self.at += 1

    def _items(self, path: Path) -> None:
        self.at += 1
        n = 0
        while self._skip("\n,") and self.text[self.at] != "]":
            self.lines[(*path, n)] = self._line()
            self._value((*path, n))
            n += 1
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while self._skip("\n,") and self.text[self.at] != "}":
            self._pair(path)
        self.at += 1

    def _string(self) -> None:
        quote = self.text[self.at]
        if self.text.startswith(quote * 3, self.at):
            end = self._closing(quote * 3, self.at + 3)
            # Up to two quotes may stand directly before the closing three.
            while self.text[end] == quote:
                end += 1
            self.at = end
        else:
            self.at = self._closing(quote, self.at + 1)

    def _closing(self, quotes: str, at: int) -> int:
        """Just after the closing quotes; backslashes escape in double quotes only."""
        while not self.text.startswith(quotes, at):
            at += 2 if self.text[at] == "\\" and quotes[0] == '"' else 1
        return at + len(quotes)

    def _skip(self, also: str = "") -> bool:
        """Pass over blanks and what `also` names (with line ends, comments too); whether anything is left."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#" and "\n" in also:
                self.at = self.text.index("\n", self.at)
            elif character in " \t\r" or character in also:
                self.at += 1
            else:
                return True
        return False

    def _line(self) -> int:
        return bisect_left(self.newlines, self.at) + 1
