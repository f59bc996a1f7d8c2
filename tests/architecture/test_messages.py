"""The words of the pages: every one has its words in every language, with the same figures and names in them."""

import ast
import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _messages():
    spec = importlib.util.spec_from_file_location("messages", ROOT / "setup" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages = _messages()
CATALOGUES = messages.catalogues()
#: What stands for a figure or a name: %(count)s, %s, %%, {name}.
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


@pytest.fixture(scope="module")
def collected():
    return messages.collected()


def _forms(words: object) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, tuple | list) else (str(words),)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_every_string_has_its_words(path, collected):
    known = {
        (message.context, message.id): message
        for message in messages.read(path)
        if message.id and not message.fuzzy
    }
    missing = [
        message.id
        for message in collected
        if message.id
        and not ((found := known.get((message.context, message.id))) and all(_forms(found.string)))
    ]
    assert not missing, (
        f"{len(missing)} without words; `python setup/messages.py update` lists them in {path}"
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_no_words_are_left_for_strings_that_are_gone(path, collected):
    wanted = {(message.context, message.id) for message in collected}
    assert not [m.id for m in messages.read(path) if (m.context, m.id) not in wanted]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_figures_and_names_stand_in_every_language(path):
    wrong = []
    for message in messages.read(path):
        source = {place for form in _forms(message.id) for place in PLACE.findall(form)}
        last = set(PLACE.findall(_forms(message.id)[-1]))
        for form in _forms(message.string):
            given = set(PLACE.findall(form))
            if form and not (given <= source and (given == last or len(_forms(message.string)) > 1)):
                wrong.append((message.id, form))
    assert not wrong


def test_refusals_of_verbs_keep_their_values_apart_from_their_words():
    """What is put together where it is raised can be said in one language alone: `values` fill its places."""
    verbs = {"handling", "promises", "staff", "wording", "customers", "contacts", "cases", "faces"}
    put_together = [
        ast.unparse(words)
        for layer, words in messages.refused()
        if layer in verbs and isinstance(words, ast.JoinedStr)
    ]
    assert not put_together
