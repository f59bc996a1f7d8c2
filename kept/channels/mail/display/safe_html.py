"""A stranger's HTML made safe to show: nothing that acts, nothing that loads from elsewhere."""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Literal
from urllib.parse import unquote

import css_inline
import nh3

from kept.channels.mail.display.styles import safe_style

LONGEST = 2_000_000  # characters
#: Style sheets are written into the elements only as long as that is quick.
LONGEST_TO_INLINE = 300_000
LONGEST_SHEETS = 60_000
#: Beyond these the sanitiser's time grows by the square; no mail program writes such HTML.
DEEPEST = 2_000
MOST_ENTITIES = 50_000

TAGS = nh3.ALLOWED_TAGS - {"map", "area", "data"} | {"font", "big", "main", "section", "address"}
REMOVED_WITH_CONTENT = {
    "script", "style", "title", "template", "iframe", "object", "embed", "applet", "noembed", "noframes", "xmp",
    "math", "svg", "canvas", "audio", "video", "select", "textarea", "head",
}  # fmt: skip
SIZES = {"width", "height", "align", "valign", "bgcolor", "border"}
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"style", "dir", "lang", "title", "align"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "border", "hspace", "vspace"},
    "table": SIZES | {"cellpadding", "cellspacing", "rules", "summary"},
    "thead": SIZES,
    "tbody": SIZES,
    "tfoot": SIZES,
    "tr": SIZES,
    "td": SIZES | {"colspan", "rowspan", "nowrap"},
    "th": SIZES | {"colspan", "rowspan", "nowrap", "scope"},
    "col": SIZES | {"span"},
    "colgroup": SIZES | {"span"},
    "font": {"color", "face", "size"},
    "hr": {"size", "width", "noshade", "color"},
    "ol": {"start", "type", "reversed"},
    "ul": {"type"},
    "li": {"value", "type"},
    "bdo": {"dir"},
    "time": {"datetime"},
}
LINKS = ("http://", "https://", "mailto:", "tel:")
#: Pictures that lie in the mail itself. SVG is a document that can act, and is none.
DATA_IMAGE = re.compile(r"^data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+$", re.I)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
ANY_TAG = re.compile(r"<[^<>]*>")
CLOSED_BY_THEMSELVES = frozenset(
    {
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
        "param", "source", "tbody", "td", "th", "thead", "tr", "track", "wbr",
    }
)  # fmt: skip
SHEET = re.compile(r"<style\b[^>]{0,500}>(.*?)</style", re.I | re.S)
SCHEME_NOISE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f]+")


def safe_html(html: str, *, cid_urls: Mapping[str, str], images: Literal["none", "own"]) -> str:
    """A fragment that may stand in a sandboxed frame. Never raises.

    `cid_urls` maps the Content-ID of an inline picture to our URL for it; with `images="own"` these and
    small pictures within the HTML are shown, with "none" no picture at all. Remote ones never are. Links
    open in a new tab and tell nobody where they come from.
    """

    html = html[:LONGEST].replace("\x00", "")
    if is_unreasonable(html):
        return as_text(html)

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return safe_style(value) or None
        if name == "href":
            return link(value)
        if name == "src":
            return picture(value, cid_urls) if images == "own" else None
        return value if len(value) <= 500 else None

    return nh3.clean(
        with_styles_inlined(html),
        tags=set(TAGS),
        clean_content_tags=REMOVED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        url_relative="pass_through",
    )


def is_unreasonable(html: str) -> bool:
    """Nested or escaped beyond anything that a mail program writes."""
    if html.count("&") > MOST_ENTITIES:
        return True
    if html.count("<") <= DEEPEST:
        return False
    depth = 0
    for tag in TAG.finditer(html):
        if tag[2].lower() in CLOSED_BY_THEMSELVES:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > DEEPEST:
            return True
    return False


def as_text(html: str) -> str:
    """The words alone."""
    return f'<pre style="white-space:pre-wrap">{escape(unescape(ANY_TAG.sub(" ", html)))}</pre>'


def link(value: str) -> str | None:
    """An address that a browser opens or that starts a mail or a call; nothing else."""
    plain = SCHEME_NOISE.sub("", value)
    return plain if plain.lower().startswith(LINKS) and len(plain) <= 8_000 else None


def picture(value: str, cid_urls: Mapping[str, str]) -> str | None:
    """Our URL for a picture of this mail, or one that is written out in the HTML."""
    plain = value.strip()
    if plain[:4].lower() == "cid:":
        return cid_urls.get(unquote(plain[4:]).strip("<> "))
    return plain if DATA_IMAGE.match(plain) else None


def with_styles_inlined(html: str) -> str:
    """Style sheets written into their elements, so that the mail keeps its looks when the sheets go."""
    if len(html) > LONGEST_TO_INLINE or "<style" not in html.lower():
        return html
    if sum(len(sheet) for sheet in SHEET.findall(html)) > LONGEST_SHEETS:
        return html
    try:
        # Without `load_remote_stylesheets=False` a mail could make us fetch addresses and read files.
        return css_inline.inline(html, load_remote_stylesheets=False)
    except (css_inline.InlineError, ValueError):
        return html
