"""How our PostgreSQL is set: modest, safe, and without people's words in its log."""

import os
import pwd
from pathlib import Path

from kept.operations.postgres.places import Places

ADMIN, OWNER, APP = "kept_admin", "kept_owner", "kept_app"
DATABASE = "kept"

#: Overridden by ALTER SYSTEM, so that a larger machine can have more.
_CONF = """\
# Written by Kept at every start. Settings of your own: ALTER SYSTEM, as the role kept_admin.
data_directory = '{data}'

# Memory. The hot rows of a desk fit; the system's own cache holds the rest.
shared_buffers = 64MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 64MB
huge_pages = off

# Two web processes of eight threads each, worker, mail, live pages and commands take about 30.
max_connections = 80
# Two cores: a parallel query would take them from the pages.
max_parallel_workers = 2
max_parallel_workers_per_gather = 1
max_worker_processes = 4
max_logical_replication_workers = 0

# Queries are short: compiling one costs more than running it. Disks are solid.
jit = off
random_page_cost = 1.1

max_wal_size = 512MB
min_wal_size = 64MB

# Queue rows are deleted as soon as they are done: sweep early, little at a time.
autovacuum_naptime = 15s
autovacuum_vacuum_scale_factor = 0.05
autovacuum_vacuum_insert_scale_factor = 0.1
autovacuum_analyze_scale_factor = 0.05
autovacuum_max_workers = 2

timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
log_checkpoints = off
log_lock_waits = on
# The keeper reads these lines to say how far a recovery has come.
log_startup_progress_interval = 1s
# A failing statement, its parameters and its details hold what people wrote.
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
log_error_verbosity = terse
cluster_name = 'kept'
"""

# Three processes for reading ahead cost memory and find little to do on a desk.
_CONF_18 = "io_method = sync\n"

_HBA = """\
# Written by Kept at every start. Only by socket, and only the owner of this home (and root).
local all all peer map=kept
local replication all peer map=kept
"""


def write_settings(places: Places, major: int) -> None:
    """Write the three files; outside the data folder, so that root never writes where PostgreSQL may."""
    places.settings.mkdir(mode=0o755, exist_ok=True)
    places.settings.chmod(0o755)  # whatever the umask: the server's user reads them
    conf = _CONF.format(data=str(places.data).replace("'", "''"))
    _write(places.settings / "postgresql.conf", conf + (_CONF_18 if major >= 18 else ""))
    _write(places.settings / "pg_hba.conf", _HBA)
    _write(places.settings / "pg_ident.conf", "".join(f'kept "{name}" all\n' for name in _trusted(places)))


def arguments(places: Places) -> list[str]:
    """What the server is told on its command line: nothing in a file or in ALTER SYSTEM changes it."""
    folder = str(places.socket_folder)
    fixed = {
        "config_file": str(places.settings / "postgresql.conf"),
        "hba_file": str(places.settings / "pg_hba.conf"),
        "ident_file": str(places.settings / "pg_ident.conf"),
        "listen_addresses": "",
        # A list: a comma or a blank in the path needs quotes.
        "unix_socket_directories": '"' + folder.replace('"', '""') + '"',
        "unix_socket_permissions": "0700",
        "port": "5432",
        "logging_collector": "off",
        "log_destination": "stderr",
        "fsync": "on",
        "full_page_writes": "on",
        "restart_after_crash": "on",
    }
    return [part for name, value in fixed.items() for part in ("-c", f"{name}={value}")]


def _trusted(places: Places) -> list[str]:
    """System users who may connect: whoever owns the home, whoever starts the server, and root."""
    names = {"root"}
    for uid in (places.home.stat().st_uid, os.geteuid()):
        try:
            names.add(pwd.getpwuid(uid).pw_name)
        except KeyError:
            continue  # a user without a name cannot connect by peer at all
    return sorted(names)


def _write(path: Path, text: str) -> None:
    if path.exists() and path.read_text() == text:
        return  # a start needs no space on a full disk
    new = path.with_name(path.name + ".new")
    new.write_text(text)
    new.chmod(0o644)
    new.replace(path)
