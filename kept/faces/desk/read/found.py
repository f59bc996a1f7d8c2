"""Hits as search shows them: a case with the words around its newest hit, a customer with addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Left
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kept.cases.models import Case, Note
from kept.contacts.models import Contact
from kept.customers.models import ContactPoint, Customer, Link, Speaks
from kept.faces.desk.read.past import case_words
from kept.pledge.queries import current
from kept.search.exact import known_to
from kept.search.finding import Found
from kept.search.snippets import READ, Piece, Sought
from kept.search.steps import Hit
from kept.search.viewer import Viewer

ICONS = {"note": "note", "mail": "mail", "phone": "phone", "voice": "phone", "post": "post", "chat": "chat"}
#: Addresses shown of a customer.
ADDRESSES = 2


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case in the results, at its newest hit."""

    key: str
    reference: str
    url: str
    subject: SafeString
    whom: str
    at: datetime | None
    who: str
    icon: str
    brand: str
    state: str
    words: SafeString


@dataclass(frozen=True, slots=True)
class CustomerSeen:
    """A customer in the results."""

    code: str
    name: SafeString
    words: str


def cases_seen(found: Found, sought: Sought, viewer: Viewer) -> list[CaseSeen]:
    """Each case that was found, at its newest hit."""
    texts = _texts(found.hits)
    names = _names(viewer)
    shown = []
    for hit in found.hits:
        who, channel, text = texts.get((hit.kind, hit.customer_id, hit.source_id), ("", "", ""))
        url = f"{reverse('desk:case', args=[found.cases[hit[2:4]].reference])}#{hit.kind}-{hit.source_id}"
        words = drawn(sought.excerpt(text))
        shown.append(_seen(found.cases[hit[2:4]], url, hit.at, who, channel, words, sought, viewer, names))
    return shown


def case_seen(case: Case, sought: Sought, viewer: Viewer) -> CaseSeen:
    """A case that was named by its reference."""
    url = reverse("desk:case", args=[case.reference])
    return _seen(case, url, case.last_contact_at, "", "", SafeString(""), sought, viewer, _names(viewer))


def customers_seen(ids: list[int], sought: Sought, viewer: Viewer) -> list[CustomerSeen]:
    """These customers in this order; accounts that are read as one are shown as the one into which they went."""
    if not ids:
        return []
    links = Link.objects.filter(kind="customer", undone_at=None, one__in=ids)
    joined = dict(links.values_list("one", "into"))
    ids = list(dict.fromkeys(joined.get(each, each) for each in ids))
    known = known_to(viewer, ids) if joined else Customer.objects.filter(pk__in=ids)
    rows = {row.pk: row for row in known}
    speaking = Speaks.objects.filter(customer_id__in=ids).order_by("since", "pk")
    people = list(speaking.values_list("customer_id", "person_id"))
    points = ContactPoint.objects.filter(person_id__in={person for _customer, person in people}).order_by(
        "pk"
    )
    values: dict[int, list[str]] = {}
    for person, value in points.values_list("person_id", "value"):
        values.setdefault(person, []).append(value)
    found = []
    for row in (rows[key] for key in ids if key in rows):
        own = [value for customer, person in people if customer == row.pk for value in values.get(person, ())]
        more = _(" and %(count)s more") % {"count": len(own) - ADDRESSES} if len(own) > ADDRESSES else ""
        found.append(
            CustomerSeen(row.code, drawn(sought.marked(row.name)), ", ".join(own[:ADDRESSES]) + more)
        )
    return found


def drawn(pieces: Sequence[Piece]) -> SafeString:
    """Pieces of somebody's words, escaped, with what was looked for marked: the only HTML in it is our own."""
    return mark_safe(
        "".join(f"<mark>{escape(each.text)}</mark>" if each.hit else escape(each.text) for each in pieces)
    )


def _seen(
    case: Case, url: str, at: datetime | None, who: str, channel: str, words: SafeString,
    sought: Sought, viewer: Viewer, names: dict[int, str],
) -> CaseSeen:  # fmt: skip
    return CaseSeen(
        key=f"found-{case.pk}",
        reference=case.reference,
        url=url,
        subject=drawn(sought.marked(case.subject or _("Without a subject"))),
        whom=case.customer.name,
        at=at,
        who=who,
        icon=ICONS.get(channel, "mail"),
        brand=names.get(case.brand_id, ""),
        state=_("marked as spam") if case.spam_reason else case_words(case, viewer.now, viewer.zone),
        words=words,
    )


def _names(viewer: Viewer) -> dict[int, str]:
    """Names of brands by id; empty for who sees but one."""
    return {key: brand.name for key, brand in current().brands.items()} if len(viewer.brands) > 1 else {}


def _texts(hits: Sequence[Hit]) -> dict[tuple[str, int, int], tuple[str, str, str]]:
    """Who wrote, on which channel, and the words of what was found."""
    found = {}
    for kind in {hit.kind for hit in hits}:
        own = [hit for hit in hits if hit.kind == kind]
        keys = {"customer_id__in": {hit.customer_id for hit in own}, "pk__in": {hit.source_id for hit in own}}
        if kind == "note":
            notes = Note.objects.filter(**keys).values_list("customer_id", "pk", "agent__name", "text")
            found |= {("note", customer, key): (name, "note", text) for customer, key, name, text in notes}
            continue
        contacts = Contact.objects.filter(**keys).annotate(words=Left("visible", READ))
        columns = (
            "customer_id",
            "pk",
            "agent_name",
            "sender_name",
            "sender_address",
            "channel",
            "snippet",
            "words",
        )
        for customer, key, agent, name, address, channel, snippet, words in contacts.values_list(*columns):
            found["contact", customer, key] = (agent or name or address, channel, words or snippet)
    return found
