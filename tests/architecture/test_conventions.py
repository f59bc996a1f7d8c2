"""What every module of the product keeps to, read off its source; and what is documented, known and handled."""

import ast
import importlib
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kept.faces.live.events import KINDS
from kept.operations.reactions import FOLLOW_UPS, IN_BATCHES, REACTIONS

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "kept"
LONGEST = 300

#: Files that may be longer, and why.
LONGER = {
    "kept/operations/demo/cases/7-odd.toml": "The script of one week of the demo, which is read from top to bottom.",
}

#: Modules whose first sentence takes two lines, and why.
TWO_LINES = {"kept/operations/cli/restoring.py": "Two steps that must be named in their order."}

#: Public functions that write without being told the time, and why. Keys are module and name.
WITHOUT_A_TIME = {
    "kept.handling.bringing_together.open_if_owed": "Its caller records the fact that it returns.",
    "kept.handling.receiving.taking.take_in": "The batch carries the time.",
    "kept.handling.recounting.recount": "It computes a summary again; nothing happened.",
    "kept.handling.withdrawing.unsay": "It computes a summary again; its caller records the fact.",
    "kept.promises.reckon.save": "The rows carry their times.",
    "kept.contacts.files.put": "The same bytes are the same file, whenever they are stored.",
    "kept.contacts.files.get": "It reads; the name of the store looks like a verb.",
    "kept.cases.references.draw_references": "It reads; what it updates is a dictionary.",
}

#: Names of calls that change rows.
WRITING = frozenset(
    {
        "save",
        "create",
        "update",
        "bulk_create",
        "get_or_create",
        "update_or_create",
        "insert_rows",
        "update_rows",
    }
    | {"record", "record_all", "store", "delete", "notify", "take_delivery"}
)

#: Files whose public functions are no verbs.
NO_VERBS = ("models.py", "apps.py", "facts.py")


def sources() -> list[Path]:
    return [path for path in sorted(KEPT.rglob("*.py")) if "migrations" not in path.parts]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_every_module_says_in_one_line_what_lives_there():
    wrong = []
    for path in sources():
        tree = ast.parse(path.read_text())
        summary = (ast.get_docstring(tree) or "").split("\n\n")[0]
        if not summary and path.name == "__init__.py" and not tree.body:
            continue  # an empty package says nothing
        if not summary or "\n" in summary:
            wrong.append(named(path))
    assert set(wrong) == set(TWO_LINES)


def test_no_module_has_a_name_that_says_nothing():
    nothing = re.compile(r"(^|_)(utils?|helpers?|services?|misc|common)$")
    assert not [named(path) for path in KEPT.rglob("*") if nothing.search(path.stem)]


def test_no_file_is_longer_than_three_hundred_lines():
    texts = [path for kind in ("py", "html", "css", "js", "toml") for path in KEPT.rglob(f"*.{kind}")]
    ours = [
        path for path in texts if not {"migrations", "vendor"} & set(path.parts) and ".min." not in path.name
    ]
    long = {named(path) for path in ours if len(path.read_text().splitlines()) > LONGEST}
    assert long == LONGER.keys() & {named(path) for path in ours}


def test_nothing_is_left_for_later_in_a_comment():
    left = re.compile(r"\b(TODO|FIXME|XXX)\b")
    found = [
        f"{named(path)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if left.search(line)
    ]
    assert not found


def called(node: ast.AST) -> set[str]:
    """The last names of everything that is called within."""
    functions = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
    return {getattr(each, "attr", getattr(each, "id", "")) for each in functions}


def writing(tree: ast.Module) -> Iterator[str]:
    """Public functions of a module that change rows, themselves or through others of the module."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}

    def writes(name: str, before: frozenset[str] = frozenset()) -> bool:
        calls = called(functions[name])
        further = calls & functions.keys() - before - {name}
        return bool(calls & WRITING) or any(writes(each, before | {name}) for each in further)

    return (name for name in functions if not name.startswith("_") and writes(name))


def verbs() -> Iterator[str]:
    for capability in ("handling", "promises", "contacts", "cases"):
        for path in sources():
            if (KEPT / capability) in path.parents and path.name not in NO_VERBS:
                yield from (f"{module_of(path)}.{name}" for name in writing(ast.parse(path.read_text())))


def test_whatever_writes_is_told_the_time_by_name():
    wrong = []
    for verb in verbs():
        module, _, name = verb.rpartition(".")
        now = inspect.signature(getattr(importlib.import_module(module), name)).parameters.get("now")
        if verb not in WITHOUT_A_TIME and (now is None or now.kind is not inspect.Parameter.KEYWORD_ONLY):
            wrong.append(verb)
    assert not wrong


def test_exceptions_from_being_told_the_time_are_still_needed():
    assert WITHOUT_A_TIME.keys() <= set(verbs())


def facts() -> list[tuple[str, tuple[str, ...], str]]:
    """(kind, its fields, where it is defined) of every fact of the product."""
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ClassDef):
                continue
            lines = [line for line in node.body if isinstance(line, ast.AnnAssign)]
            kinds = [
                line.value.value
                for line in lines
                if ast.unparse(line.target) == "kind"
                and ast.unparse(line.annotation) == "ClassVar[str]"
                and isinstance(line.value, ast.Constant)
            ]
            fields = tuple(name for line in lines if (name := ast.unparse(line.target)) != "kind")
            found += [(kind, fields, f"{named(path)}: {node.name}") for kind in kinds]
    return found


def test_a_kind_of_fact_is_one_fact():
    often = [kind for kind, count in Counter(kind for kind, _, _ in facts()).items() if count > 1]
    assert not often


def test_every_kind_of_fact_is_documented_with_its_fields_and_no_other_is():
    rows = re.findall(r"^\| `([a-z._]+)` \| (.+?) \| (.*?) \|$", (ROOT / "docs/facts.md").read_text(), re.M)
    documented = {kind: tuple(re.findall(r"`(\w+)`", fields)) for kind, _, fields in rows}
    assert documented == {kind: fields for kind, fields, _ in facts()}


def test_every_reaction_follows_from_a_fact_that_is_written_and_has_a_handler():
    assert FOLLOW_UPS.keys() <= {kind for kind, _, _ in facts()}
    assert {name for names in FOLLOW_UPS.values() for name in names} == REACTIONS.keys() | IN_BATCHES.keys()


def told() -> Iterator[tuple[str, str]]:
    """(kind, where) of all that open pages are told of: `tell("case", …)`, rows of `tell_all` and of a batch's news."""
    for path in sources():
        text = path.read_text()
        if "kept.storage.live" not in text and "batch.news" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and called(node) & {"tell"} and node.args:
                literals = [node.args[0]] if getattr(node.func, "id", "") == "tell" else []
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tell_all":
                literals = first_of_triples(node.args[0])
            elif isinstance(node, ast.AugAssign) and ast.unparse(node.target) == "batch.news":
                literals = first_of_triples(node.value)
            else:
                continue
            for literal in literals:
                if isinstance(literal, ast.Constant):
                    yield str(literal.value), f"{named(path)}:{node.lineno}"


def first_of_triples(node: ast.expr) -> list[ast.expr]:
    """The first member of each triple within; of a triple in a comprehension, all that it runs over."""
    firsts = [each.elts[0] for each in ast.walk(node) if isinstance(each, ast.Tuple) and len(each.elts) == 3]
    runs = [run.iter for each in ast.walk(node) if isinstance(each, ast.ListComp) for run in each.generators]
    return firsts + [word for run in runs if isinstance(run, ast.Tuple) for word in run.elts]


def test_open_pages_know_every_kind_of_news():
    news = list(told())
    assert {"case", "owed", "notice", "outbox", "quarantine"} <= {kind for kind, _ in news}
    assert not [each for each in news if each[0] not in KINDS]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_news_is_told_by_somebody(kind):
    assert kind in {each for each, _ in told()}
