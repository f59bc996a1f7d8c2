"""The line of every key is known, however the text is written."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kept.pledge.lines import Path, lines_of
from kept.pledge.schema import default_text

TEXT = '''\
# a comment with [brackets] and = signs
top = 1
"quoted.key".inner = """first
# no comment
\\""""  # a comment
[a.b]
list = [ 1, # one
  "]", { z = 1, y = [2] },
]
when = 2026-01-01 07:00:00
[[step]]
at = 'x'
[step.more]
q = 1
[[step]]
at = 'y\\'
long = \'\'\'m
'n\'\'\'
empty = ""
'''

EXPECTED: dict[Path, int] = {
    ("top",): 2,
    ("quoted.key", "inner"): 3,
    ("a", "b"): 6,
    ("a", "b", "list"): 7,
    ("a", "b", "list", 0): 7,
    ("a", "b", "list", 1): 8,
    ("a", "b", "list", 2, "z"): 8,
    ("a", "b", "list", 2, "y", 0): 8,
    ("a", "b", "when"): 10,
    ("step", 0): 11,
    ("step", 0, "at"): 12,
    ("step", 0, "more", "q"): 14,
    ("step", 1): 15,
    ("step", 1, "at"): 16,
    ("step", 1, "long"): 17,
    ("step", 1, "empty"): 19,
}


def paths(value: Any, at: Path = ()) -> set[Path]:
    if isinstance(value, dict):
        return {at} | {path for key, inner in value.items() for path in paths(inner, (*at, key))}
    if isinstance(value, list):
        return {at} | {path for n, inner in enumerate(value) for path in paths(inner, (*at, n))}
    return {at}


def test_keys_stand_on_the_lines_on_which_a_person_finds_them():
    lines = lines_of(TEXT)
    assert {path: lines[path] for path in EXPECTED} == EXPECTED


def test_line_ends_of_other_systems_change_nothing():
    assert lines_of(TEXT.replace("\n", "\r\n")) == lines_of(TEXT)


def test_every_key_of_the_default_pledge_has_a_line_that_shows_it():
    lines = lines_of(default_text())
    assert paths(tomllib.loads(default_text())) - {()} == set(lines)
    shown = default_text().splitlines()
    for path, line in lines.items():
        named = [part for part in path if isinstance(part, str)][-1]
        assert named in shown[line - 1]


KEYS = st.text(alphabet="abcde", min_size=1, max_size=3)
LEAVES = st.one_of(
    st.integers(-5, 5).map(str),
    st.sampled_from(
        ["true", '"x # ] }"', "'a\\'", '"\\"]"', "2026-01-01", '"""\nlong\n"""', "'''\n#[x]\n'''", '""']
    ),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[\n " + ",\n".join(items) + "]"),
        st.lists(inner, max_size=3).map(
            lambda items: "[" + ", ".join(items) + ",  # end\n]" if items else "[]"
        ),
        st.dictionaries(KEYS, inner.filter(lambda v: "\n" not in v), max_size=2).map(
            lambda pairs: "{ " + ", ".join(f"{k} = {v}" for k, v in pairs.items()) + " }"
        ),
    ),
    max_leaves=6,
)
TABLES = st.dictionaries(
    KEYS,
    st.tuples(st.booleans(), st.lists(st.dictionaries(KEYS, VALUES, max_size=3), min_size=1, max_size=2)),
    max_size=4,
)


@given(TABLES)
def test_any_text_has_a_line_for_every_key_that_is_in_it(
    tables: dict[str, tuple[bool, list[dict[str, str]]]],
):
    written: list[str] = []
    marks: dict[Path, int] = {}
    for name, (many, bodies) in tables.items():
        for n, body in enumerate(bodies if many else bodies[:1]):
            written.append(f"[[{name}]]" if many else f"[ {name} ]  # table")
            for key, value in body.items():
                marks[(name, n, key) if many else (name, key)] = "\n".join(written).count("\n") + 2
                written.append(f"{key} = {value} # and a comment\n")
    text = "\n".join(written)
    lines = lines_of(text)
    assert paths(tomllib.loads(text)) - {()} == set(lines)
    assert {path: lines[path] for path in marks} == marks
