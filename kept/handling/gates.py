"""Gates: one per thing. They return the row, or say that there is nothing (that this person may see)."""

from kept.cases.models import Case
from kept.cases.references import case_referred, remaining
from kept.contacts.models import Contact
from kept.customers.models import Customer, CustomerCode
from kept.promises.models import Promise, PromiseCode
from kept.refusal import NotAllowed, NotFound
from kept.rules.codes import compact, normalise
from kept.staff.models import Agent, Role
from kept.staff.queries import brands_of


def case_for(agent: Agent, reference: str) -> Case:
    """The case by this reference (of a merged one: what remains), if the agent may see its brand."""
    customer_id, case_id = case_referred(reference)
    case = remaining(Case.objects.get(customer_id=customer_id, pk=case_id))
    if case.brand_id not in brands_of(agent):
        raise NotFound(f"There is no case {reference}.", remedy="It may belong to another brand: ask a lead.")
    return case


def promise_for(agent: Agent, code: str) -> Promise:
    """The promise by its code, if the agent may see its brand."""
    written = normalise(code)
    known = PromiseCode.objects.filter(code=compact(written)).first() if written else None
    promise = known and Promise.objects.filter(customer_id=known.customer_id, pk=known.promise_id).first()
    if not promise or promise.brand_id not in brands_of(agent):
        raise NotFound(f"There is no promise {code}.")
    return promise


def contact_for(agent: Agent, case: Case, contact_id: int) -> Contact:
    """A contact of a case that was passed through its gate (merged cases included)."""
    contact = Contact.objects.filter(customer_id=case.customer_id, pk=contact_id).first()
    if contact is None or contact.brand_id not in brands_of(agent):
        raise NotFound("There is no such contact.")
    return contact


def customer_for(agent: Agent, code: str) -> Customer:
    """The customer by this code. Which of his cases are shown is decided by their brands."""
    known = CustomerCode.objects.filter(pk=code).first()
    customer = known and Customer.objects.filter(pk=known.customer_id).first()
    if not customer:
        raise NotFound("There is no such customer.")
    return customer


def may_write(agent: Agent) -> None:
    """Refuse whoever only reads."""
    if agent.role == Role.READER or not agent.is_active:
        raise NotAllowed("You may read here, not change anything.")


def may_lead(agent: Agent, what: str) -> None:
    """Refuse whoever is no lead; `what` completes "Only a lead may …"."""
    if not agent.leads or not agent.is_active:
        raise NotAllowed(f"Only a lead may {what}.", remedy="Ask your lead.")


def may_administer(agent: Agent, what: str) -> None:
    """Refuse whoever is no admin."""
    if agent.role != Role.ADMIN or not agent.is_active:
        raise NotAllowed(f"Only an admin may {what}.")
