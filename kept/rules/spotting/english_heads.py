"""English: the words at which somebody begins to commit himself."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.spotting.english_subjects import (
    WE,
    going_to,
    is_ours,
    is_thing,
    is_timed,
    leads_to,
    past_adverbs,
    speaker_of,
    subject_start,
    verb_form_at,
    words_at,
)
from kept.rules.spotting.english_words import ING, TRYING
from kept.rules.spotting.times import Said
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words

WILL = frozenset({"will", "'ll", "shall", "won"})  # won't


AM = frozenset({"am", "'m", "are", "'re", "is", "'s"})


_VOWS = frozenset({"promise", "guarantee", "undertake", "commit", "pledge", "vow"})


# Said in the present they are done by saying them, or soon after: "we waive the fee".
_WORD_GIVEN = words(
    "waive extend refund grant credit reimburse replace reduce hold guarantee reserve honour honor"
    " ship send call"
)


_PRESENT_NEEDS_NO_TIME = frozenset(
    {"waive", "extend", "grant", "refund", "reimburse", "credit", "replace", "reduce", "hold"}
)


_RELY = frozenset({"count", "rely", "depend", "bank"})


TRIGGERS = (
    WILL
    | AM
    | _VOWS
    | _RELY
    | {"stays", "remains"}
    | {"let", "expect", "going", "can", "may", "until", "goes", "leaves", "ships"}
    | _WORD_GIVEN
)


def head_at(
    tokens: Sequence[Token], n: int, said: Sequence[Said], floor: int
) -> tuple[int, int, str, bool] | None:
    """Subject, verb, who speaks (`us`, `you`, `thing`), and whether there is a doubt; None for no head here."""
    word = tokens[n].low
    before = tokens[n - 1].low if n else ""
    after = tokens[n + 1].low if n + 1 < len(tokens) else ""
    if word in WILL:
        return _with_subject(tokens, n, n + 1, floor)
    if (
        word in AM
        and (after == "going" or leads_to(tokens, n + 1, {"going"}))
        and (to := going_to(tokens, n))
    ):
        return _with_subject(tokens, n, to, floor)
    if word == "going" and n == 0 and after == "to" and verb_form_at(tokens, 2) is not None:
        return 0, 2, "us", True  # gonna send you the label
    if (
        word in AM
        and after in ("booked", "scheduled", "due", "arranged", "confirmed")
        and is_timed(said, n, n + 8)
    ):
        return (
            (subject_start(tokens, n, floor), n + 1, "booked", False) if is_ours(tokens, n, floor) else None
        )
    if word in AM and (before in WE or is_ours(tokens, n, floor)):
        return _progressive(tokens, n, said, floor)
    if word in _VOWS and before in WE | {"can", "hereby"} and after == "to":
        return n - 1, n + 2, "us", False
    if (
        word in _VOWS
        and before in WE | {"can"}
        and after == "you"
        and words_at(tokens, n + 2, ("a", "an", "the", "your"))
    ):
        return n - 1, n, "you", False
    if word in _RELY and after in ("on", "upon"):
        return _relied_on(tokens, n)
    if word in ("stays", "remains") and after in ("valid", "open") and is_timed(said, n, n + 8):
        return (subject_start(tokens, n, floor), n, "granted", False) if is_thing(tokens, n, floor) else None
    if (
        word == "let"
        and after in ("me", "us")
        and verb_form_at(tokens, n + 2) is not None
        and tokens[n + 2].low != "know"
    ):
        return n, n + 2, "let", True
    if word == "expect" and (n == 0 or before in ("can", "may", "please", "and")):
        return max(0, n - 2), n, "you", False
    promises_that = word in _VOWS and after in ("that", "you", "we", "i", "it", "the", "your")
    if word in _WORD_GIVEN and before in WE | {"hereby", "gladly", "happily"} and not promises_that:
        return _in_the_present(tokens, n, said, floor)
    if (
        word in AM
        and after == "going"
        and words_at(tokens, n + 2, ("out", "off", "in", "to"))
        and is_timed(said, n, n + 10)
    ):
        return (subject_start(tokens, n, floor), n + 1, "goes", False) if is_thing(tokens, n, floor) else None
    if word == "have" and before == "you" and after in ("until", "till") and is_timed(said, n, n + 8):
        return n - 1, n, "granted", False
    if word in ("happy", "glad", "pleased") and after == "to" and before in ("'m", "am", "'re", "are"):
        given = verb_form_at(tokens, n + 2) in _PRESENT_NEEDS_NO_TIME
        return (max(floor, n - 2), n + 2, "us", True) if given else None
    if word in ("goes", "leaves", "ships") and is_timed(said, n, n + 8) and is_thing(tokens, n, floor):
        return subject_start(tokens, n, floor), n, "goes", True
    if word in ("can", "may") and before == "you" and after not in _RELY:
        return n - 1, n + 1, "right", True
    return None


def _relied_on(tokens: Sequence[Token], n: int) -> tuple[int, int, str, bool] | None:
    """Count on me to call you; you can count on our reply by Friday."""
    low = [token.low for token in tokens[n + 2 : n + 5]]
    if len(low) > 1 and low[0] in ("me", "us") and low[1] == "to":
        return max(0, n - 2), n + 4, "us", False
    given = low[:1] != [] and low[0] in ("a", "an", "our", "my", "your", "the")
    return (
        (max(0, n - 2), n, "you", False)
        if given and "not" not in [t.low for t in tokens[max(0, n - 3) : n]]
        else None
    )


def _with_subject(
    tokens: Sequence[Token], aux: int, verb: int, floor: int
) -> tuple[int, int, str, bool] | None:
    at = past_adverbs(tokens, verb)
    if at is None:
        return None
    if aux == 0 or (aux == floor and tokens[aux].low in ("will", "going")):
        asks = at < len(tokens) and tokens[at].low in (
            "i",
            "we",
            "you",
            "it",
            "they",
            "he",
            "she",
            "this",
            "that",
            "there",
            "the",
            "your",
            "my",
            "our",
        )
        return None if asks else (aux, at, "us", True)
    who, doubt = speaker_of(tokens, aux, floor)
    if who is None or (at < len(tokens) and tokens[at].low in TRYING and tokens[at].low != "need"):
        return None
    return subject_start(tokens, aux, floor), at, who, doubt


def _progressive(
    tokens: Sequence[Token], n: int, said: Sequence[Said], floor: int
) -> tuple[int, int, str, bool] | None:
    """I am sending, we're refunding: things given away need no time, all else does."""
    at = past_adverbs(tokens, n + 1)
    if at is None or at >= len(tokens) or tokens[at].low not in ING:
        return None
    if words_at(tokens, at + 1, ("this",)) and words_at(
        tokens, at + 2, ("mail", "email", "message", "letter")
    ):
        return None
    base = ING[tokens[at].low]
    given = base in (
        "send",
        "refund",
        "replace",
        "waive",
        "extend",
        "issue",
        "ship",
        "credit",
        "reimburse",
        "arrange",
        "transfer",
        "post",
        "pass",
        "forward",
        "escalate",
        "refer",
        "swap",
    )
    if not given and not is_timed(said, n, n + 25):
        return None
    return subject_start(tokens, n, floor), at, "us", not is_timed(said, n, n + 25)


_BINDS = frozenset({"when", "if", "once", "after", "before", "until", "whenever", "whether"})
_PROPOSALS = frozenset({"suggest", "propose", "recommend", "prefer"})


def _in_the_present(
    tokens: Sequence[Token], n: int, said: Sequence[Said], floor: int
) -> tuple[int, int, str, bool] | None:
    words = {token.low for token in tokens[n : n + 12]}
    ahead = [token.low for token in tokens[max(0, n - 5) : n - 1]]
    if (ahead[-1:] and ahead[-1] in _BINDS) or _PROPOSALS & set(ahead):
        return None
    to_him = bool(words & {"you", "your", "the", "this"})
    if not to_him or words & {"all", "every", "orders", "only"}:
        return None
    if tokens[n].low not in _PRESENT_NEEDS_NO_TIME and not is_timed(said, n, n + 25):
        return None
    return max(floor, n - 1), n, "us", True
