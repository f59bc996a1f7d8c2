"""What commands print: one JSON document for programs, or text and tables for people."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from kept.refusal import Refusal

if TYPE_CHECKING:
    from rich.console import Console

Show = Callable[["Console"], None]

#: Columns when nobody watches: a pipe has no width of its own.
PIPED = 160


def print_answer(data: Any, show: Show, *, as_json: bool) -> None:
    """Print what a command answers."""
    if as_json:
        print_json(data)
    else:
        show(console())


def print_refusal(refusal: Refusal, *, as_json: bool) -> None:
    """Say that it cannot be done, and what would help: JSON on standard output, text on standard error."""
    if as_json:
        print_json({"error": {"code": refusal.code, "sentence": refusal.sentence, "remedy": refusal.remedy}})
        return
    said = console(errors=True)
    said.print(refusal.sentence, markup=False)
    if refusal.remedy:
        said.print(refusal.remedy, markup=False)


def print_json(data: Any) -> None:
    """One JSON document."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(plain(data), ensure_ascii=not utf8, indent=2 if sys.stdout.isatty() else None))


def plain(value: Any) -> Any:
    """A value as JSON has it: dataclasses are objects, times ISO 8601 in UTC, bytes hexadecimal."""
    if is_dataclass(value) and not isinstance(value, type):
        return {key_of(field.name): plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value.value if isinstance(value, Enum) else value


def key_of(name: str) -> str:
    """The key of a field: `from_` stands for `from`, which Python keeps for itself."""
    return name.removesuffix("_")


def console(*, errors: bool = False) -> "Console":
    """Where people read: as wide as their terminal."""
    from rich.console import Console

    stream = sys.stderr if errors else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else PIPED, highlight=False, soft_wrap=False)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> Show:
    """Rows under their names, or one sentence when there are none."""

    def show(out: "Console") -> None:
        if not rows:
            out.print(empty, markup=False)
            return
        from rich.table import Table
        from rich.text import Text

        drawn = Table(box=None, pad_edge=False, header_style="dim")
        for column in columns:
            drawn.add_column(column, overflow="fold")
        for row in rows:
            drawn.add_row(*(Text(cell) for cell in row))
        out.print(drawn)

    return show


def lines(*sentences: str) -> Show:
    """Sentences, each on its line."""

    def show(out: "Console") -> None:
        for sentence in sentences:
            out.print(sentence, markup=False)

    return show


def local(at: datetime | None) -> str:
    """A time as this machine's people read it; "" for none."""
    return at.astimezone().strftime("%a %d %b %Y %H:%M") if at else ""


@contextmanager
def progress(what: str, *, silent: bool) -> Iterator[Callable[[float, str], None]]:
    """A progress bar on standard error; call what is given with the share done (0 to 1) and words."""
    if silent or not sys.stderr.isatty():
        yield lambda _share, _words: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(errors=True), transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda share, words: bar.update(task, completed=share, description=words or what)
