"""A desk with more colleagues than two, and cases that they hold."""

from dataclasses import dataclass
from datetime import datetime

from kept.cases.models import Case
from kept.handling.assign import assign_case
from kept.promises.models import Promise
from kept.staff.models import Agent
from tests.making import Desk, take


@dataclass(frozen=True, slots=True)
class Office:
    """Ines leads and is admin, Jonas, Ruth and Amara answer, Noor reads."""

    desk: Desk
    ines: Agent
    jonas: Agent
    ruth: Agent
    amara: Agent
    noor: Agent

    def case(self, at: datetime, *, of: Agent | None = None, **what: object) -> Case:
        """A case that came in, given to somebody."""
        receipt = take(self.desk, at=at, **what)
        case = Case.objects.get(customer_id=receipt.customer_id, pk=receipt.case_id)
        if of is not None:
            assign_case(case.customer_id, case.pk, of, by=self.ines, now=at)
        return fresh(case)


def fresh(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(customer_id=case.customer_id, pk=case.pk)


def answer_of(case: Case) -> Promise:
    """The promise to answer in a case."""
    return Promise.objects.get(customer_id=case.customer_id, case_id=case.pk, kind="answer")
