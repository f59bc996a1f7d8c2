"""The words of the pages in other languages: collected from the code, compared with the catalogues, compiled.

`python setup/messages.py update` brings kept/locale/*/LC_MESSAGES/django.po up to date; what is new there has no
words yet. `compile` writes the .mo files that Django reads; installing Kept does that (see `build_hook.py`).
"""

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).resolve().parent.parent
SOURCES = HOUSE / "kept"
LOCALES = SOURCES / "locale"

#: Functions whose first words are collected, and which of their arguments are words (1 is the first; c: context).
FUNCTIONS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
#: Layers that speak to who runs the machine, in English: their refusals are not collected.
IN_ENGLISH = {"operations", "project"}
#: Names under which layers keep sentences of refusals.
SENTENCES = {"rules": {"sentence", "_SENTENCES", "_CLOSED_BECAUSE"}, "handling": {"HITCHES"}}


def catalogues() -> list[Path]:
    """The catalogue of each language."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


def collected() -> Catalog:
    """Every string of the code and the templates that is marked for translation."""
    catalogue = Catalog()
    for path in sorted([*SOURCES.rglob("*.py"), *SOURCES.rglob("*.html"), *SOURCES.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        for function, words, comments in _marked(path):
            _add(catalogue, function, words, comments)
    for words in _refusals():
        catalogue.add(words)
    return catalogue


def read(path: Path) -> Catalog:
    """A catalogue as it lies on disk."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def update() -> None:
    """Bring every catalogue up to date: what is new without words, what is gone left out."""
    source = collected()
    for path in catalogues():
        catalogue = read(path)
        catalogue.update(source, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        text = io.BytesIO()
        write_po(text, catalogue, width=110, no_location=True, omit_header=False, sort_output=True)
        path.write_text(_without_dates(text.getvalue().decode()))
        missing = sum(1 for message in catalogue if message.id and not _has_words(message.string))
        print(f"{path.relative_to(HOUSE)}: {len(catalogue)} strings, {missing} without words")


def compile_all() -> list[Path]:
    """Write the .mo file beside each catalogue."""
    written = []
    for path in catalogues():
        target = path.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, read(path))
        written.append(target)
    return written


def _marked(path: Path) -> Iterator[tuple[str, object, list[str]]]:
    text = path.read_text()
    if path.suffix != ".py":
        # Imported here, so that compiling needs no Django.
        from django.utils.translation.template import templatize

        text = templatize(text, origin=str(path))
    for _, function, words, comments in extract_python(
        io.BytesIO(text.encode()), list(FUNCTIONS), ["Translators:"], {"encoding": "utf-8"}
    ):
        yield function, words, comments


def _refusals() -> Iterator[str]:
    for _, value in refused():
        yield from _texts(value)


def refused() -> Iterator[tuple[str, ast.expr]]:
    """The layer and the words of every refusal that a reader may meet: given where it is raised, unmarked."""
    trees = [
        (path.relative_to(SOURCES).parts[0], ast.parse(path.read_text()))
        for path in sorted(SOURCES.rglob("*.py"))
        if not IN_ENGLISH & {*path.relative_to(SOURCES).parts}
    ]
    classes = [node for _, tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    family = {"Refusal", "Refused"}
    while more := {each.name for each in classes if family & {_name(base) for base in each.bases}} - family:
        family |= more
    for layer, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in family:
                yield from ((layer, words) for words in _given(node))
            elif isinstance(node, ast.ClassDef) and node.name in family:
                yield from ((layer, words) for call in _own_inits(node) for words in _given(call))
            elif isinstance(node, ast.Assign) and _name(node.targets[0]) in SENTENCES.get(layer, ()):
                yield layer, node.value


def _own_inits(family_member: ast.ClassDef) -> Iterator[ast.Call]:
    for node in ast.walk(family_member):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "__init__"
        ):
            yield node


def _given(call: ast.Call) -> list[ast.expr]:
    """The sentence, which is the last of what is given by its place, and the remedy."""
    return [*call.args[-1:], *(word.value for word in call.keywords if word.arg == "remedy")]


def _texts(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*_texts(one), *_texts(other))
        case ast.Dict(values=values):
            for each in values:
                yield from _texts(each)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _add(catalogue: Catalog, function: str, words: object, comments: list[str]) -> None:
    given = words if isinstance(words, tuple) else (words,)
    context = None
    if function in ("pgettext", "pgettext_lazy", "npgettext"):
        context, *rest = given
        given = tuple(rest)
    if not given or not isinstance(given[0], str) or not given[0]:
        return
    plural = "ngettext" in function or "npgettext" in function
    identity = (given[0], given[1]) if plural and len(given) > 1 else given[0]
    catalogue.add(identity, context=context, auto_comments=comments)


def _has_words(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _without_dates(text: str) -> str:
    """Dates and the program's name in the head would change with every run, for nobody's use."""
    dropped = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Generated-By',
        '"Report-Msgid',
        '"Last-Translator',
    )
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(dropped))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case _:
            raise SystemExit(__doc__)
