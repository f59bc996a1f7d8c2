"""Where a message of ours is, in the order in which it gets there."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """States of an outgoing message, with the words that agents read."""

    QUEUED = "queued", _("waiting to be sent")
    HELD = "held", _("held: no way to send is set up")
    SENDING = "sending", _("being sent")
    UNSURE = "unsure", _("perhaps sent; tried once more with the same identity")
    DELAYED = "delayed", _("delayed; tried again")
    HANDED_OVER = "handed_over", _("handed over to our relay")
    ACCEPTED = "accepted", _("accepted by the recipient's server")
    PRESUMED = "presumed", _("presumed delivered: no bounce came back")
    DELIVERED = "delivered", _("delivered")
    CONFIRMED = "confirmed", _("confirmed by the customer")
    BOUNCED = "bounced", _("came back")
    STOPPED = "stopped", _("stopped by the guard")
    CANCELLED = "cancelled", _("taken back before it left")


#: Waiting in the outbox: a worker has something to do with these, now or later.
WAITING = (Delivery.QUEUED, Delivery.DELAYED, Delivery.SENDING, Delivery.UNSURE)
#: It left the house.
GONE = (Delivery.HANDED_OVER, Delivery.ACCEPTED, Delivery.PRESUMED, Delivery.DELIVERED, Delivery.CONFIRMED)
