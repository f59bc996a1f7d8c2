"""The file store: something is written, read and taken away again."""

import os
import secrets
from collections.abc import Iterator

from django.core.files.base import ContentFile

from kept.contacts.files import store
from kept.operations.doctor.finding import Finding, bad, good
from kept.refusal import Refusal


def look() -> Iterator[Finding]:
    """Whether attachments can be kept."""
    remedy = "Look at KEPT_FILES. Until then attachments are read out of the stored mails."
    try:
        name = store().save(f"doctor/{os.getpid()}-{secrets.token_hex(4)}", ContentFile(b"kept"))
        with store().open(name) as file:
            whole = file.read() == b"kept"
        store().delete(name)
    except Refusal as refusal:
        yield bad("files", refusal.sentence, refusal.remedy)
        return
    except (
        Exception
    ) as problem:  # each kind of store has errors of its own, and every one means the same here
        yield bad("files", f"The file store cannot be used: {problem}.", remedy)
        return
    if whole:
        yield good("files", "Attachments can be stored.")
    else:
        yield bad("files", "The file store gives back something else than was put into it.", remedy)
