"""Memory of a whole desk, idle and after an intake; and how long it takes to come up, new and again."""

import argparse
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mails import mails
from benchmarks.stage import say
from kept.operations.postgres import throw_away_home

#: Seconds that a desk is left alone before its memory is read.
REST = 10


@dataclass(frozen=True, slots=True)
class Memory:
    """PSS in MB: in all, and without what processes share by name, which is nearly all `shared_buffers`."""

    processes: int
    all: float
    shared: float

    @property
    def own(self) -> float:
        """Outside shared memory."""
        return self.all - self.shared


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--mails", type=int, default=10_000, help="mails that the desk takes in")
    count = asked.parse_args().mails
    print("A whole desk: kept serve with two web processes, PostgreSQL included")
    with throw_away_home("kept-bench-") as home:
        with desk(home) as (process, _, _, seconds):
            say("from an empty folder to the first page", f"{seconds:.1f} s")
        with desk(home) as (process, web, smtp, seconds):
            say("warm start to the first page", f"{seconds:.1f} s")
            for _ in range(20):
                urllib.request.urlopen(f"http://127.0.0.1:{web}/", timeout=20).read()
            time.sleep(REST)
            before = memory(process.pid)
            tell("idle", before)
            began = time.perf_counter()
            send(smtp, count)
            say(f"{count:,} mails by one sender in", f"{time.perf_counter() - began:.0f} s")
            time.sleep(REST)
            after = memory(process.pid)
            tell(f"after {count:,} mails", after)
            say("more than idle, outside shared memory", f"{after.own - before.own:.0f} MB")


def tell(when: str, found: Memory) -> None:
    """One line about memory."""
    say(
        f"{when}: PSS of {found.processes} processes; of it shared memory",
        f"{found.all:.0f} MB; {found.shared:.0f} MB",
    )


@contextmanager
def desk(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, int, float]]:
    """A running desk: its process, its two ports, and the seconds until it showed its first page."""
    web, smtp = free_port(), free_port()
    clean = {n: v for n, v in os.environ.items() if not n.startswith("KEPT_") and n != "DATABASE_URL"}
    settings = {"KEPT_HOME": str(home), "KEPT_PORT": str(web), "KEPT_SMTP_PORT": str(smtp)}
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "kept"), "serve"],
        env=clean | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_page(process, web)
        yield process, web, smtp, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def wait_for_page(process: subprocess.Popen[bytes], port: int) -> None:
    """Until the sign-in page is there; it asks the database."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
                answer.read()
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.02)
    raise SystemExit("the desk ended before its first page")


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def send(port: int, count: int) -> None:
    """Hand in `count` mails, each after the other was taken."""
    address = "support@kept.localhost"
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
        for sender, raw in mails(count, to=address, seed=9):
            smtp.sendmail(sender, [address], raw)


def memory(root: int) -> Memory:
    """PSS of a process and all that descend from it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue  # it ended in between
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    every = shared = 0
    for pid in family:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith(" kB")}
        every += sizes.get("Pss", 0)
        shared += sizes.get("Pss_Shmem", 0)
    return Memory(len(family), every / 1024, shared / 1024)


if __name__ == "__main__":
    main()
