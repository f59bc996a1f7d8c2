"""Inline styles of a stranger's HTML: looks pass; whatever loads, moves over other things or acts does not."""

import re

MOST_DECLARATIONS = 60
LONGEST_VALUE = 300

#: Properties that only change how text and tables look.
ALLOWED = frozenset(
    {
        "background", "background-color", "border", "border-bottom", "border-bottom-color",
        "border-bottom-left-radius", "border-bottom-right-radius", "border-bottom-style",
        "border-bottom-width", "border-collapse", "border-color", "border-left", "border-left-color",
        "border-left-style", "border-left-width", "border-radius", "border-right", "border-right-color",
        "border-right-style", "border-right-width", "border-spacing", "border-style", "border-top",
        "border-top-color", "border-top-left-radius", "border-top-right-radius", "border-top-style",
        "border-top-width", "border-width", "box-sizing", "caption-side", "clear", "color", "direction",
        "display", "empty-cells", "float", "font", "font-family", "font-size", "font-style", "font-variant",
        "font-weight", "height", "letter-spacing", "line-height", "list-style-position", "list-style-type",
        "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-height", "max-width",
        "min-height", "min-width", "opacity", "outline", "overflow", "overflow-wrap", "padding",
        "padding-bottom", "padding-left", "padding-right", "padding-top", "table-layout", "text-align",
        "text-decoration", "text-decoration-color", "text-decoration-line", "text-indent", "text-transform",
        "unicode-bidi", "vertical-align", "white-space", "width", "word-break", "word-spacing", "word-wrap",
    }
)  # fmt: skip
#: A value may call colours and sums, nothing that fetches or that hides what it is.
CALL = re.compile(r"([a-z-]+)\s*\(", re.I)
CALLS = frozenset({"rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "clamp"})
HIDING = ("\\", "/*", "<", ">", "{", "}", "@", "&", "javascript", "expression", "://")


def safe_style(style: str) -> str:
    """The declarations that may stay, in order; "" when none may."""
    kept: list[str] = []
    for declaration in style.split(";")[:MOST_DECLARATIONS]:
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), " ".join(value.split())
        if colon and name in ALLOWED and is_safe_value(value):
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def is_safe_value(value: str) -> bool:
    lower = value.lower()
    if not value or len(value) > LONGEST_VALUE or any(sign in lower for sign in HIDING):
        return False
    return all(call in CALLS for call in CALL.findall(lower))
