"""Reading one table of the pledge, key by key; what nobody asked for is an unknown key."""

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from kept.pledge.errors import PledgeError
from kept.pledge.lines import Path
from kept.pledge.values import Wrong, meant, shown

T = TypeVar("T")


class Findings:
    """What one reading finds: the problems, and every key that was asked for."""

    def __init__(self, lines: Mapping[Path, int]) -> None:
        self.lines = lines
        self.problems: list[PledgeError] = []
        self.asked: set[str] = set()

    def add(self, path: Path, problem: str, remedy: str) -> None:
        """Note a problem on the line of its key, else of the nearest table around it."""
        place = path
        while place and place not in self.lines:
            place = place[:-1]
        self.problems.append(PledgeError(self.lines.get(place, 1), dotted(path), problem, remedy))

    def troubled(self, *paths: Path) -> bool:
        """Whether a problem lies at or below one of these places; what follows from it need not be said."""
        places = tuple(dotted(path) for path in paths)
        return any(problem.where.startswith(places) for problem in self.problems)


class Table:
    """A table of the file. `read` gives each value, or notes why it cannot be used."""

    def __init__(
        self, values: Mapping[str, Any], findings: Findings, path: Path = (), name: str = ""
    ) -> None:
        self.values = values
        self.findings = findings
        self.path = path
        self.name = name  # the path with NAME for what people name: how the reference calls it
        self._known: list[str] = []
        self._base: Mapping[str, Any] | None = None

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def over(self, base: object | None) -> Self:
        """Take what is left out from `base`: a mapping of keys, or a dataclass with such attributes."""
        if base is None or isinstance(base, Mapping):
            self._base = base
        else:
            self._base = {name: getattr(base, name) for name in type(base).__dataclass_fields__}  # type: ignore[attr-defined]
        return self

    def read(self, key: str, reader: Callable[[Any], T], spare: T) -> T:
        """The value of a key, or what its base says when it is left out.

        A value that cannot be used is a problem; reading goes on with `spare`, so that all are found at once.
        """
        self._known.append(key)
        self.findings.asked.add(self._named(key))
        if key not in self.values:
            if self._base is not None and key in self._base:
                found: T = self._base[key]
                return found
            self.problem(key, "This is missing.", self._how_to_add(key))
            return spare
        try:
            return reader(self.values[key])
        except Wrong as wrong:
            path = (*self.path, key) if wrong.item is None else (*self.path, key, wrong.item)
            self.findings.add(path, wrong.problem, wrong.remedy)
            return spare

    def table(self, key: str) -> "Table":
        """The table by this name; an empty one when it is left out."""
        self._known.append(key)
        return self._inner(self.values.get(key, {}), (*self.path, key), self._named(key))

    def chosen(self, key: str) -> list[tuple[str, "Table"]]:
        """Tables whose names people choose, such as brands, in the order of the file."""
        outer = self.table(key)
        return [
            (name, self._inner(value, (*outer.path, name), f"{outer.name}.NAME"))
            for name, value in outer.values.items()
        ]

    def listed(self, key: str) -> list["Table"]:
        """A list of tables, `[[key]]`."""
        self._known.append(key)
        values = self.values.get(key, [])
        if not isinstance(values, list):
            self.problem(key, f"{key} is not a list of tables.", f"Begin each of them with [[{key}]].")
            return []
        return [self._inner(value, (*self.path, key, n), self._named(key)) for n, value in enumerate(values)]

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.values:
            if key not in self._known:
                known = f"Known here: {', '.join(self._known)}."
                self.problem(key, f'There is no "{key}" here.', (meant(key, self._known) or known).strip())

    def problem(self, key: str, problem: str, remedy: str) -> None:
        """Note a problem with one key of this table, or with the table itself (key "")."""
        self.findings.add((*self.path, key) if key else self.path, problem, remedy)

    def _inner(self, value: Any, path: Path, name: str) -> "Table":
        if not isinstance(value, dict):
            self.findings.add(
                path,
                f"{shown(value)} stands where a table belongs.",
                f"Write [{dotted(path)}] above its keys.",
            )
            value = {}
        return Table(value, self.findings, path, name)

    def _named(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _how_to_add(self, key: str) -> str:
        return f"Add {key} = … under [{dotted(self.path)}]." if self.path else f"Add {key} = … at the top."


def dotted(path: Path) -> str:
    """A path for people: "brands.main.address", "escalation[2].tell" (counted from 1)."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words
