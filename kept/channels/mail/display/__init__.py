"""Mail made fit to be shown: HTML without anything that acts, text folded into said, quoted and signature."""

from kept.channels.mail.display.blocks import Block, text_blocks, visible_text
from kept.channels.mail.display.safe_html import safe_html

__all__ = ["Block", "safe_html", "text_blocks", "visible_text"]
