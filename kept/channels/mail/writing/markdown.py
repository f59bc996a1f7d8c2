"""The HTML of a letter, made from what the agent typed (Markdown), plain enough for every mail program."""

import re
from html import escape

import css_inline
import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "blockquote": {"type"},
}

STYLE = """
body {
  font-family: -apple-system, "Segoe UI", Helvetica, Arial, sans-serif;
  font-size: 15px; line-height: 1.5; color: #1a1a1a
}
p, ul, ol, table, pre { margin: 0 0 1em 0 }
h1, h2, h3, h4, h5, h6 { font-size: 17px; line-height: 1.3; margin: 1.2em 0 0.4em 0 }
td, th { padding: 4px 12px 4px 0; text-align: left; vertical-align: top }
pre, code { font-family: Menlo, Consolas, monospace; font-size: 13px }
blockquote { margin: 0 0 1em 0; padding: 0 0 0 12px; border-left: 2px solid #c8c8c8; color: #555555 }
"""
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)

#: An address written out; what ends the sentence does not belong to it.
BARE_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")


def letter_html(text: str, quoted: str = "") -> str:
    """A whole HTML document for the text, and below it the quoted history."""
    below = ""
    if quoted:
        first, _, rest = quoted.strip().partition("\n")
        plain = "\n".join(line.removeprefix(">").removeprefix(" ") for line in rest.split("\n"))
        below = f"<p>{escape(first)}</p><blockquote type='cite'>{lines_html(plain)}</blockquote>"
    page = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><style>{STYLE}</style></head>'
        f"<body>{markdown_html(text)}{below}</body></html>"
    )
    return INLINER.inline(page)


def markdown_html(text: str) -> str:
    """Markdown as safe HTML: no HTML of the writer's passes, a single line break stays one, addresses are links."""
    return nh3.clean(
        MARKDOWN.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def lines_html(text: str) -> str:
    return "<br>\n".join(escape(line) for line in text.strip("\n").split("\n"))


def link_bare_addresses(state: StateCore) -> None:
    """Turn addresses in running text into links, except within links."""
    for block in state.tokens:
        if block.type != "inline" or not block.children or "http" not in block.content:
            continue
        children: list[Token] = []
        depth = 0
        for token in block.children:
            depth += (token.type == "link_open") - (token.type == "link_close")
            children += linked(token) if token.type == "text" and not depth else [token]
        block.children = children


def linked(token: Token) -> list[Token]:
    pieces: list[Token] = []
    at = 0
    for found in BARE_LINK.finditer(token.content):
        pieces.append(Token("text", "", 0, content=token.content[at : found.start()]))
        pieces.append(Token("link_open", "a", 1, attrs={"href": found[0]}))
        pieces.append(Token("text", "", 0, content=found[0]))
        pieces.append(Token("link_close", "a", -1))
        at = found.end()
    if not pieces:
        return [token]
    return [*pieces, Token("text", "", 0, content=token.content[at:])]


def parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    markdown.core.ruler.push("bare_links", link_bare_addresses)
    return markdown


MARKDOWN = parser()
