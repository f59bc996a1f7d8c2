"""Files put beside an answer that is being written; the same bytes of one customer are stored once."""

import re
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.contacts.files import put
from kept.contacts.models import Upload
from kept.handling.gates import may_write
from kept.handling.letters import fits, uploads_of
from kept.pledge.queries import current
from kept.refusal import NotFound, Refusal
from kept.staff.models import Agent
from kept.storage.rows import draw_id

#: Files beside one answer.
MOST = 40
#: Pictures that every mail program shows in a text.
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}")


@transaction.atomic
def put_beside(
    case: Case, *, name: str, content_type: str, content: bytes, inline: bool, by: Agent, now: datetime
) -> Upload:
    """Put a file beside this agent's answer. `inline`: a picture that is to stand in the text, by its content id.

    Refused when it is empty or when all of them together are larger than a mail may be.
    """
    may_write(by)
    lock_case(case.customer_id, case.pk)
    there = uploads_of(case, by)
    if not content:
        raise Refusal(
            "%(name)s is empty." if name else "This file is empty.",
            remedy="Choose another one.",
            code="empty_file",
            values={"name": name},
        )
    if len(there) >= MOST:
        raise Refusal(
            "That is more files than one answer can hold.", remedy="Pack them into one.", code="too_many"
        )
    fits(sum(row.size for row in there) + len(content), current())
    kind = content_type.partition(";")[0].strip().lower()
    kind = kind if MEDIA_TYPE.fullmatch(kind) else "application/octet-stream"
    upload_id = draw_id(Upload)
    digest = sha256(content).digest()
    row = Upload(
        pk=upload_id,
        customer_id=case.customer_id,
        case_id=case.pk,
        agent=by,
        name=_name(name),
        content_type=kind,
        size=len(content),
        sha256=digest,
        content_id=f"{upload_id}.{digest.hex()[:12]}@kept" if inline and kind in PICTURES else "",
        uploaded_at=now,
    )
    put(row, content)
    row.save(force_insert=True)
    return row


def take_out(case: Case, upload_id: int, *, by: Agent, now: datetime) -> None:
    """The file does not go along. Its bytes stay: another contact of this customer may hold the same."""
    may_write(by)
    rows = Upload.objects.filter(customer_id=case.customer_id, case_id=case.pk, agent=by, pk=upload_id)
    if not rows.delete()[0]:
        raise NotFound("This file is not here any more.")


def _name(name: str) -> str:
    """A file's name without its folders and without what no system takes."""
    bare = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/").rpartition("/")[2]).strip()
    return bare[:200] or "file"
