"""Codes: what is drawn is read back, one slip of the tongue is found, and prose holds no reference."""

import random
import re

import pytest
from hypothesis import strategies as st

from kept.rules import codes
from tests.rules.properties import given

seeds = st.integers(0, 2**32)
references = seeds.map(lambda seed: codes.draw_reference(random.Random(seed)))
promise_codes = seeds.map(lambda seed: codes.draw_promise_code(random.Random(seed)))
any_code = st.one_of(references, promise_codes)


def test_a_reference_is_six_symbols_and_a_check_symbol_in_groups():
    assert re.fullmatch(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]", codes.draw_reference(random.Random(1)))


def test_a_promise_code_is_ten_symbols_and_a_check_symbol():
    drawn = codes.draw_promise_code(random.Random(1))
    assert re.fullmatch(r"KP-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]", drawn)


def test_the_codes_of_the_documentation_are_valid():
    assert codes.normalise("k7q 3m9 e") == "K7Q-3M9-E"
    assert codes.normalise("7q3m9 e5t2a c") == "KP-7Q3M9-E5T2A-C"


@given(any_code)
def test_what_is_drawn_is_read_back(code):
    assert codes.normalise(code) == code


@given(any_code)
def test_the_check_symbol_is_one_of_the_alphabet(code):
    assert code[-1] in codes.ALPHABET


@given(references)
def test_a_reference_is_neither_a_word_nor_a_number(code):
    assert any(each in "23456789" for each in code)
    assert any(each.isalpha() for each in code)


def test_the_check_symbol_is_crockfords():
    # 32 modulo 37 would be "*": such a code is never valid here; 16 + 1 is worked out by hand.
    assert codes.normalise("000001-0") is None
    assert codes.normalise("00000H-H") == "000-00H-H"
    assert codes.normalise("000010-0") is None


@given(any_code, st.data())
def test_any_single_wrong_symbol_is_found(code, data):
    at = data.draw(
        st.sampled_from([n for n, each in enumerate(code) if each != "-" and not code.startswith("KP", n)])
    )
    wrong = data.draw(st.sampled_from([each for each in codes.ALPHABET if each != code[at]]))
    assert codes.normalise(code[:at] + wrong + code[at + 1 :]) is None


@given(any_code)
def test_any_swap_of_neighbours_is_found(code):
    prefix = "KP" if code.startswith("KP-") else ""
    symbols = code.replace("-", "").removeprefix(prefix)
    for n in range(len(symbols) - 1):
        if symbols[n] != symbols[n + 1]:
            swapped = symbols[:n] + symbols[n + 1] + symbols[n] + symbols[n + 2 :]
            assert codes.normalise(prefix + swapped) is None


@given(any_code, st.randoms(use_true_random=False))
def test_case_spaces_hyphens_and_lookalikes_do_not_matter(code, chance):
    sloppy = "".join(
        chance.choice({"0": "0Oo", "1": "1IiLl"}.get(each, each + each.lower())) for each in code
    )
    sloppy = sloppy.replace("-", chance.choice(["", " ", "-", "–", "\u2011", " - "]))
    assert codes.normalise(f" {sloppy} ") == code


@given(promise_codes)
def test_a_promise_code_may_be_said_without_its_prefix(code):
    assert codes.normalise(code.removeprefix("KP-")) == code


@pytest.mark.parametrize(
    "text", ["", "-", "K7Q", "K7Q-3M9-U", "hello world", "ßßß-ßßß-ß", "١٢٣-٤٥٦-٧", "KP-", "7" * 400]
)
def test_what_is_no_code_is_none(text):
    assert codes.normalise(text) is None


@given(st.text())
def test_any_text_may_be_asked(text):
    found = codes.normalise(text)
    assert found is None or codes.normalise(found) == found


# References in subject lines


@given(references)
def test_a_reference_is_found_in_a_subject(code):
    assert codes.find_references(f"Re: [{code}] Laptop") == [code]
    assert codes.find_references(f"AW: WG: {code}: Laptop") == [code]
    assert codes.find_references(f"your case {code.lower()}, again") == [code]
    assert codes.find_references(code) == [code]


@given(references)
def test_a_reference_that_lost_its_hyphens_is_found_in_brackets(code):
    assert codes.find_references(f"Re: [{code.replace('-', '')}] Laptop") == [code]
    assert codes.find_references(f"Re: [ {code.replace('-', ' ')} ] Laptop") == [code]
    assert codes.find_references(f"Re: ({code.replace('-', '–')}) Laptop") == [code]


@given(references, references)
def test_references_come_in_their_order_and_once(first, second):
    expected = list(dict.fromkeys([first, second]))
    assert codes.find_references(f"{first} and {second}, and {first} once more") == expected


@given(references)
def test_a_reference_inside_a_longer_number_is_none(code):
    assert codes.find_references(f"order A{code}") == []
    assert codes.find_references(f"order {code}9") == []
    assert codes.find_references(f"order 12-{code}-7") == []


def test_a_mistyped_reference_is_not_found():
    code = codes.draw_reference(random.Random(7))
    wrong = next(each for each in codes.ALPHABET if each != code[0])
    assert codes.find_references(f"Re: [{wrong}{code[1:]}]") == []


ENGLISH = """the customer has asked for an answer by noon and we owe her one of the two laptops that were to
be sent out for a day or two so far off-the-w all-day one-off day-one all in all how are you can
you ask him and her for a new key for the old box its lid has not yet had any oil put on the top
two of six day old eggs is now one too few"""
GERMAN = """die Kundin hat uns vor drei Tagen um eine Antwort bis zum Mittag gebeten und wir sind ihr den
neuen Rechner noch immer schuldig der Tag war lang und das Amt hat bis elf Uhr auf mit der Hand
vor Ort aus Not ein Rad mit Oel von dem Rat und dem Hof fuer das Tor der Art die am Ende nur ein
Arm tun kann so dass er nie mehr tut was er soll"""
NUMBERS = """2026-03-29 14:00 030-123-4 0176 555 1234 INV-2026-0042 RMA 12-345-6 HP-4M7-plus ISO-8859-1 UTF-8
A4 B2B 3-in-1 24-7 K-9 MP3 H2O DIN-A4 10-fold SKU 4711-XL 123-456-7 100-200-3 B12-345 900-800-7
x64-bit M365 v1.2.3 1Z999AA1"""


@given(
    st.lists(st.sampled_from((ENGLISH + GERMAN + NUMBERS).split()), min_size=3, max_size=30),
    st.data(),
    examples=300,
)
def test_prose_in_english_and_german_holds_no_reference(words, data):
    joint = data.draw(st.sampled_from([" ", "  ", ", ", ": "]))
    assert codes.find_references(joint.join(words)) == []


def test_hyphenated_three_letter_words_and_numbers_hold_no_reference():
    chance = random.Random(11)
    words = [each for each in (ENGLISH + GERMAN).split() if len(each) == 3 and each.isascii()]
    for _ in range(20_000):
        assert (
            codes.find_references(f"{chance.choice(words)}-{chance.choice(words)}-{chance.choice('aio')}")
            == []
        )
        number = f"{chance.randrange(1000):03}-{chance.randrange(1000):03}-{chance.randrange(10)}"
        assert codes.find_references(f"Tel. {number}") == []


# Keyed codes

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


@given(st.lists(st.text(), max_size=4), st.integers(8, 51))
def test_a_keyed_code_is_recognised_in_any_case(parts, length):
    code = codes.keyed_code(KEY, *parts, length=length)
    assert len(code) == length
    assert re.fullmatch(r"[0-9a-z]+", code)
    assert codes.check_keyed(code.upper(), KEY, *parts, length=length)


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_other_parts_or_another_key_make_another_code(parts, others):
    code = codes.keyed_code(KEY, *parts)
    assert not codes.check_keyed(code, OTHER_KEY, *parts)
    assert codes.check_keyed(code, KEY, *others) == (parts == others)


def test_parts_do_not_run_into_each_other():
    assert codes.keyed_code(KEY, "ab", "c") != codes.keyed_code(KEY, "a", "bc")


def test_a_shortened_keyed_code_is_refused():
    code = codes.keyed_code(KEY, "outgoing", "7")
    assert not codes.check_keyed(code[:8], KEY, "outgoing", "7")
    assert not codes.check_keyed("", KEY, "outgoing", "7")


@given(st.text())
def test_any_text_may_be_checked_as_keyed_code(text):
    assert not codes.check_keyed(text, KEY, "outgoing", "7") or len(text) == codes.KEYED_LENGTH


def test_a_keyed_code_has_a_sensible_length():
    with pytest.raises(ValueError, match="8 to 51"):
        codes.keyed_code(KEY, length=4)
