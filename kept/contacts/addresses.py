"""Message ids, reply addresses and return paths of ours, each with a keyed code that only this desk can make."""

import re

from kept.rules.codes import check_keyed, compact, keyed_code
from kept.storage.secrets import key

_MESSAGE = re.compile(r"<?kept\.(\d{1,19})\.([0-9a-z]+)@[^>\s]+>?", re.IGNORECASE)
_BOUNCE = re.compile(r"bounce\+(\d{1,19})[.=-]([0-9a-z]+)@", re.IGNORECASE)
_REPLY = re.compile(r"\+([0-9a-z]{4,12})\.([0-9a-z]+)@", re.IGNORECASE)
_KEYED = re.compile(r"(\d{1,19})\.([0-9a-z]+)", re.IGNORECASE)


def message_id(outgoing_id: int, domain: str) -> str:
    """The Message-ID of an outgoing message, without its angle brackets, as ids are kept everywhere."""
    return f"kept.{outgoing_id}.{_code('message', str(outgoing_id))}@{domain}"


def return_path(outgoing_id: int, domain: str) -> str:
    """Where a bounce of this message comes back to."""
    return f"bounce+{outgoing_id}.{_code('message', str(outgoing_id))}@{domain}"


def reply_address(address: str, reference: str) -> str:
    """The brand's address with the case's keyed code: support+K7Q3M9E.0ab1…@example.com."""
    local, _, domain = address.rpartition("@")
    plain = compact(reference)
    return f"{local}+{plain}.{_code('reply', plain)}@{domain}".lower()


def outgoing_named(text: str) -> int | None:
    """The outgoing message that a Message-ID, a return path or a bare keyed code of ours names; None if forged."""
    found = _MESSAGE.search(text) or _BOUNCE.search(text) or _KEYED.fullmatch(text.strip())
    if found is None:
        return None
    number, code = found[1], found[2].lower()
    return int(number) if check_keyed(code, key("message"), "message", number) else None


def case_named(address: str) -> str | None:
    """The compact reference in a keyed reply address of ours; None when there is none or it is forged."""
    found = _REPLY.search(address)
    if found is None:
        return None
    plain, code = found[1].lower(), found[2].lower()
    return plain if check_keyed(code, key("reply"), "reply", plain) else None


def _code(purpose: str, value: str) -> str:
    return keyed_code(key(purpose), purpose, value)
