"""What the variables of canned answers stand for in a case."""

from datetime import datetime

from kept.cases.models import Case
from kept.handling.addressees import addressees, last_word
from kept.handling.receiving.acknowledging import DUE
from kept.pledge.queries import current
from kept.promises.models import Promise
from kept.staff.models import Agent
from kept.wording.filling import first_name


def values_for(case: Case, agent: Agent, *, whom: str = "") -> dict[str, str]:
    """Values by the names of `wording.filling.VARIABLES`; "" for what is not known. `whom`: who is answered."""
    brand = current().brand(case.brand_id)
    name = whom or next((each.name for each in addressees(case, last_word(case)) if each.kind == "to"), "")
    due = _next_due(case)
    return {
        "customer.name": name or case.customer.name,
        "customer.first_name": first_name(name),
        "case.reference": case.reference,
        "case.subject": case.subject,
        "agent.name": agent.name,
        "agent.first_name": first_name(agent.name),
        "brand.name": brand.name,
        "due": due.astimezone(brand.zone).strftime(DUE) if due else "",
    }


def _next_due(case: Case) -> datetime | None:
    """By when we owe something other than this answer; the answer itself is what is being written."""
    owed = Promise.objects.filter(
        customer_id=case.customer_id, case_id=case.pk, promisor="company", state="owed"
    )
    dues = owed.exclude(kind="answer").order_by("due_at").values_list("due_at", flat=True)
    first: datetime | None = dues.first()
    return first
