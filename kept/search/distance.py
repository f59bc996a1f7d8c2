"""How far a mistyped word is from another: letters left out, added, changed, swapped. Pure."""

from collections.abc import Sequence


def likely(typed: str, words: Sequence[str]) -> list[str]:
    """Of these words, those that somebody may have meant, the closest first; the order given decides between equals.

    One slip in a short word, two in one of six letters or more.
    """
    most = 1 if len(typed) < 6 else 2
    slips = [(distance(typed, word), place, word) for place, word in enumerate(words)]
    return [word for count, _, word in sorted(slips) if count <= most]


def distance(one: str, other: str) -> int:
    """Slips between two words; swapped neighbours are one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i, *[0] * len(other)]
        for j, there in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
