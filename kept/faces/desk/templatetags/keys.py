"""{% keys_of_the_desk %}: the one table of keys, for the list that names them."""

from django import template

from kept.faces.desk.keys import PARTS, Key

register = template.Library()


@register.simple_tag
def keys_of_the_desk() -> tuple[tuple[object, tuple[Key, ...]], ...]:
    """The parts of the list of keys, each with its heading."""
    return PARTS
