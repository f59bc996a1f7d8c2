"""The HTML page of a letter, plain enough for every mail program, from what the agent wrote (Markdown)."""

from html import escape

import css_inline

from kept.wording.markdown import markdown_html

STYLE = """
body {
  font-family: -apple-system, "Segoe UI", Helvetica, Arial, sans-serif;
  font-size: 15px; line-height: 1.5; color: #1a1a1a
}
p, ul, ol, table, pre { margin: 0 0 1em 0 }
h1, h2, h3, h4, h5, h6 { font-size: 17px; line-height: 1.3; margin: 1.2em 0 0.4em 0 }
td, th { padding: 4px 12px 4px 0; text-align: left; vertical-align: top }
img { max-width: 100%; height: auto }
pre, code { font-family: Menlo, Consolas, monospace; font-size: 13px }
blockquote { margin: 0 0 1em 0; padding: 0 0 0 12px; border-left: 2px solid #c8c8c8; color: #555555 }
"""
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)


def letter_html(text: str, quoted: str = "") -> str:
    """A whole HTML document for a text in Markdown, and below it the quoted history."""
    return page_html(markdown_html(text), quoted)


def page_html(body: str, quoted: str = "") -> str:
    """A whole HTML document around safe HTML, and below it the quoted history."""
    below = ""
    if quoted:
        first, _, rest = quoted.strip().partition("\n")
        plain = "\n".join(line.removeprefix(">").removeprefix(" ") for line in rest.split("\n"))
        below = f"<p>{escape(first)}</p><blockquote type='cite'>{lines_html(plain)}</blockquote>"
    page = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><style>{STYLE}</style></head>'
        f"<body>{body}{below}</body></html>"
    )
    return INLINER.inline(page)


def lines_html(text: str) -> str:
    """Plain text as HTML, its lines kept."""
    return "<br>\n".join(escape(line) for line in text.strip("\n").split("\n"))
