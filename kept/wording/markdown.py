"""Markdown that an agent writes, as safe HTML: no HTML of the writer's passes, nothing is fetched from anywhere."""

import re
from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img",
    "li", "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "blockquote": {"type"},
    "img": {"src", "alt"},
}

#: An address written out; what ends the sentence does not belong to it.
BARE_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
#: A picture that lies beside the letter; no other is ever shown.
BESIDE = "cid:"


def markdown_html(text: str) -> str:
    """Markdown as safe HTML: a single line break stays one, addresses are links, pictures lie beside the letter."""
    return nh3.clean(
        MARKDOWN.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("src", "href") and value.startswith(BESIDE) != (tag == "img"):
        return None
    return value


def pictures_in(text: str) -> frozenset[str]:
    """Content ids of the pictures that stand in the text."""
    found = set()
    for block in MARKDOWN.parse(text):
        for token in block.children or ():
            source = str(token.attrs.get("src", "")) if token.type == "image" else ""
            if source.startswith(BESIDE):
                found.add(source.removeprefix(BESIDE))
    return frozenset(found)


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
    """A run of text, its bare addresses as links."""
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


def _image(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """A picture beside the letter; one from elsewhere is a link, so that reading tells nobody anything."""
    token = tokens[at]
    if str(token.attrs.get("src", "")).startswith(BESIDE):
        return str(self.image(tokens, at, options, env))
    words = token.content or str(token.attrs.get("src", ""))
    link = Token("link_open", "a", 1, attrs={"href": token.attrs.get("src", "")})
    text = Token("text", "", 0, content=words)
    return str(self.renderInline([link, text, Token("link_close", "a", -1)], options, env))


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    markdown.core.ruler.push("bare_links", link_bare_addresses)
    markdown.add_render_rule("image", _image)
    return markdown


MARKDOWN = _parser()
