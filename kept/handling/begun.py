"""What was begun in a case that is merged goes along: nobody's words stay behind where no composer shows them."""

from datetime import datetime

from kept.cases.models import Case
from kept.contacts.models import Draft, Upload


def bring_drafts(case: Case, into: Case, *, now: datetime) -> None:
    """Drafts and files of `case` lie in `into`, both locked; below what its agent has begun there."""
    drafts = Draft.objects.filter(customer_id=case.customer_id)
    for draft in drafts.filter(case_id=case.pk).order_by("pk"):
        there = drafts.filter(case_id=into.pk, agent_id=draft.agent_id, mode=draft.mode)
        known = there.select_for_update(of=("self",)).first()
        if known is None:
            drafts.filter(pk=draft.pk).update(case_id=into.pk)
            continue
        text = "\n\n".join(words for words in (known.text, draft.text) if words.strip())
        there.update(text=text, vows=known.vows + draft.vows, version=known.version + 1, saved_at=now)
        drafts.filter(pk=draft.pk).delete()
    Upload.objects.filter(customer_id=case.customer_id, case_id=case.pk).update(case_id=into.pk)
