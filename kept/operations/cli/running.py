"""The frame of every command: the database is held, refusals are said in words or in JSON, one answer goes out."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec

import typer

from kept.operations.cli.printing import Show, print_answer, print_refusal
from kept.refusal import Refusal

P = ParamSpec("P")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


class NoDesk(Refusal):
    """Nothing has been started here yet; a command does not make a desk by mistake."""

    code = "no_desk"
    status = 404


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has to say: data for programs, the same for people, and the status to leave with."""

    data: Any  # of dataclasses, lists, dicts and plain values: see `printing.plain`
    show: Show
    status: int = 0


def command(
    app: typer.Typer, name: str, *, desk: bool = True
) -> Callable[[Callable[P, Answer]], Callable[P, None]]:
    """Put a function into `app` as a command. It takes `as_json`; with `desk` it runs with Django and database."""

    def register(function: Callable[P, Answer]) -> Callable[P, None]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            raise typer.Exit(
                _run(lambda: function(*args, **kwargs), as_json=bool(kwargs["as_json"]), desk=desk)
            )

        return app.command(name)(run)

    return register


def _run(function: Callable[[], Answer], *, as_json: bool, desk: bool) -> int:
    try:
        if desk:
            with open_desk():
                answer = function()
                print_answer(answer.data, answer.show, as_json=as_json)
                return answer.status
        answer = function()
    except Refusal as refusal:
        print_refusal(refusal, as_json=as_json)
        return 1
    print_answer(answer.data, answer.show, as_json=as_json)
    return answer.status


@contextmanager
def open_desk() -> Iterator[None]:
    """Django set up and the database up, for as long as this is open. Raises Refusals when it cannot be had."""
    from kept.operations.postgres import resolve
    from kept.project.environment import read

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.project.settings")
    environment = read(os.environ)
    target = resolve(os.environ, environment.home)
    if target.server is not None and target.server.status().phase == "absent":
        raise NoDesk(
            f"There is no desk in {environment.home} yet.",
            remedy="Start one with `kept serve`, or name another folder in KEPT_HOME.",
        )
    with target.use():
        fresh = set_up_django()
        from kept.operations.cli.database_words import in_words

        with in_words():
            if fresh:
                take_clock(environment.home)
            yield


def set_up_django() -> bool:
    """Once per process, with logs on standard error: what commands print is theirs. Whether it was done now."""
    import django
    from django.apps import apps

    if apps.ready:
        return False
    from django.conf import settings

    from kept.operations.logs import set_up_logs

    set_up_logs(settings.KEPT.log)
    django.setup()
    return True


def take_clock(home: Path) -> None:
    """In a story's home, this process's clock is the story's. Raises Refusal where another home has one."""
    from kept.operations.stories.offset import take

    take(home)
