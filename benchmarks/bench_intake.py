"""Intake over SMTP with everything Kept does for a mail, against storing the same bytes bare."""

import argparse
import os
import smtplib
import subprocess
import sys
import threading
import time
from pathlib import Path

from benchmarks.mails import mails
from benchmarks.stage import say, stage


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--mails", type=int, default=2000)
    asked.add_argument("--senders", type=int, default=20)
    asked.add_argument("--rounds", type=int, default=3)
    sizes = asked.parse_args()
    with stage() as home:
        run(home, sizes.mails, sizes.senders, sizes.rounds)


def run(home: Path, count: int, senders: int, rounds: int) -> None:
    from kept.clock import now
    from kept.ledger.actor import SETUP
    from kept.pledge.accept import accept_pledge
    from kept.pledge.queries import current
    from kept.pledge.schema import default_text

    # Every mail is acknowledged, as the promise says: no limit over all.
    accept_pledge(default_text().replace("per_minute = 30", "per_minute = 100000"), by=SETUP, now=now())
    address = current().pledge.brands[0].address
    print(f"Intake of {count} mails over SMTP, {senders} senders at once")
    ratios = []
    for number in range(rounds):
        batch = list(mails(count, to=address, seed=100 + number))
        floor, uncompressed = _floor(batch), _floor(batch, storage="EXTERNAL")
        rate, shares = _intake(home, batch, address, senders)
        ratios.append(rate / floor)
        say(f"round {number + 1}: floor, intake (mails per second)", f"{floor:.0f}, {rate:.0f}")
        say("  of the floor", f"{rate / floor:.2f}")
        say(
            f"  of a floor that stores uncompressed, as Kept does ({uncompressed:.0f})",
            f"{rate / uncompressed:.2f}",
        )
        say("  CPU per mail: listener, database, senders (ms)", ", ".join(f"{ms:.2f}" for ms in shares))
        say("  CPU per mail, listener and database", f"{shares[0] + shares[1]:.2f} ms")
    say("median of the floor", f"{sorted(ratios)[len(ratios) // 2]:.2f}")


def _floor(batch: list[tuple[str, bytes]], *, storage: str = "EXTENDED") -> float:
    """INSERT and commit of the same raw bytes, one client: mails per second. EXTENDED is PostgreSQL's default."""
    from django.db import connection
    from psycopg import Cursor

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_floor (id bigint GENERATED ALWAYS AS IDENTITY, body bytea)"
        )
        cursor.execute(f"ALTER TABLE bench_floor ALTER body SET STORAGE {storage}")
    bare = Cursor(connection.connection)
    bare.connection.prepare_threshold = len(batch) + 1  # Django's None would prepare nothing
    began = time.perf_counter()
    for _, raw in batch:
        bare.execute("INSERT INTO bench_floor (body) VALUES (%b)", [raw], prepare=True)
    return len(batch) / (time.perf_counter() - began)


def _intake(
    home: Path, batch: list[tuple[str, bytes]], address: str, senders: int
) -> tuple[float, list[float]]:
    """Mails per second through a real listener, and CPU per mail of listener, database and senders."""
    listener, port = _listener()
    try:
        before = _cpu(listener.pid), _database_cpu(home)
        began = time.perf_counter()
        workers = [
            threading.Thread(target=_send, args=(port, address, batch[part::senders]))
            for part in range(senders)
        ]
        started = time.process_time()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        taken = time.perf_counter() - began
        after = _cpu(listener.pid), _database_cpu(home)
        shares = [
            (after[0] - before[0]) * 1000 / len(batch),
            (after[1] - before[1]) * 1000 / len(batch),
            (time.process_time() - started) * 1000 / len(batch),
        ]
        return len(batch) / taken, shares
    finally:
        listener.terminate()
        listener.wait(20)


def _listener() -> tuple[subprocess.Popen, int]:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "kept.operations.mail"],
        env=os.environ | {"KEPT_SMTP_PORT": str(port)},
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5):
                return process, port
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the listener did not come up")


def _send(port: int, address: str, batch: list[tuple[str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
        for sender, raw in batch:
            smtp.sendmail(sender, [address], raw)


def _cpu(pid: int) -> float:
    """CPU seconds of a process, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _database_cpu(home: Path) -> float:
    """CPU seconds of all processes of the home's PostgreSQL, ended ones included."""
    postmaster = int(next(home.glob("**/postmaster.pid")).read_text().split()[0])
    total = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(entry.name) == postmaster or int(fields[1]) == postmaster:
                total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            if int(entry.name) == postmaster:
                total += (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
    return total


if __name__ == "__main__":
    main()
