"""Mail that was set apart: for which brands it is, and whether the same bytes were set apart before."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from kept.contacts.models import Quarantine, RawMessage
from kept.pledge.queries import CurrentPledge, current
from kept.storage.rows import execute


def brands_named(addresses: Iterable[str], pledge: CurrentPledge) -> frozenset[int]:
    """Ids of the brands that these recipients name; empty when none of them is ours."""
    named = (pledge.pledge.brand_for_address(address) for address in addresses)
    return frozenset(pledge.brand_id(brand.slug) for brand in named if brand is not None)


def known_bytes(raw: bytes, envelope_to: Sequence[str]) -> Quarantine | RawMessage | None:
    """What became of the same bytes for the same brands by whatever door; None when they are new.

    Looks at open ones, at those that were dismissed or taken in since, and at what became a contact at once. Others
    who bring the same bytes wait until the transaction ends, so that of two doors one finds the other's.
    """
    digest = sha256(raw).digest()
    execute("SELECT pg_advisory_xact_lock(%b)", [int.from_bytes(digest[:8], "big", signed=True)])
    rows = list(
        RawMessage.objects.filter(sha256=digest, size=len(raw))
        .defer("body")
        .select_related("quarantine")
        .order_by("pk")
    )
    if not rows:
        return None
    pledge = current()
    wanted = brands_named(envelope_to, pledge)
    known = (row for row in rows if wanted <= brands_named(row.envelope_to, pledge))
    for row in known:
        apart = getattr(row, "quarantine", None)
        if apart is not None or row.result_contact is not None:
            return apart or row
    return None


def machines_apart(digests: Sequence[bytes]) -> frozenset[bytes]:
    """Of these digests of whole messages, those whose bytes lie in quarantine, or did."""
    if not digests:
        return frozenset()
    found = Quarantine.objects.filter(raw__sha256__in=digests).values_list("raw__sha256", flat=True)
    return frozenset(bytes(digest) for digest in found)
