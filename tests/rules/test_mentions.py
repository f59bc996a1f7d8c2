"""Who is meant by an @ in a note."""

import pytest

from kept.rules.mentions import mentions

COLLEAGUES = {1: "Ines Valadão", 2: "Jonas Weil", 3: "Ruth Calloway", 4: "Ruth Marlowe"}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@Ines Valadão, please look", [1]),
        ("please look, @ines", [1]),
        ("@Weil knows the firm", [2]),
        ("@Jonas and @Ines: agreed", [2, 1]),
        ("(@jonas weil)", [2]),
        ("@Ruth Calloway", [3]),
    ],
)
def test_a_colleague_is_named_by_the_whole_name_or_a_part_that_is_only_his(text: str, who: list[int]) -> None:
    assert [each.who for each in mentions(text, COLLEAGUES)] == who


@pytest.mark.parametrize(
    "text", ["@Ruth", "write to bea@ines.example", "@Inessa", "ines", "@", "@@", "", "@Nobody at all"]
)
def test_a_shared_name_a_mail_address_and_a_longer_word_name_nobody(text: str) -> None:
    assert mentions(text, COLLEAGUES) == []


def test_the_place_of_a_mention_covers_the_sign_and_the_longest_name() -> None:
    (named,) = mentions("Ask @Ines Valadão.", COLLEAGUES)
    assert "Ask @Ines Valadão."[named.start : named.end] == "@Ines Valadão"
