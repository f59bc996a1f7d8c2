"""References: drawing free ones, finding cases by them."""

from random import SystemRandom

from kept.cases.models import Case, Reference
from kept.refusal import NotFound
from kept.rules.codes import compact, draw_reference, normalise
from kept.storage.arrays import texts
from kept.storage.rows import execute

_TAKEN = "SELECT code FROM cases_reference WHERE code = ANY(%b::text[])"

_random = SystemRandom()


def draw_references(count: int) -> list[str]:
    """References that no case has yet, in written form (K7Q-3M9-E)."""
    free: dict[str, str] = {}
    while len(free) < count:
        drawn = {
            compact(written): written
            for written in (draw_reference(_random) for _ in range(count - len(free)))
        }
        taken = {code for (code,) in execute(_TAKEN, [texts(drawn)])}
        free.update((code, written) for code, written in drawn.items() if code not in taken)
    return list(free.values())


def case_referred(text: str) -> tuple[int, int]:
    """The (customer, case) that a reference names, however it was typed; NotFound when none."""
    written = normalise(text)
    found = written and Reference.objects.filter(code=compact(written)).first()
    if not found:
        raise NotFound(
            "There is no case %(reference)s.",
            remedy="Check the reference: a wrong letter is noticed.",
            values={"reference": text},
        )
    return found.customer_id, found.case_id


def remaining(case: Case) -> Case:
    """The case that remains when this one was merged into another, which may have been merged in turn."""
    seen = {case.pk}
    while case.merged_into_id is not None and case.merged_into_id not in seen:
        seen.add(case.merged_into_id)
        case = Case.objects.get(customer_id=case.customer_id, pk=case.merged_into_id)
    return case
