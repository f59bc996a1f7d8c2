"""Who speaks for a customer, and how they are reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.customers import points
from kept.customers.models import ContactPoint, Person, Speaks
from kept.faces.components import times

STATES = {
    points.WORKS: gettext_lazy("works"),
    points.FAILED: gettext_lazy("does not work"),
    points.UNKNOWN: gettext_lazy("never tried"),
    points.RETIRED: gettext_lazy("out of use"),
}
ICONS = {"mail": "mail", "phone": "phone", "post": "box"}


@dataclass(frozen=True, slots=True)
class PointSeen:
    """A way to reach a person."""

    id: int
    icon: str
    value: str
    words: str
    retired: bool


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks for the customer."""

    id: int
    name: str
    language: str
    points: tuple[PointSeen, ...]


def speakers(ids: Sequence[int], now: datetime, zone: ZoneInfo) -> list[Speaker]:
    """Everybody who speaks for these accounts, the longest first, with every way to reach them."""
    people = list(
        Speaks.objects.filter(customer_id__in=ids).order_by("since").values_list("person_id", flat=True)
    )
    persons = {row.pk: row for row in Person.objects.filter(pk__in=people)}
    ways: dict[int, list[PointSeen]] = {}
    for point in ContactPoint.objects.filter(person_id__in=people).order_by("channel", "value"):
        words = str(STATES.get(point.state, point.state))
        if point.state_words:
            words = f"{words}: {point.state_words}"
        if point.state_at:
            words = f"{words}, {times.moment(point.state_at, now, zone)}"
        icon, retired = ICONS.get(point.channel, "mail"), point.state == points.RETIRED
        seen = PointSeen(point.pk, icon, point.value, words, retired)
        ways.setdefault(point.person_id, []).append(seen)
    return [
        Speaker(
            key, persons[key].name or _("Without a name"), persons[key].language, tuple(ways.get(key, ()))
        )
        for key in dict.fromkeys(people)
        if key in persons
    ]
