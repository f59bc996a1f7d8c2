"""Tags for what was done: the way back that a message to the reader offers."""

from django import template
from django.contrib.messages.storage.base import Message

from kept.faces.desk.acting import Undo, undo_of

register = template.Library()


@register.filter
def way_back(message: Message) -> Undo | None:
    """The undo of a message, if it has one."""
    return undo_of(message.extra_tags or "")
