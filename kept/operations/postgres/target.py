"""Which database the desk uses: DATABASE_URL, else our own PostgreSQL by PGBIN or by the wheel."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kept.operations.postgres.programs import Programs, find_programs
from kept.operations.postgres.server import Server, Urls
from kept.operations.postgres.settings import APP, OWNER
from kept.operations.postgres.waiting import PATIENCE, Progress


class Target(NamedTuple):
    """A database: somebody's server (`given`), or our own (`server`). One of the two is None."""

    given: Urls | None
    server: Server | None
    environ: Mapping[str, str]

    def urls(self) -> Urls:
        """Where to connect, whether it runs or not."""
        if self.given is not None:
            return self.given
        assert self.server is not None
        return self.server.urls()

    def url(self, role: str = APP) -> str:
        """Where a role of ours connects. A given server has the roles that its addresses name."""
        urls = self.urls()
        return {APP: urls.app, OWNER: urls.owner}.get(role, urls.admin)

    @contextmanager
    def use(self, *, progress: Progress | None = None, patience: float = PATIENCE) -> Iterator[Urls]:
        """Use the database; our own is started if need be, a given one is taken to be there."""
        if self.server is None:
            yield self.urls()
            return
        with self.server.use(progress=progress, patience=patience) as urls:
            yield urls

    def programs(self) -> Programs:
        """The programs that speak with it (pg_dump and the like). Raises `NoPrograms`."""
        return find_programs(self.environ)


def resolve(environ: Mapping[str, str], home: Path) -> Target:
    """The database that the environment asks for. Looks at nothing and starts nothing."""
    url = environ.get("DATABASE_URL", "").strip()
    if not url:
        return Target(None, Server(home, environ), environ)
    owner = environ.get("DATABASE_OWNER_URL", "").strip() or url
    return Target(Urls(app=url, owner=owner, admin=owner), None, environ)
