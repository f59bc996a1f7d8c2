"""Where answers and bounces come back to: keyed addresses where plus-addresses reach us, else the brand's own."""

from dataclasses import dataclass

from django.conf import settings

from kept.channels.mail.models import PlusAddress
from kept.contacts.addresses import reply_address, return_path
from kept.pledge.shapes import Brand


@dataclass(frozen=True, slots=True)
class WaysBack:
    """`bounces` is the envelope's return path, `answers` the reply address ("" when From will do)."""

    bounces: str
    answers: str


def ways_back(outgoing_id: int, reference: str, brand: Brand) -> WaysBack:
    """The addresses for one message of a case.

    Bounces go to bounce+…@ at the brand's reply domain if that was seen to work, else to
    help+bounce+…@ at the brand's address; both name the message, whatever the bounce says.
    """
    bouncing = f"bounce@{brand.reply_domain}"
    local, _, domain = brand.address.rpartition("@")
    works = _working(bouncing, brand.address)
    if bouncing in works:
        bounces = return_path(outgoing_id, brand.reply_domain)
    elif brand.address in works:
        bounces = f"{local}+{return_path(outgoing_id, domain)}"
    else:
        bounces = brand.address
    return WaysBack(bounces, reply_address(brand.address, reference) if brand.address in works else "")


def _working(*addresses: str) -> set[str]:
    if settings.KEPT.demo:
        return set(addresses)  # the sandbox brings everything back by itself
    wanted = {address.lower(): address for address in addresses}
    found = PlusAddress.objects.filter(address__in=wanted, works=True).values_list("address", flat=True)
    return {wanted[address] for address in found}
