"""Browsers that agreed to be told: the desk's own key for them, and taking them in and out."""

import base64
import ipaddress
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction

from kept.refusal import Refusal
from kept.staff.models import Agent
from kept.staff.telling import PushSubscription
from kept.storage.secrets import key

#: Order of the group of P-256 (FIPS 186-5).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
#: Browsers of one agent; with one more, the oldest goes.
MOST = 10


class NoBrowser(Refusal):
    """What came is not a subscription that the desk can tell."""

    code = "no_browser"


def desk_key() -> ec.EllipticCurvePrivateKey:
    """The key by which push services know this desk (RFC 8292): drawn from its secret, always the same."""
    scalar = int.from_bytes(key("web push"), "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(scalar, ec.SECP256R1())


def public_key() -> str:
    """The desk's public key as browsers want it: the uncompressed point, base64url without padding."""
    point = desk_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return encode(point)


@transaction.atomic
def subscribe(
    agent: Agent, *, endpoint: str, browser_key: str, secret: str, called: str, now: datetime
) -> PushSubscription:
    """This browser agreed. An endpoint belongs to who signed in there last."""
    _check_endpoint(endpoint)
    try:
        point, auth = decode(browser_key), decode(secret)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise NoBrowser("The browser’s key cannot be read.", remedy="Switch it off and on again.") from None
    if len(auth) != 16 or len(point) != 65:
        raise NoBrowser("The browser’s key cannot be read.", remedy="Switch it off and on again.")
    PushSubscription.objects.filter(endpoint=endpoint).delete()
    row = PushSubscription.objects.create(
        agent=agent, endpoint=endpoint, browser_key=point, secret=auth, called=called[:100], made_at=now
    )
    newest = (
        PushSubscription.objects.filter(agent=agent).order_by("-made_at", "-pk").values_list("pk", flat=True)
    )
    PushSubscription.objects.filter(agent=agent).exclude(pk__in=list(newest[:MOST])).delete()
    return row


def unsubscribe(agent: Agent, *, endpoint: str = "", subscription_id: int | None = None) -> int:
    """This browser is not told any more; returns how many went (0 or 1)."""
    mine = PushSubscription.objects.filter(agent=agent)
    found = mine.filter(endpoint=endpoint) if subscription_id is None else mine.filter(pk=subscription_id)
    return found.delete()[1].get("staff.PushSubscription", 0)


def encode(data: bytes) -> str:
    """Base64url without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes again; ValueError when it is none."""
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def _check_endpoint(endpoint: str) -> None:
    """Only a named host by https. Whether its address is a public one is looked at each time when it is called."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NoBrowser("The browser’s address cannot be read.") from None
    named = "." in host and not _is_address(host)
    if (
        parts.scheme != "https"
        or not named
        or port not in (None, 443)
        or parts.username
        or len(endpoint) > 2000
    ):
        raise NoBrowser("Only a push service by https can be used.")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
