"""Where a message of ours is, in the order in which it gets there."""

from django.db import models


class Delivery(models.TextChoices):
    """States of an outgoing message, with the words that agents read."""

    QUEUED = "queued", "waiting to be sent"
    HELD = "held", "held: no way to send is set up"
    SENDING = "sending", "being sent"
    UNSURE = "unsure", "perhaps sent; tried once more with the same identity"
    DELAYED = "delayed", "delayed; tried again"
    HANDED_OVER = "handed_over", "handed over to our relay"
    ACCEPTED = "accepted", "accepted by the recipient's server"
    PRESUMED = "presumed", "presumed delivered: no bounce came back"
    DELIVERED = "delivered", "delivered"
    CONFIRMED = "confirmed", "confirmed by the customer"
    BOUNCED = "bounced", "came back"
    STOPPED = "stopped", "stopped by the guard"
    CANCELLED = "cancelled", "taken back before it left"


#: Waiting in the outbox: a worker has something to do with these, now or later.
WAITING = (Delivery.QUEUED, Delivery.DELAYED, Delivery.SENDING, Delivery.UNSURE)
#: It left the house.
GONE = (Delivery.HANDED_OVER, Delivery.ACCEPTED, Delivery.PRESUMED, Delivery.DELIVERED, Delivery.CONFIRMED)
