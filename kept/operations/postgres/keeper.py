"""The keeper: a small process of its own that runs PostgreSQL for as long as anybody uses it.

It is the server's parent: it starts a killed server again, and the server ends when the keeper does.
It knows its users by their locks alone, which the kernel releases however they die.
"""

import os
import select
import shutil
import signal
import time

from kept.operations.postgres import state
from kept.operations.postgres.cluster import create, furnish, why_ended
from kept.operations.postgres.earlier import clear_stale_pid_files, hasten
from kept.operations.postgres.errors import DatabaseRefusal, out_of_space
from kept.operations.postgres.locks import open_lock, try_alone
from kept.operations.postgres.plan import Plan
from kept.operations.postgres.process import Run, dismiss, is_ready, start, stop

#: Seconds between two looks for users; the server ends this much after the last of them.
LOOK = 0.25
#: Seconds before each new start after the server ended by itself; the last one again and again.
BACK_OFF = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
#: Seconds of running after which an end counts as the first one again.
STEADY = 60.0
#: Bytes of log after which it is put aside; one earlier log is kept.
LONGEST_LOG = 8 * 1024 * 1024
#: The end of the log that is read to say why a server ended, or how far it is: bytes.
_TAIL = 8192


class Keeper:
    """One home's keeper. `handle` is its locked file, `log` the log that it shares with the server."""

    def __init__(self, plan: Plan, handle: int, log: int) -> None:
        self.plan, self.places, self.handle, self.log = plan, plan.places, handle, log
        self.users = open_lock(self.places.users)
        self.leaving = False
        self.server = 0  # process id of the server
        self.exit_status = 0  # of the last one
        self._looked = 0.0
        self._told: state.State | None = None
        self._woken = self._wake_on_signals()

    def keep(self) -> None:
        """Serve until nobody uses the server. What hinders its first start is told to who waits for it."""
        try:
            self._serve()
        except DatabaseRefusal as refusal:
            self._tell_refusal(state.FAILED, refusal)
        except OSError as problem:
            self._tell_refusal(state.FAILED, out_of_space(problem, self.places.home))
        finally:
            self.places.remove_short_folder()

    def _serve(self) -> None:
        failures, ever_ready = 0, False
        while not self.leaving:
            began = time.monotonic()
            log_began = os.lseek(self.log, 0, os.SEEK_END)
            ever_ready = self._run_once(log_began) or ever_ready
            if self.leaving:
                return
            refusal = why_ended(self.exit_status, self._log_since(log_began), self.places)
            if not ever_ready and self.exit_status >= 0:
                raise refusal
            # It was there before, or somebody killed it: a full disk is emptied, a server recovers. Try on.
            self._tell_refusal(state.RESTARTING, refusal)
            failures = 0 if time.monotonic() - began > STEADY else failures
            self._rest(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
            failures += 1

    def _run_once(self, log_began: int) -> bool:
        """Run the server until it ends or nobody needs it; whether it was ever ready."""
        alive = self._await_earlier_server()
        try:
            if self.leaving:
                return False
            if self.places.is_empty():
                self._tell(state.CREATING, "Creating the database")
                create(self.places, self.plan.programs, self.plan.account, alive=alive)
            clear_stale_pid_files(self.places)
            run = start(
                self.places, self.plan.programs, self.plan.account,
                alive=alive, log=self.log, by_kernel=self.plan.by_kernel,
            )  # fmt: skip
        finally:
            os.close(alive)  # the server has it now, and all its processes after it
        self.server = run.server.pid
        try:
            ready = self._await_ready(run, log_began)
            if ready:
                furnish(self.places, self.plan.programs)
                self._tell(state.READY)
                while run.server.poll() is None and not self.leaving:
                    self._pause(LOOK)
            return ready
        finally:
            if run.server.poll() is None:
                self._tell(state.STOPPING, "The database is stopping")
                stop(run)
            dismiss(run)
            self.server, self.exit_status = 0, run.server.returncode or 0

    def _await_earlier_server(self) -> int:
        """The lock that all processes of a server hold, ours alone; the server is to inherit it."""
        alive, began = open_lock(self.places.alive), time.monotonic()
        while not try_alone(alive) and not self.leaving:
            self._tell(state.STARTING, "Waiting for the earlier database server to end")
            hasten(self.places, time.monotonic() - began)
            self._pause(0.1)
        return alive

    def _await_ready(self, run: Run, log_began: int) -> bool:
        """Whether it became ready. No limit: recovery takes what it takes, as long as somebody waits."""
        began = time.monotonic()
        while run.server.poll() is None and not self.leaving:
            if is_ready(self.places, run.server.pid):
                return True
            waited = time.monotonic() - began
            self._tell(state.STARTING, self._starting_words(waited, log_began))
            self._pause(0.02 if waited < 3 else 0.25)
        return False

    def _starting_words(self, waited: float, log_began: int) -> str:
        if waited < 1.5:
            return "Starting the database"
        steps = [line for line in self._log_since(log_began).splitlines() if "elapsed time" in line]
        if not steps:
            return f"Starting the database ({waited:.0f} s)"
        step = steps[-1].partition("LOG:")[2].strip()
        return f"The database was not stopped cleanly and recovers ({waited:.0f} s): {step}"

    def _tell(self, phase: str, words: str = "", code: str = "", remedy: str = "") -> None:
        """Let all users know what goes on."""
        now = state.State(phase, words, code, remedy, keeper=os.getpid(), server=self.server)
        if now != self._told:
            self._told = now
            state.write_state(self.handle, now)

    def _tell_refusal(self, phase: str, refusal: DatabaseRefusal) -> None:
        self._tell(phase, refusal.sentence, code=refusal.code, remedy=refusal.remedy)

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.leaving and time.monotonic() < until:
            self._pause(min(LOOK, until - time.monotonic()))

    def _pause(self, seconds: float) -> None:
        """Sleep until a signal comes or the time is up, and look for users and at the log on the way."""
        if select.select([self._woken], [], [], max(seconds, 0.0))[0]:
            os.read(self._woken, 512)
        if time.monotonic() - self._looked < LOOK:
            return
        self._looked = time.monotonic()
        # Kept until we are gone: whoever comes now waits for that, and then starts another keeper.
        self.leaving = self.leaving or try_alone(self.users)
        self._put_long_log_aside()

    def _put_long_log_aside(self) -> None:
        if os.fstat(self.log).st_size <= LONGEST_LOG:
            return
        try:
            shutil.copyfile(self.places.log, self.places.log.with_suffix(".log.1"))
        except OSError as problem:
            os.write(self.log, f"The log could not be put aside: {problem}\n".encode())
        os.ftruncate(self.log, 0)  # everybody appends, so the server goes on at the new end

    def _log_since(self, began: int) -> str:
        end = os.fstat(self.log).st_size
        begin = max(began if began <= end else 0, end - _TAIL)
        return os.pread(self.log, _TAIL, begin).decode(errors="replace")

    def _wake_on_signals(self) -> int:
        """A descriptor that becomes readable with every signal. Terminating us is leaving."""
        woken, waker = os.pipe()
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to be woken
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        for how in (signal.SIGTERM, signal.SIGINT):
            signal.signal(how, self._leave)
        return woken

    def _leave(self, *_: object) -> None:
        self.leaving = True
