"""Changing single texts in a pledge's file, and nothing else in it: comments and order stay."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from kept.pledge.lines import Path, lines_of
from kept.refusal import Refusal

#: A key with a text on one line; what comes behind the text (a comment) stays.
_LINE = re.compile(r"^(\s*[^=]+=\s*)(\"(?:[^\"\\]|\\.)*\"|'[^']*')(\s*(?:#.*)?)$")


class CannotRewrite(Refusal):
    """The file is written in a way in which this cannot be changed by itself."""

    code = "cannot_rewrite"


def with_texts(text: str, values: Mapping[Path, str]) -> str:
    """The file with these texts, each named by its path: ("company", "name"). A missing key joins its table.

    Raises CannotRewrite when a key stands there in another form, or its table does not stand there by itself.
    """
    for path, value in values.items():
        if _value(tomllib.loads(text), path) != value:
            text = _with(text, path, value)
    return text


def _with(text: str, path: Path, value: str) -> str:
    known, lines = lines_of(text), text.splitlines()
    written = json.dumps(value, ensure_ascii=False)
    if path in known:
        number = known[path] - 1
        found = _LINE.match(lines[number])
        if found is None:
            raise _by_hand(path)
        lines[number] = f"{found[1]}{written}{found[3]}"
    elif path[:-1] in known and lines[known[path[:-1]] - 1].lstrip().startswith("["):
        lines.insert(known[path[:-1]], f"{path[-1]} = {written}")
    else:
        raise _by_hand(path)
    changed = "\n".join(lines) + "\n"
    try:
        if _value(tomllib.loads(changed), path) == value:
            return changed
    except tomllib.TOMLDecodeError:
        pass  # refused below, as whatever else did not come out as wanted
    raise _by_hand(path)


def _value(data: Any, path: Path) -> Any:
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data


def _by_hand(path: Path) -> CannotRewrite:
    where = ".".join(str(part) for part in path)
    return CannotRewrite(
        f"{where} is written in the pledge in a way that cannot be changed here.",
        remedy="Change the file, and accept it with `kept pledge accept`.",
    )
