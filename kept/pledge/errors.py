"""What is wrong with a pledge: every problem at once, each with its line and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from kept.refusal import Refusal


@dataclass(frozen=True, slots=True, order=True)
class PledgeError:
    """One problem. `line` counts from 1, `where` is the key with dots ("brands.main.address")."""

    line: int
    where: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = f", {self.where}" if self.where else ""
        return f"Line {self.line}{where}: {self.problem} {self.remedy}".rstrip()


class PledgeErrors(Refusal):
    """The pledge cannot be accepted; `errors` holds every problem in order of lines."""

    code = "bad_pledge"
    status = 422

    def __init__(self, errors: Iterable[PledgeError]) -> None:
        self.errors = tuple(sorted(set(errors)))
        super().__init__("\n".join(str(error) for error in self.errors))
