"""Tags of the desk's frame: links to views, buttons that open a verb's form."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kept.faces.components.symbols import symbol

register = template.Library()


@register.simple_tag(takes_context=True)
def view_link(
    context: template.Context, where: str, title: str, count: int | None = None, go: str = ""
) -> SafeString:
    """A link to a view, with how much waits in it; the page one stands on is marked."""
    url = reverse(where)
    match = getattr(context["request"], "resolver_match", None)
    here = mark_safe(' aria-current="page"') if match and match.view_name == where else ""
    number: SafeString | str = ""
    if count is not None:
        number = format_html(' <span class="n">{}</span>', count)
    return format_html(
        '<li><a href="{}"{} data-go="{}"><span>{}</span>{}</a></li>', url, here, go, title, number
    )


@register.simple_tag
def opens(where: str, *args: object, words: str, icon: str = "", key: str = "", css: str = "b") -> SafeString:
    """A link to a verb's form; the page's script opens it in the dialog."""
    url = reverse(where, args=args)
    drawn = mark_safe(symbol(icon)) if icon else ""
    hint = format_html(" <kbd>{}</kbd>", key.upper()) if key else ""
    mark = format_html(' data-key="{}"', key) if key else ""
    return format_html(
        '<a class="{}" href="{}" hx-get="{}" hx-target="#ask" hx-swap="innerHTML"{}>{}{}{}</a>',
        css, url, url, mark, drawn, words, hint,
    )  # fmt: skip
