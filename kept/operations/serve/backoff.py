"""How long to wait before a process that died is started again."""

from dataclasses import dataclass

FIRST, LONGEST = 0.1, 10.0  # seconds
HEALTHY = 60.0  # seconds of life after which the next death counts as the first


@dataclass(slots=True)
class Backoff:
    """The pause doubles with each death in a row, and is short again after a healthy life."""

    pause: float = FIRST

    def after(self, lived: float) -> float:
        """Seconds to wait now that the process has died after `lived` seconds."""
        if lived >= HEALTHY:
            self.pause = FIRST
        pause = self.pause
        self.pause = min(pause * 2, LONGEST)
        return pause
