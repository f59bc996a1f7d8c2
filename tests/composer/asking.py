"""How the tests ask the composer's pages, and what they read of what was sent."""

from datetime import timedelta

from django.test import Client

from kept.cases.models import Case
from kept.contacts.models import Contact, Outgoing

HTMX = {"hx-request": "true"}
HOUR = timedelta(hours=1)


def post(client: Client, case: Case, verb: str = "answer", **fields: object):
    return client.post(f"/desk/case/{case.reference}/{verb}", fields, headers=HTMX)


def people(*rows: tuple[str, str]) -> dict[str, list[str]]:
    return {
        "person_kind": [kind for kind, _ in rows],
        "person_name": ["" for _ in rows],
        "person": [address for _, address in rows],
    }


def vow(
    state: str = "on",
    *,
    words: str = "we will refund the 40 dollars by friday",
    due: str = "2026-06-19T16:00",
):
    return {
        "vow_key": words,
        "vow_state": state,
        "vow_kind": "refund",
        "vow_text": "Refund 40.00 USD",
        "vow_due": due,
    }


def sent(case: Case) -> Contact:
    return Contact.objects.filter(customer_id=case.customer_id, direction="out", purpose="answer").latest(
        "pk"
    )


def rows(case: Case) -> dict[str, Outgoing]:
    return {row.to_address: row for row in Outgoing.objects.filter(contact_id=sent(case).pk)}
