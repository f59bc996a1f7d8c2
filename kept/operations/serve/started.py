"""Whether what was started answers, and what does not."""

from collections.abc import Sequence

from kept.operations.serve.member import Member
from kept.operations.serve.probe import mail_probe, page_probe
from kept.operations.serve.sockets import reachable
from kept.project.environment import Environment

SETTLED = 0.5  # seconds that a process has lived when it counts as running


class Started:
    """Asks every service until it answers. `port` is where pages are served."""

    def __init__(self, environment: Environment, port: int, members: Sequence[Member]) -> None:
        self._members = members
        name = environment.allowed_hosts[0].lstrip(".").replace("*", "localhost")
        mail = (reachable(environment.smtp_host), environment.smtp_port)
        self._probes = {
            "the desk's pages": page_probe((reachable(environment.host), port), name),
            "the mail listener": mail_probe(mail),
        }

    def answers(self) -> bool:
        """Whether every service answers and every process has lived for a moment."""
        return not self.silent()

    def silent(self) -> list[str]:
        """What does not answer or run yet. Asks each once."""
        silent = [name for name, probe in self._probes.items() if not probe.look()]
        return silent + [member.name for member in self._members if not member.lives_for(SETTLED)]

    def close(self) -> None:
        """Ask no more."""
        for probe in self._probes.values():
            probe.close()
