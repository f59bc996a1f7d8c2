"""What every desk has from its first start: a pledge, and a team that answers for everything."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from kept.pledge.accept import ensure_default
from kept.staff.actions import everyone


@transaction.atomic
def prepare(now: datetime) -> None:
    """Accept the first pledge and form the first team, if they are not there."""
    ensure_default(now, file=settings.KEPT.pledge_file())
    everyone()
