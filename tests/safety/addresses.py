"""Every address of the desk, filled in with things of one case."""

from collections.abc import Iterator

from django.urls import URLPattern, reverse

from kept.cases.models import Case, Participant
from kept.contacts.models import Attachment, Contact, Outgoing
from kept.customers.models import ContactPoint, Speaks
from kept.promises.models import Promise


def patterns() -> list[URLPattern]:
    """All addresses of the desk."""
    from kept.faces.desk.urls import urlpatterns

    return list(urlpatterns)


def wanted(pattern: URLPattern) -> frozenset[str]:
    """The names of the values in an address."""
    return frozenset(pattern.pattern.converters)


def things_of(case: Case) -> dict[str, object]:
    """What an address of this case, and of the things in it, may be filled in with."""
    own = {"customer_id": case.customer_id, "case_id": case.pk}
    contact = Contact.objects.filter(**own, direction="in").order_by("-attachments", "id")[0]
    inside = {"customer_id": case.customer_id}
    file = Attachment.objects.filter(**inside, contact_id=contact.pk).first()
    stranger = Participant.objects.filter(**own).order_by("-standing").first()
    letter = Outgoing.objects.filter(**inside, contact__case_id=case.pk).order_by("-id").first()
    speaks = Speaks.objects.filter(customer_id=case.customer_id).order_by("id")[0]
    return _anything() | {
        "reference": case.reference,
        "part": case.reference,
        "contact": contact.pk,
        "answer": contact.pk,
        "attachment": file.pk if file else 1,
        "participant": stranger.pk if stranger else 1,
        "outgoing": letter.pk if letter else 1,
        "promise": Promise.objects.filter(**own).order_by("-id")[0].code,
        "customer": case.customer.code,
        "person": speaks.person_id,
        "point": ContactPoint.objects.filter(person_id=speaks.person_id)[0].pk,
    }


def _anything() -> dict[str, object]:
    """What stands in no case: the first of its kind, whether or not there is one."""
    numbers = [
        "upload",
        "session",
        "browser",
        "view_id",
        "link",
        "absence",
        "team",
        "skill",
        "quarantine",
        "notice",
        "mailbox",
        "agent",
    ]
    words = {
        "mode": "answer",
        "key": "made-up",
        "at": "20260101T000000000000",
        "by": "brand",
        "brand": "fellstone",
        "step": "brand",
        "token": "x",
    }
    return dict.fromkeys(numbers, 1) | words


def filled(pattern: URLPattern, things: dict[str, object]) -> str:
    """The address with its values; a promise's and a customer's code are both called `code`."""
    values = {name: things[name] for name in wanted(pattern) - {"code"}}
    if "code" in wanted(pattern):
        values["code"] = things[str(pattern.pattern).partition("/")[0]]
    return reverse(f"desk:{pattern.name}", kwargs=values)


def every_address(things: dict[str, object]) -> Iterator[tuple[str, str]]:
    """(name, address) of everything in the desk."""
    for pattern in patterns():
        yield str(pattern.name), filled(pattern, things)
