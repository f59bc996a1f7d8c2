"""Which parts are what was written, and which are files (RFC 8621, section 4.1.4)."""

from kept.channels.mail.reading.parts import Part


class Bodies:
    """The choice over one tree: `text` to read as text, `html` to show as HTML, `files` all the rest."""

    def __init__(self, root: Part) -> None:
        self.text: list[Part] = []
        self.html: list[Part] = []
        self.files: list[Part] = []
        self.choose([root], "mixed", self.text, self.html)
        if not self.text and not self.html:
            self.take_any_text()
        shown = {id(part) for part in (*self.text, *self.html)}
        self.files = [part for part in self.files if id(part) not in shown]

    def choose(
        self, parts: list[Part], within: str, text: list[Part] | None, html: list[Part] | None
    ) -> None:
        """Walk the children of a multipart of subtype `within`; a list that is None is not wanted here."""
        texts, htmls = len(text or ()), len(html or ())
        for n, part in enumerate(parts):
            kind = part.content_type
            if part.children:
                subtype = kind.partition("/")[2]
                self.choose(part.children, subtype, text, html)
                continue
            if kind.startswith("multipart/"):
                kind = "text/plain"  # one that could not be opened
            inline = (
                kind in ("text/plain", "text/html")
                and part.disposition != "attachment"
                and (n == 0 or (within != "related" and not part.name))
            )
            if not inline:
                self.files.append(part)
            elif within == "alternative":
                chosen = html if kind == "text/html" else text
                if chosen is not None:
                    chosen.append(part)
            else:
                if text is not None:
                    text.append(part)
                if html is not None:
                    html.append(part)
        if within == "alternative" and text is not None and html is not None:
            # An alternative that offers only one of the two speaks for both.
            if len(text) == texts and len(html) > htmls:
                text.extend(html[htmls:])
            elif len(html) == htmls and len(text) > texts:
                html.extend(text[texts:])

    def take_any_text(self) -> None:
        """No plain text and no HTML: an unnamed part of another text type is what was written."""
        for part in self.files:
            if (
                part.is_text
                and not part.name
                and part.disposition != "attachment"
                and part.content_type not in FORMATS
            ):
                self.text.append(part)
                return


#: Text types that are files for a program, not words for a reader.
FORMATS = {"text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/csv", "text/rfc822-headers"}
