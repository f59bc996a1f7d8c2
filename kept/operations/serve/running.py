"""The course of `kept serve`: database, migrations, processes, greeting, end."""

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence

from kept.operations.postgres import DatabaseRefusal, resolve
from kept.operations.postgres.server import Hold, Server
from kept.operations.serve.greeting import greeting, where_data_is
from kept.operations.serve.inherited import GREETING, LISTENING
from kept.operations.serve.logstream import LogStream
from kept.operations.serve.member import Member
from kept.operations.serve.nursery import Nursery, StartingAnew, Surroundings, Zygote, can_fork, start_anew
from kept.operations.serve.plan import Child
from kept.operations.serve.signals import StopAsked
from kept.operations.serve.started import Started
from kept.operations.serve.supervisor import Supervisor
from kept.project.environment import Environment

STOPPING = 3.0  # seconds that we wait for the database to stop; others may still use it
PATIENCE = 20.0  # seconds after which we say what runs, although not everything does
REVIVE = 1.0  # seconds between two looks whether the database's keeper lives


class Desk:
    """Everything that `kept serve` runs. Create it once, in the main thread, then `serve`."""

    def __init__(
        self,
        environment: Environment,
        stream: LogStream,
        listening: socket.socket,
        children: Sequence[Child],
        migrate: Child,
        *,
        began: float,
        forking: bool | None = None,
    ) -> None:
        self._environment = environment
        self._children = children
        self._forking = can_fork() if forking is None else forking
        self._migrating = migrate
        self._stream = stream
        self._began = began  # monotonic
        self._listening = listening
        death, self._alive = os.pipe()  # the writing end stays here alone, and closes with us
        self._around = Surroundings(death, {LISTENING: listening.fileno()})
        self._supervisor = Supervisor(stream)

    def serve(self) -> int:
        """Serve until we are asked to stop; returns the status to leave with. Raises `DatabaseRefusal`."""
        hold: Hold | None = None
        status = 0
        try:
            self._stream.say(where_data_is(self._environment.home))
            # A new home is made by the database's launcher, with the rights that its user needs.
            zygote = self._load() if self._environment.home.exists() else None
            hold = self._hold_database()
            status = self._start_and_watch(hold, zygote or self._load())
        except StopAsked:
            self._stream.report("Stopping.")
        finally:
            self._listening.close()
            self._supervisor.end_all()
            if hold is not None:
                hold.leave()
                _wait_for_stop(hold.server)
        return status or int(self._supervisor.killed)

    def _hold_database(self) -> Hold | None:
        server = resolve(os.environ, self._environment.home).server
        if server is None:
            return None
        return self._supervisor.signals.during(lambda: server.attach(progress=self._stream.say))

    def _start_and_watch(self, hold: Hold | None, nursery: Nursery) -> int:
        if hold is not None:
            self._supervisor.each_turn(_seldom(lambda: self._revive(hold)))
        status, signin = self._migrate()
        if status:
            self._stream.say("The database could not be brought up to date; the lines above say why.")
            return 1
        members = [self._member(child, nursery) for child in self._children]
        for member in members:
            self._supervisor.add(member)
        silent = self._wait_for_answers(members, nursery)
        if nursery.failed:
            self._stream.say("Kept could not be loaded; the lines above say why.")
            return 1
        words = greeting(
            self._environment,
            silent=silent,
            signin=signin,
            seconds=time.monotonic() - self._began,
            on_terminal=sys.stdout.isatty(),
        )
        self._stream.say(words)
        self._supervisor.run(until=lambda: False)
        return 0

    def _wait_for_answers(self, members: list[Member], nursery: Nursery) -> list[str]:
        """Wait until everything answers, but not for ever; what is still silent then."""
        started = Started(self._environment, self._listening.getsockname()[1], members)
        until = time.monotonic() + PATIENCE
        self._supervisor.run(until=lambda: nursery.failed or time.monotonic() > until or started.answers())
        silent = started.silent()
        started.close()
        return silent

    def _load(self) -> Nursery:
        """Begin to import what the processes need, while the database is brought up to date."""
        if not self._forking:
            return StartingAnew(self._around)
        modules = sorted({child.module for child in self._children})
        zygote = Zygote(self._around, modules, self._supervisor.selector)
        self._supervisor.add(zygote.member)
        return zygote

    def _member(self, child: Child, nursery: Nursery) -> Member:
        return Member(child.name, lambda output: nursery.start(child, output), lambda: nursery.ready)

    def _migrate(self) -> tuple[int, str | None]:
        """Bring the database up to date; the status, and the link for the first sign-in if one is needed."""
        reading, writing = os.pipe()
        given = {GREETING: writing}
        child = self._migrating
        member = Member(
            child.name, lambda output: start_anew(child, self._around, output, given), lambda: True
        )
        try:
            status = self._supervisor.run_to_end(member)
        finally:
            os.close(writing)
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        return status, json.loads(told)["signin"] if told else None

    def _revive(self, hold: Hold) -> None:
        try:
            if hold.revive():
                self._stream.report("The database's keeper was gone; another one has been started.")
        except DatabaseRefusal as refusal:
            self._stream.report(f"The database cannot be kept: {refusal}")


def _seldom(function: Callable[[], object]) -> Callable[[], object]:
    """The function, but at most once a second."""
    last = [0.0]

    def call() -> None:
        if time.monotonic() - last[0] >= REVIVE:
            last[0] = time.monotonic()
            function()

    return call


def _wait_for_stop(server: Server) -> None:
    """Come back when the database has stopped, so that who stops us can take its folder away."""
    until = time.monotonic() + STOPPING
    while server.status().phase != "stopped" and time.monotonic() < until:
        time.sleep(0.05)
