"""Every key of the pledge and every setting is documented, and nothing else is."""

import re
from pathlib import Path

from kept.pledge.schema import known_keys
from kept.project.environment import SETTINGS

DOCS = Path(__file__).parents[2] / "docs"
OWN_TABLES = re.compile(r"brands\.NAME\.(hours|holidays|answering|warning|acknowledgement)\.(\w+)")


def rows(page: str) -> dict[str, list[str]]:
    """The rows of a page's tables: the name in the first column → the other columns."""
    found = {}
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| `"):
            found[cells[0].strip("`")] = cells[1:]
    return found


def test_every_key_of_the_pledge_is_documented_and_every_documented_key_exists():
    documented = set(rows("pledge.md"))
    expected = set()
    for key in known_keys():
        own = OWN_TABLES.fullmatch(key)
        expected.add(f"brands.NAME.{own[1]}" if own else key)
    assert documented == expected


def test_a_brands_own_tables_have_the_keys_of_the_companys():
    for key in known_keys():
        if own := OWN_TABLES.fullmatch(key):
            assert f"{own[1]}.{own[2]}" in known_keys()


def test_every_setting_is_documented_with_its_default_and_every_documented_one_exists():
    documented = {name: cells[0].strip("`") for name, cells in rows("settings.md").items()}
    assert documented == {setting.name: setting.default for setting in SETTINGS}


def test_every_setting_and_every_documented_row_says_what_it_means():
    assert all(setting.meaning.endswith(".") for setting in SETTINGS)
    for page in ("pledge.md", "settings.md"):
        assert all(len(cells[-1]) > 5 for cells in rows(page).values())
