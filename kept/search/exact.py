"""What was typed exactly, found at once by the directories: a reference, a promise's code, a customer, an address."""

from dataclasses import dataclass

from kept.cases.models import Case, Reference
from kept.cases.references import remaining
from kept.customers.models import ContactPoint, Customer, CustomerCode, Speaks
from kept.promises.models import Promise, PromiseCode
from kept.rules.codes import compact, normalise
from kept.search.viewer import Viewer
from kept.search.words import NUMBER

#: Customers shown for one address.
MOST = 5


@dataclass(frozen=True, slots=True)
class Exact:
    """The one thing that was named. Each is None unless it was, and this reader may see it."""

    case: Case | None = None
    promise: Promise | None = None
    customers: tuple[Customer, ...] = ()


def exactly(typed: str, viewer: Viewer) -> Exact:
    """What this text is the reference, code, address or number of."""
    typed = typed.replace("\x00", "").strip().strip('"“”')
    code = normalise(typed) if len(typed) <= 40 else None
    if code:
        return Exact(_case(code, viewer), *_promise(code, viewer))
    if "@" in typed[1:] and " " not in typed:
        return Exact(customers=_reached(viewer, channel="mail", value=typed.lower()))
    digits = "".join(each for each in typed if each.isdecimal() and each.isascii())
    if len(digits) >= NUMBER and typed.lstrip("(").startswith(("+", "00")):
        return Exact(customers=_reached(viewer, channel="phone", value=f"+{digits.removeprefix('00')}"))
    if len(typed) == 12 and typed.isalnum():
        known = CustomerCode.objects.filter(pk=typed.lower()).first()
        return Exact(customers=known_to(viewer, [known.customer_id]) if known else ())
    return Exact()


def known_to(viewer: Viewer, ids: list[int]) -> tuple[Customer, ...]:
    """Of these customers, those with a matter at a brand of the reader's; who sees all brands knows everybody."""
    if not viewer.all_brands:
        matters = Case.objects.filter(customer_id__in=ids, brand_id__in=viewer.brands)
        ids = list(matters.values_list("customer_id", flat=True).distinct())
    return tuple(Customer.objects.filter(pk__in=ids).order_by("-pk")[:MOST])


def _case(code: str, viewer: Viewer) -> Case | None:
    known = Reference.objects.filter(pk=compact(code)).first()
    case = known and _case_of(known.customer_id, known.case_id)
    case = remaining(case) if case else None
    return case if case and case.brand_id in viewer.brands else None


def _promise(code: str, viewer: Viewer) -> tuple[Promise | None]:
    known = PromiseCode.objects.filter(pk=compact(code)).first()
    found = known and (
        Promise.objects.select_related("case", "customer")
        .filter(customer_id=known.customer_id, pk=known.promise_id, brand_id__in=viewer.brands)
        .first()
    )
    return (found or None,)


def _case_of(customer_id: int, case_id: int) -> Case | None:
    return Case.objects.select_related("customer").filter(customer_id=customer_id, pk=case_id).first()


def _reached(viewer: Viewer, *, channel: str, value: str) -> tuple[Customer, ...]:
    point = ContactPoint.objects.filter(channel=channel, value=value).first()
    if point is None:
        return ()
    spoken = Speaks.objects.filter(person_id=point.person_id).values_list("customer_id", flat=True)
    return known_to(viewer, list(spoken[:50]))
