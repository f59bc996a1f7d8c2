"""Icons as SVG: our own where the product has a sign of its own, else from the Lucide package."""

from functools import cache

from lucide.templatetags.lucide import lucide

#: Ours, drawn on a grid of 16 with a line of 1.5.
OWN = {
    "away": '<path d="M2.25 13.5h11.5M3.5 11l1-4.5h7l1 4.5M8 6.5V2.25l3 2.25H8"/>',
    "bill": '<path d="M3.25 1.75h9.5v12.5l-2-1.25-1.6 1.25L8 13l-1.15 1.25L5.25 13l-2 1.25z"/>'
    '<path d="M5.75 5.25h4.5M5.75 8h4.5"/>',
    "box": '<path d="M2.25 5 8 2l5.75 3v6L8 14l-5.75-3z"/><path d="M2.25 5 8 8l5.75-3M8 8v6"/>',
    "chat": '<path d="M2 3.75c0-.8.7-1.5 1.5-1.5h9c.8 0 1.5.7 1.5 1.5v5.5c0 .8-.7 1.5-1.5 1.5H7l-3.25 3v-3'
    'H3.5c-.8 0-1.5-.7-1.5-1.5z"/>',
    "check": '<path d="m3 8.5 3.25 3.25L13 4.75"/>',
    "cut": '<path d="M1.5 10.6c0-1 .3-1.6 1-2.1 3-2.3 8-2.3 11 0 .7.5 1 1.1 1 2.1v.7h-3.8V9.4'
    'c-1.7-.5-3.7-.5-5.4 0v1.9H1.5z"/><path d="m6 2 2 2 2-2"/>',
    "down": '<path d="M8 2.5v7.75M4.5 7 8 10.5 11.5 7M2.5 13.5h11"/>',
    "eye": '<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="1.9"/>',
    "hand": '<path d="M2 8h10M8.5 4.25 12.25 8 8.5 11.75"/>',
    "lock": '<rect x="3.25" y="7" width="9.5" height="6.75" rx="1.25"/><path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2"/>',
    "mail": '<rect x="1.75" y="3.25" width="12.5" height="9.5" rx="1.5"/><path d="m2.25 4.5 5.75 4.25 5.75-4.25"/>',
    "note": '<path d="M3 2.25h10v7.5l-4 4H3z"/><path d="M9 13.5V9.75h4M5.5 5.5h5"/>',
    "person": '<circle cx="8" cy="5.25" r="2.75"/><path d="M2.75 14c.4-3 2.5-4.5 5.25-4.5s4.85 1.5 5.25 4.5"/>',
    "phone": '<path d="M5.4 2.2 3.3 2.5c-.7.1-1.2.8-1.1 1.5.6 5.1 4.7 9.2 9.8 9.8.7.1 1.4-.4 1.5-1.1l.3-2.1'
    '-3-1.3-1.3 1.5C7.6 9.9 6.1 8.4 5.2 6.5l1.5-1.3z"/>',
    "post": '<path d="M2.25 6.25v3.5h2.25l6.25 3.25V3L4.5 6.25z"/><path d="M13 6.25c.7 1 .7 2.5 0 3.5"/>',
    "promise": '<path d="M2.5 2.5v11"/><path d="M2.5 8h9" stroke-width="3" stroke-linecap="butt"/>'
    '<path d="M13 5v6" stroke-width="2"/>',
    "seek": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
    "stop": '<circle cx="8" cy="8" r="6"/><path d="m3.9 3.9 8.2 8.2"/>',
    "visit": '<path d="M8 14.25S3.25 10 3.25 6.5a4.75 4.75 0 0 1 9.5 0C12.75 10 8 14.25 8 14.25z"/>'
    '<circle cx="8" cy="6.5" r="1.75"/>',
    "voicemail": '<circle cx="4.25" cy="8" r="2.5"/><circle cx="11.75" cy="8" r="2.5"/><path d="M4.25 10.5h7.5"/>',
    "world": '<circle cx="8" cy="8" r="6"/><path d="M2 8h12M8 2c2 1.8 2.5 4 2.5 6S10 12.2 8 14'
    'c-2-1.8-2.5-4-2.5-6S6 3.8 8 2z"/>',
    "x": '<path d="m4 4 8 8M12 4l-8 8"/>',
}

#: The product's word for a thing, and Lucide's name of its sign.
LUCIDE = {
    "alarm": "triangle-alert",
    "bell": "bell",
    "bold": "bold",
    "bounce": "mail-x",
    "dark": "moon",
    "file": "paperclip",
    "help": "keyboard",
    "history": "history",
    "italic": "italic",
    "key": "key-round",
    "later": "alarm-clock",
    "leave": "log-out",
    "light": "sun",
    "link": "link",
    "list": "list",
    "machine": "bot",
    "merge": "merge",
    "more": "ellipsis",
    "back": "arrow-left",
    "pen": "pencil",
    "plug": "plug",
    "quote": "quote",
    "reopen": "rotate-ccw",
    "reply": "reply",
    "settle": "archive",
    "spam": "shield-alert",
    "source": "code-xml",
    "system": "monitor",
    "text": "file-text",
    "undo": "undo-2",
    "waiting": "hourglass",
}


@cache
def symbol(name: str, css: str = "") -> str:
    """The icon as an inline SVG, hidden from screen readers. KeyError when there is none of that name."""
    more = f" {css}" if css else ""
    attributes = 'aria-hidden="true" focusable="false"'
    if name in OWN:
        return f'<svg class="i{more}" viewBox="0 0 16 16" {attributes}>{OWN[name]}</svg>'
    drawn = lucide(LUCIDE[name], size=None)
    inside = drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")]
    lines = "".join(line.strip() for line in inside.splitlines())
    return f'<svg class="i i-24{more}" viewBox="0 0 24 24" {attributes}>{lines}</svg>'
