"""Refusals: the one family of answers "no, because …" that every face renders alike."""

from collections.abc import Callable, Mapping
from typing import Self


class Refusal(Exception):
    """An act that the rules do not allow, as a sentence that a person can act on.

    `code` is stable for programs; `remedy` says what would work, when something would. `values` fill the places of
    both (`%(name)s`), so that a face can say them in another language: `setup/messages.py` collects the words.
    """

    code = "refused"
    status = 409  # of an HTTP answer

    def __init__(
        self,
        sentence: str,
        *,
        remedy: str = "",
        code: str | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        self.words = (sentence, remedy)
        self.values = values
        self.say(str)
        super().__init__(self.sentence)
        if code is not None:
            self.code = code

    def say(self, translate: Callable[[str], str]) -> Self:
        """Put it in words of the language that `translate` knows."""
        self.sentence, self.remedy = (self.filled(translate(words)) if words else "" for words in self.words)
        return self

    def filled(self, words: str) -> str:
        """These words with the values in their places."""
        return words % self.values if self.values else words

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".strip()


class NotFound(Refusal):
    """Nothing by that name, or nothing that this person may see: one answer for both."""

    code = "not_found"
    status = 404


class NotAllowed(Refusal):
    """The person is known, but this is not theirs to do."""

    code = "not_allowed"
    status = 403
