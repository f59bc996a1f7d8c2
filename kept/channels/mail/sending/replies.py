"""What a relay answers: its codes read, its meaning in plain words."""

from dataclasses import dataclass

from kept.channels.mail.reading.status_words import status_of, words_of


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer: its three digits, its enhanced code ("" if none) and its text on one line."""

    number: int
    status: str
    text: str

    @property
    def permanent(self) -> bool:
        """Whether trying again is in vain."""
        return 500 <= self.number < 600

    @property
    def positive(self) -> bool:
        """Whether the server agreed."""
        return 200 <= self.number < 400

    @property
    def words(self) -> str:
        """The meaning for an agent, with the server's own words after it."""
        return f"{words_of(self.status, self.text)} The server said: {self.number} {self.text}".strip()


def reply(number: int, text: bytes | str) -> Reply:
    """Read an answer as smtplib gives it. A code whose class contradicts the digits is not believed."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    line = " ".join(words.split())[:500]
    status = status_of("", f"{number} {line}") if number >= 400 else ""
    return Reply(number, status if status[:1] == str(number)[:1] else "", line)
