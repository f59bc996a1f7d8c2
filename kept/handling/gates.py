"""Gates: one per thing. They return the row, or say that there is nothing (that this person may see)."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet

from kept.cases.models import Case
from kept.cases.references import case_referred, remaining
from kept.contacts.models import Contact, Quarantine, RawMessage
from kept.customers.models import Customer, CustomerCode, Link, Speaks
from kept.handling.set_apart import brands_named
from kept.pledge.queries import current
from kept.promises.models import Promise, PromiseCode
from kept.refusal import NotAllowed, NotFound
from kept.rules.codes import compact, normalise
from kept.staff.models import Agent, Role
from kept.staff.queries import brands_of


def case_for(agent: Agent, reference: str) -> Case:
    """The case by this reference (of a merged one: what remains), if the agent may see its brand."""
    customer_id, case_id = case_referred(reference)
    rows = Case.objects.select_related("customer", "brand", "owner", "team")  # every page of it names them
    case = remaining(rows.get(customer_id=customer_id, pk=case_id))
    if case.brand_id not in brands_of(agent):
        raise NotFound(
            "There is no case %(reference)s.",
            remedy="It may belong to another brand: ask a lead.",
            values={"reference": reference},
        )
    return case


def promise_for(agent: Agent, code: str) -> Promise:
    """The promise by its code, if the agent may see its brand."""
    written = normalise(code)
    known = PromiseCode.objects.filter(code=compact(written)).first() if written else None
    promise = known and Promise.objects.filter(customer_id=known.customer_id, pk=known.promise_id).first()
    if not promise or promise.brand_id not in brands_of(agent):
        raise NotFound("There is no promise %(code)s.", values={"code": code})
    return promise


def contact_for(agent: Agent, case: Case, contact_id: int) -> Contact:
    """A contact of a case that was passed through its gate (merged cases included)."""
    contact = Contact.objects.filter(customer_id=case.customer_id, pk=contact_id).first()
    if contact is None or contact.brand_id not in brands_of(agent):
        raise NotFound("There is no such contact.")
    return contact


def customer_for(agent: Agent, code: str) -> Customer:
    """The customer by this code, if the agent may know of it. Its cases are shown by their brands."""
    known = CustomerCode.objects.filter(pk=code).first()
    customer = known and known_customers(agent).filter(pk=known.customer_id).first()
    if not customer:
        raise NotFound(
            "There is no such customer.", remedy="It may be known to another brand alone: ask a lead."
        )
    return customer


def known_customers(agent: Agent) -> QuerySet[Customer]:
    """The customers of whom this agent may know: those with a matter at a brand that he may see.

    Who may see all brands knows everybody, also a customer without any matter yet.
    """
    if agent.all_brands:
        return Customer.objects.all()
    matters = Case.objects.filter(customer_id=OuterRef("pk"), brand_id__in=brands_of(agent))
    return Customer.objects.filter(Exists(matters))


def account_of(agent: Agent, customer: Customer, person_id: int) -> int:
    """The id of the account, this one or one read as the same, for which this person speaks."""
    links = Link.objects.filter(Q(one=customer.pk) | Q(into=customer.pk), kind="customer", undone_at=None)
    ends = {end for pair in links.values_list("one", "into") for end in pair} - {customer.pk}
    ids = [
        customer.pk,
        *known_customers(agent).filter(pk__in=ends).order_by("pk").values_list("pk", flat=True),
    ]
    spoken = set(
        Speaks.objects.filter(person_id=person_id, customer_id__in=ids).values_list("customer_id", flat=True)
    )
    found = next((each for each in ids if each in spoken), None)
    if found is None:
        raise NotFound("This person does not speak for this customer.")
    return found


def link_for(agent: Agent, customer: Customer, link_id: int) -> Link:
    """A standing link of this customer to another one of whom the agent may know too."""
    links = Link.objects.filter(Q(one=customer.pk) | Q(into=customer.pk), kind="customer", undone_at=None)
    link = links.filter(pk=link_id).first()
    if link is None or known_customers(agent).filter(pk__in=[link.one, link.into]).count() < 2:
        raise NotFound("There is no such link any more.")
    return link


def quarantine_for(agent: Agent, quarantine_id: int) -> Quarantine:
    """A message in quarantine with its bytes, if one of its recipients is a brand that the agent may see."""
    row = Quarantine.objects.select_related("raw").filter(pk=quarantine_id).first()
    if row is None or not apart_for(agent)(row.raw):
        raise NotFound("It is not in quarantine any more.", remedy="It may be for another brand: ask a lead.")
    return row


def apart_for(agent: Agent) -> Callable[[RawMessage], bool]:
    """Tells whether a mail set apart is for a brand of the agent's; one for none of ours is for who sees all brands."""
    if agent.all_brands:
        return lambda _raw: True
    pledge, brands = current(), brands_of(agent)
    return lambda raw: not brands_named(raw.envelope_to, pledge).isdisjoint(brands)


def may_write(agent: Agent) -> None:
    """Refuse whoever only reads."""
    if agent.role == Role.READER or not agent.is_active:
        raise NotAllowed("You may read here, not change anything.")


def may_lead(agent: Agent, what: str) -> None:
    """Refuse whoever is no lead; `what` completes "Only a lead may …"."""
    if not agent.leads or not agent.is_active:
        raise NotAllowed("Only a lead may %(what)s.", remedy="Ask your lead.", values={"what": what})


def may_administer(agent: Agent, what: str) -> None:
    """Refuse whoever is no admin."""
    if agent.role != Role.ADMIN or not agent.is_active:
        raise NotAllowed("Only an admin may %(what)s.", values={"what": what})
