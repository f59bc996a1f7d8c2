"""Which processes `kept serve` runs: one table."""

from dataclasses import dataclass

from kept.operations.serve.inherited import LISTENING


@dataclass(frozen=True, slots=True)
class Child:
    """One process. `entry` is `module:function`, called without arguments; it runs until SIGTERM."""

    name: str
    entry: str
    given: tuple[str, ...] = ()  # names of the sockets that it inherits

    @property
    def module(self) -> str:
        return self.entry.partition(":")[0]


WEB = "kept.operations.web:main"
WORKER = "kept.operations.worker:main"
MAIL = "kept.operations.mail:main"
#: Run to its end before the others start.
MIGRATE = Child("migrate", "kept.operations.migrate:main")


def children(web_processes: int) -> tuple[Child, ...]:
    """The processes that run until the end."""
    web = tuple(Child(f"web {n}", WEB, (LISTENING,)) for n in range(1, web_processes + 1))
    return (*web, Child("worker", WORKER), Child("mail", MAIL))
