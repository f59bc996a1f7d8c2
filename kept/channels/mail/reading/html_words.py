"""HTML to plain text, for mail that has no text part; quoted passages get the mark that text has (`> `)."""

import re

import lxml.etree
import lxml.html
from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

from kept.channels.mail.reading.charsets import storable

LONGEST = 500_000  # characters; tables of a megabyte take seconds
MOST_QUOTES = 200

RULE = "_" * 32
CITED = re.compile(r"quote|cite", re.I)
BORDERED = re.compile(r"border-left\s*:\s*(?!none|0)", re.I)
SIGNED = re.compile(
    r"gmail_signature|moz-signature|ms-outlook-mobile-signature|^x?_?Signature$|protonmail_signature", re.I
)
MANY_EMPTY = re.compile(r"\n(?:[ \t\u00a0]*\n){2,}")

CONFIG = ParserConfig(css=CSS_PROFILES["strict"], display_images=False, display_links=False)


def html_words(html: str) -> str:
    """The words of an HTML mail as text. Never raises; what no parser takes gives ""."""
    tree = parsed(html[:LONGEST])
    if tree is None:
        return ""
    mark_rules(tree)
    mark_signatures(tree)
    mark_quotes(tree)
    return MANY_EMPTY.sub("\n\n", rendered(tree)).strip("\n")


def parsed(html: str) -> lxml.html.HtmlElement | None:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, ValueError):
        return None  # nothing but white space or comments


def rendered(tree: lxml.html.HtmlElement) -> str:
    try:
        text: str = Inscriptis(tree, CONFIG).get_text()
    except RecursionError:
        text = " ".join(tree.itertext())  # nested beyond all reason
    return storable(text.replace("\u00a0", " "))


def mark_rules(tree: lxml.html.HtmlElement) -> None:
    """A rule across the page is a line of its own: below it history often begins."""
    for rule in list(tree.iter("hr"))[:MOST_QUOTES]:
        line = lxml.html.Element("pre")
        line.text, line.tail = RULE, rule.tail
        above = rule.getparent()
        if above is not None:
            above.replace(rule, line)


def mark_signatures(tree: lxml.html.HtmlElement) -> None:
    """Put the usual delimiter before what mail programs mark as a signature."""
    for element in tree.iter("div", "pre", "table", "span"):
        if SIGNED.search(element.get("class", "")) or SIGNED.search(element.get("id", "")):
            text = "".join(element.itertext()).strip()
            above = element.getparent()
            if text and above is not None and not text.startswith("--"):
                delimiter = lxml.html.Element("pre")
                delimiter.text = "-- "
                above.insert(above.index(element), delimiter)
            return


def mark_quotes(tree: lxml.html.HtmlElement) -> None:
    """Replace each cited block by its text with `> ` before every line, the innermost first.

    A block that is only indented is not cited: people indent what they say themselves.
    """
    quotes = [element for element in tree.iter("blockquote") if is_cited(element)][:MOST_QUOTES]
    for quote in reversed(quotes):
        above = quote.getparent()
        if above is None:
            continue
        tail, quote.tail = quote.tail, None
        lines = MANY_EMPTY.sub("\n\n", rendered(quote)).strip("\n").split("\n")
        marked = lxml.html.Element("pre")
        marked.text = "\n".join(
            ("> " + line).rstrip() if not line.startswith(">") else ">" + line for line in lines
        )
        marked.tail = tail
        above.replace(quote, marked)


def is_cited(element: lxml.html.HtmlElement) -> bool:
    return bool(
        element.get("type", "").lower() == "cite"
        or element.get("cite")
        or CITED.search(element.get("class", ""))
        or BORDERED.search(element.get("style", ""))
    )
