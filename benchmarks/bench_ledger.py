"""The ledger against floors measured in the same run: appending, verifying, signing a checkpoint.

    python -m benchmarks.bench_ledger [--appends 2000] [--entries 200000] [--chains 5000]

Starts a throw-away home of its own. Prints figures and asserts none.
"""

import argparse
import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from kept.operations.postgres import Server, throw_away_home

NOW = datetime(2026, 6, 17, 8, 0, tzinfo=UTC)

#: Entries of a chain that grows in the benchmark of appending; chains exist already, as most do in a desk.
CHAINS = 500

#: A table without any index, for rows with the same bytes.
FLOOR = """
CREATE TABLE bare (id bigint, customer_id bigint, seq bigint, at timestamptz, kind text, actor text,
                   case_id bigint, body text, hash bytea);
GRANT SELECT, INSERT ON bare TO kept_app
"""


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """A fact of the usual size."""

    kind: ClassVar[str] = "promise.kept"
    promise: int
    reach: int
    kept_at: datetime
    late: bool


@contextmanager
def desk() -> Iterator[None]:
    """A migrated throw-away desk; Django is connected to it as the product's role."""
    for name in [name for name in os.environ if name.startswith("KEPT_")]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    with throw_away_home("kept-bench-") as home:
        os.environ |= {
            "KEPT_HOME": str(home),
            "KEPT_DATABASE_ROLE": "kept_owner",
            "DJANGO_SETTINGS_MODULE": "kept.project.settings",
        }
        hold = Server(home).attach()
        try:
            import django

            django.setup()
            from django.core.management import call_command
            from django.db import connection

            from kept.storage.roles import grant_product_role

            call_command("migrate", interactive=False, verbosity=0)
            with connection.cursor() as cursor:
                cursor.execute(FLOOR)
                grant_product_role(cursor)
            connect_as("kept_app")
            yield
            connection.close()
        finally:
            hold.leave()


def connect_as(role: str) -> None:
    """Connect as another role from now on."""
    from django.db import connection

    connection.close()
    connection.settings_dict["USER"] = role


def appending(count: int, batch: int) -> None:
    """Entries with their commit, against INSERT and commit of rows with the same bytes, in turns."""
    from django.db import connection, transaction

    from kept.ledger.actor import CLOCK
    from kept.ledger.record import record_all

    def kept(turn: int) -> None:
        facts = [
            ((turn * batch + n) % CHAINS + 1, 4711, PromiseKept(turn, 3, NOW, False), CLOCK)
            for n in range(batch)
        ]
        with transaction.atomic():
            record_all(facts, now=NOW)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, customer_id, seq, at, kind, actor, case_id, body, hash FROM ledger_entry LIMIT %s",
            [batch],
        )
        rows = cursor.fetchall()
    columns = [list(column) for column in zip(*rows, strict=True)]

    def bare(turn: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            if batch == 1:
                cursor.execute("INSERT INTO bare VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", rows[0])
            else:
                cursor.execute(
                    "INSERT INTO bare SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], "
                    "%s::timestamptz[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::bytea[])",
                    columns,
                )

    turns = count // batch
    (ours, our_cpu), (floor, floor_cpu) = in_turns((kept, bare), turns)
    done = turns * batch
    print(
        f"append, {batch:2} a commit   kept {done / ours:8.0f}/s   floor {done / floor:8.0f}/s   "
        f"ratio {floor / ours:.2f}   CPU {our_cpu / done * 1000:.2f} against {floor_cpu / done * 1000:.2f} ms an entry"
    )


def in_turns(works: Sequence[Callable[[int], None]], turns: int) -> list[tuple[float, float]]:
    """Seconds of wall clock and of CPU (ours and the server's) of each, run in blocks by turns, so that noise
    meets all alike."""
    wall, cpu = [0.0] * len(works), [0.0] * len(works)
    for start in range(0, turns, 50):
        for place, work in enumerate(works):
            spent = time.process_time() + server_cpu()
            begun = time.perf_counter()
            for turn in range(start, min(start + 50, turns)):
                work(turn)
            wall[place] += time.perf_counter() - begun
            cpu[place] += time.process_time() + server_cpu() - spent
    return list(zip(wall, cpu, strict=True))


def fill(entries: int, chains: int) -> None:
    """A ledger whose chains grew side by side, as they do; so that an entry's neighbours are other customers'."""
    from django.db import connection, transaction

    from kept.ledger.actor import CLOCK
    from kept.ledger.record import record_all

    for start in range(0, entries, 2000):
        with transaction.atomic():
            record_all(
                [
                    (n * 7919 % chains + 1, 4711, PromiseKept(n, 3, NOW, False), CLOCK)
                    for n in range(start, min(start + 2000, entries))
                ],
                now=NOW,
            )
    connect_as("kept_admin")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_entry, ledger_head")
    connect_as("kept_app")


def verifying() -> None:
    """Verification of all there is, against reading the same rows and doing nothing with them."""
    from django.db import transaction

    from kept.ledger.streams import chains, pieces
    from kept.ledger.verify import verify

    def read() -> int:
        seen = 0
        for low, high in pieces():
            with transaction.atomic():
                for _, _, entries in chains(low, high):
                    seen += sum(1 for _ in entries)
        return seen

    before, seen = resident(), [0.0]
    verify(progress=lambda done, of: seen.append(resident()))  # and both find the rows in the system's cache
    floor = measured(read)
    ours = measured(lambda: verify().entries)
    for name, (count, wall, cpu, server) in (("read only", floor), ("verify", ours)):
        print(
            f"{name:16}  {count} entries   {count / wall:8.0f}/s   {count / (cpu + server):8.0f} a second of CPU "
            f"(ours {cpu:.2f} s, server {server:.2f} s)"
        )
    print(f"verify / read only: ratio {floor[1] / ours[1]:.2f}; memory grew by {max(seen) - before:.1f} MB")


def measured(work: Callable[[], int]) -> tuple[int, float, float, float]:
    """What `work` counted, seconds of wall clock, of our CPU, and of the server's process behind our connection."""
    gc.collect()
    wall, cpu, server = time.perf_counter(), time.process_time(), server_cpu()
    count = work()
    return count, time.perf_counter() - wall, time.process_time() - cpu, server_cpu() - server


def resident() -> float:
    """Memory of this process in MB; 0 where there is no /proc."""
    path = Path("/proc/self/statm")
    return int(path.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if path.exists() else 0.0


def server_cpu() -> float:
    """Seconds of CPU of the server's process for this connection; 0 where there is no /proc."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        path = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not path.exists():
        return 0.0
    fields = path.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def checkpointing() -> None:
    """The first checkpoint follows every chain; the next one only those that grew; against reading all heads."""
    from kept.ledger.actor import CLOCK
    from kept.ledger.checkpoint import make_checkpoint
    from kept.ledger.streams import heads

    floor = measured(lambda: sum(1 for _ in heads()))
    first = measured(lambda: make_checkpoint(by=CLOCK, now=NOW).statement.entries)
    nothing_new = measured(lambda: make_checkpoint(by=CLOCK, now=NOW).statement.chains)
    print(f"checkpoint, first   {first[0] / first[1]:8.0f} entries/s   {first[1]:.2f} s")
    print(
        f"checkpoint, next    {nothing_new[0] / nothing_new[1]:8.0f} heads/s   "
        f"floor {floor[0] / floor[1]:8.0f} heads/s   ratio {floor[1] / nothing_new[1]:.2f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--appends", type=int, default=2000, help="entries that are appended, per size of batch"
    )
    parser.add_argument("--entries", type=int, default=200_000, help="entries that are verified")
    parser.add_argument("--chains", type=int, default=5_000, help="chains that they are in")
    asked = parser.parse_args()
    with desk():
        fill(CHAINS, CHAINS)
        for batch in (1, 20):
            appending(asked.appends, batch)
        fill(asked.entries, asked.chains)
        verifying()
        checkpointing()


if __name__ == "__main__":
    main()
