"""Refusals: the one family of answers "no, because …" that every face renders alike."""


class Refusal(Exception):
    """An act that the rules do not allow, as a sentence that a person can act on.

    `code` is stable for programs; `remedy` says what would work, when something would.
    """

    code = "refused"
    status = 409  # of an HTTP answer

    def __init__(self, sentence: str, *, remedy: str = "", code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy
        if code is not None:
            self.code = code

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
