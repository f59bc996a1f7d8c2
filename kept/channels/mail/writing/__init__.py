"""Writing a mail: a Letter in, bytes out, always the same for the same letter. Pure."""

from kept.channels.mail.writing.build import build_mail
from kept.channels.mail.writing.letter import BrokenLetter, File, Letter
from kept.channels.mail.writing.markdown import markdown_html, page_html
from kept.channels.mail.writing.quoting import quote_history

__all__ = ["BrokenLetter", "File", "Letter", "build_mail", "markdown_html", "page_html", "quote_history"]
