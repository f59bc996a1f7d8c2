"""What an earlier server left behind: processes still at work, and a pid file that nobody stands behind."""

import os
import signal
import subprocess
from pathlib import Path

from kept.operations.postgres.errors import ForeignServer
from kept.operations.postgres.places import Places
from kept.operations.postgres.process import STOP_PATIENCE, pid_file

#: Seconds that the processes of a killed server have to notice it by themselves.
GRACE = 5.0


def hasten(places: Places, waited: float) -> None:
    """Help an earlier server of ours to end, which we have awaited for `waited` seconds.

    A whole server is asked for a fast stop and given the time for its checkpoint. Processes that outlived
    theirs (its postmaster was killed while they were at a long query) only keep the data from being served.
    """
    if waited < 1.0:
        return
    at_work = _at_work_in(places.data)
    lines = pid_file(places)
    postmaster = int(lines[0]) if lines and lines[0].isdigit() else 0
    if postmaster in at_work:
        at_work, asked, patience = [postmaster], True, STOP_PATIENCE
    else:
        asked, patience = False, GRACE
    if waited > patience:
        how = signal.SIGKILL if waited > patience + GRACE else signal.SIGQUIT
    elif asked:
        how = signal.SIGINT
    else:
        return
    for pid in at_work:
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            continue  # it ended by itself


def clear_stale_pid_files(places: Places) -> None:
    """Remove pid files that no server stands behind; only for who holds `places.alive` alone.

    After a restart of the machine, or in a container, its number is often somebody else's, and PostgreSQL
    would refuse to start for ever. Raises `ForeignServer` when a server that is not ours is at work there.
    """
    lines = pid_file(places)
    pid = lines[0].lstrip("-") if lines else ""
    if pid.isdigit() and _serves(int(pid), places.data):
        raise ForeignServer(
            f"A PostgreSQL that Kept did not start (process {pid}) is at work in {places.data}.",
            remedy=f"Stop it (pg_ctl stop -D {places.data}), or point DATABASE_URL to it.",
        )
    (places.data / "postmaster.pid").unlink(missing_ok=True)
    _socket_lock(places).unlink(missing_ok=True)


def _socket_lock(places: Places) -> Path:
    """PostgreSQL's second pid file, beside its socket."""
    return places.socket.with_name(places.socket.name + ".lock")


def _serves(pid: int, data: Path) -> bool:
    if Path("/proc/self").exists():
        return pid in _at_work_in(data)
    listed = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return "postgres" in listed.stdout


def _at_work_in(data: Path) -> list[int]:
    """Processes named postgres whose working folder is `data` (empty where there is no /proc)."""
    proc, found = Path("/proc"), []
    for entry in proc.iterdir() if proc.exists() else ():
        try:
            name = (entry / "comm").read_text() if entry.name.isdigit() else ""
            if name.startswith("postgres") and (entry / "cwd").samefile(data):
                found.append(int(entry.name))
        except OSError:
            continue  # it ended meanwhile, is a zombie, or is somebody else's
    return found
