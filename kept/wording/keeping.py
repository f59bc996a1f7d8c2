"""Verbs over our wording: write a canned answer, retire it, count its use, sign in one's own way."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import F

from kept.ledger.models import COMPANY
from kept.ledger.record import record
from kept.refusal import NotAllowed, NotFound, Refusal
from kept.staff.models import Agent
from kept.wording.facts import SignatureChanged, WordingChanged, WordingRetired
from kept.wording.filling import VARIABLES, unknown
from kept.wording.models import CannedAnswer, CannedVersion, Signature


@transaction.atomic
def keep_answer(
    answer_id: int | None,
    *,
    name: str,
    text: str,
    brand_id: int | None,
    language: str,
    by: Agent,
    now: datetime,
) -> CannedAnswer:
    """Write a canned answer, or change it: what it said before stays as a version. For leads."""
    _may_edit(by)
    name, text = name.strip(), text.strip()
    if not name or not text:
        raise Refusal("A canned answer needs a name and words.", code="no_words")
    if wrong := unknown(text):
        raise Refusal(
            "%(place)s stands for nothing.",
            remedy="You can use %(places)s.",
            values={
                "place": "{{" + wrong[0] + "}}",
                "places": ", ".join("{{" + each + "}}" for each in VARIABLES),
            },
            code="unknown_variable",
        )
    row = _row(answer_id) if answer_id else CannedAnswer(version=0)
    said_before = row.version and (row.name, row.text) == (name, text)
    row.name, row.text, row.brand_id, row.language = name, text, brand_id, language
    row.changed_at, row.changed_by, row.retired_at = now, str(by.actor), None
    row.version += 0 if said_before else 1
    row.save()
    if not said_before:
        CannedVersion.objects.create(
            answer=row, number=row.version, name=name, text=text, at=now, by=str(by.actor)
        )
        fact = WordingChanged(row.pk, row.version, sha256(text.encode()).digest())
        record(fact, customer=COMPANY, by=by.actor, now=now)
    return row


@transaction.atomic
def retire_answer(answer_id: int, *, by: Agent, now: datetime) -> None:
    """It is not offered any more; what it said stays."""
    _may_edit(by)
    row = _row(answer_id)
    if row.retired_at is None:
        CannedAnswer.objects.filter(pk=row.pk).update(retired_at=now)
        record(WordingRetired(row.pk), customer=COMPANY, by=by.actor, now=now)


def count_use(answer_id: int, *, now: datetime) -> None:
    """Somebody has put it into an answer."""
    CannedAnswer.objects.filter(pk=answer_id).update(used=F("used") + 1, used_at=now)


@transaction.atomic
def keep_signature(brand_id: int, text: str, *, by: Agent, now: datetime) -> None:
    """Sign for this brand in one's own way; without words the pledge's signature counts again."""
    text = text.strip()
    if text and by.name not in text:
        raise Refusal(
            "Your signature does not say your name.",
            remedy="Write “%(name)s” in it: a customer is always told who answers.",
            values={"name": by.name},
            code="no_name",
        )
    rows = Signature.objects.filter(agent=by, brand_id=brand_id)
    if text:
        Signature.objects.update_or_create(
            agent=by, brand_id=brand_id, defaults={"text": text, "changed_at": now}
        )
    else:
        rows.delete()
    fact = SignatureChanged(by.pk, brand_id, sha256(text.encode()).digest())
    record(fact, customer=COMPANY, by=by.actor, now=now)


def _may_edit(agent: Agent) -> None:
    if not agent.leads or not agent.is_active:
        raise NotAllowed("Only a lead may change canned answers.", remedy="Ask your lead.")


def _row(answer_id: int) -> CannedAnswer:
    row = CannedAnswer.objects.select_for_update().filter(pk=answer_id).first()
    if row is None:
        raise NotFound("There is no such canned answer.")
    return row
