"""Keeping the index: its rows are written from what they speak of, as often as one likes."""

from collections.abc import Iterable, Sequence

from django.db import connection

from kept.search.bands import band_of
from kept.search.models import NameWord, SearchAccount, SearchEntry
from kept.search.sources import Key, Named, Source, contacts, customers, notes, remaining
from kept.search.vector import folded, name_words, vector
from kept.storage.fanning import fan_out
from kept.storage.rows import draw_ids

_ENTRIES = """
INSERT INTO search_entry AS e (id, customer_id, case_id, kind, source_id, at, band, words)
SELECT n.id, n.customer_id, n.case_id, n.kind, n.source_id, n.at, n.band, n.words::tsvector
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[], %s::integer[],
  %s::text[]) AS n(id, customer_id, case_id, kind, source_id, at, band, words)
ON CONFLICT (customer_id, kind, source_id) DO UPDATE
SET case_id = excluded.case_id, at = excluded.at, band = excluded.band, words = excluded.words
WHERE (e.case_id, e.at, e.words) IS DISTINCT FROM (excluded.case_id, excluded.at, excluded.words)
"""
_GONE = """
DELETE FROM search_entry e USING unnest(%s::bigint[], %s::bigint[]) AS n(customer_id, source_id)
WHERE e.customer_id = n.customer_id AND e.kind = %s AND e.source_id = n.source_id
"""
_ACCOUNTS = """
INSERT INTO search_account AS a (id, customer_id, name, words, brands)
SELECT n.id, n.customer_id, n.name, n.words, string_to_array(n.brands, ',')::bigint[]
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[]) AS n(id, customer_id, name, words, brands)
ON CONFLICT (customer_id) DO UPDATE SET name = excluded.name, words = excluded.words, brands = excluded.brands
WHERE (a.name, a.words, a.brands) IS DISTINCT FROM (excluded.name, excluded.words, excluded.brands)
"""
_NAME_WORDS = "INSERT INTO search_name_word SELECT DISTINCT unnest(%s::text[]) ON CONFLICT DO NOTHING"
_MOVED = """
UPDATE search_entry AS e SET case_id = n.case_id
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[]) AS n(customer_id, kind, source_id, case_id)
WHERE e.customer_id = n.customer_id AND e.kind = n.kind AND e.source_id = n.source_id AND e.case_id <> n.case_id
"""
_IN_CASES = """
SELECT c.customer_id, 'contact', c.id, c.case_id FROM contacts_contact c
JOIN unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, case_id)
  ON c.customer_id = k.customer_id AND c.case_id = k.case_id
UNION ALL
SELECT n.customer_id, 'note', n.id, n.case_id FROM cases_note n
JOIN unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, case_id)
  ON n.customer_id = k.customer_id AND n.case_id = k.case_id
"""


def index_contacts(keys: Sequence[Key]) -> int:
    """Bring what is found of these contacts, given as (customer, contact), up to date; returns how many there are."""
    return _index("contact", keys, contacts(keys))


def index_notes(keys: Sequence[Key]) -> int:
    """Bring what is found of these notes up to date."""
    return _index("note", keys, notes(keys))


def index_customers(ids: Iterable[int]) -> int:
    """Bring the names by which these customers are found up to date."""
    wanted = sorted(set(ids))
    if not wanted:
        return 0
    found = customers(wanted)
    found.sort(
        key=lambda each: each.customer_id
    )  # in one order, so that two workers do not wait for each other
    rows = [(each, name_words((each.name, *each.others))) for each in found]
    _forget_words(wanted, {word for _, own in rows for word in own})
    missing = set(wanted) - {each.customer_id for each in found}
    if missing:
        SearchAccount.objects.filter(customer_id__in=missing).delete()
    if rows:
        _write_accounts(rows)
    return len(rows)


def place_cases(keys: Sequence[Key]) -> None:
    """What stands in these cases is found in the matter that remains of them: after a merge, its undoing, a split."""
    if not keys:
        return
    wanted = sorted(set(keys))
    arrays = [[customer for customer, _ in wanted], [case for _, case in wanted]]
    with connection.cursor() as cursor:
        cursor.execute(_IN_CASES, arrays * 2)
        rows = cursor.fetchall()
        matters = remaining({(customer, case) for customer, _, _, case in rows})
        new = [(c, kind, source, matters[c, case][0]) for c, kind, source, case in rows]
        if new:
            cursor.execute(_MOVED, [list(column) for column in zip(*new, strict=True)])


def _index(kind: str, keys: Sequence[Key], found: Sequence[Source]) -> int:
    if not keys:
        return 0
    gone = set(keys) - {(each.customer_id, each.id) for each in found}
    with connection.cursor() as cursor:
        if gone:
            cursor.execute(_GONE, [[customer for customer, _ in gone], [key for _, key in gone], kind])
        if found:
            # In the order of time, so that a band lies together on the disk.
            rows = sorted(found, key=lambda each: (each.at, each.id))
            cursor.execute(
                _ENTRIES,
                [
                    draw_ids(SearchEntry, len(rows)),
                    [each.customer_id for each in rows],
                    [each.case_id for each in rows],
                    [each.kind for each in rows],
                    [each.id for each in rows],
                    [each.at for each in rows],
                    [band_of(each.at) for each in rows],
                    [vector(each.document) for each in rows],
                ],
            )
    return len(found)


def _write_accounts(rows: Sequence[tuple[Named, list[str]]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _ACCOUNTS,
            [
                draw_ids(SearchAccount, len(rows)),
                [each.customer_id for each, _ in rows],
                [folded(each.name) for each, _ in rows],
                ["".join(f" {word}" for word in own) for _, own in rows],
                [",".join(map(str, each.brands)) for each, _ in rows],
            ],
        )
        guessable = sorted({word for _, own in rows for word in own if _guessable(word)})
        cursor.execute(_NAME_WORDS, [guessable])


def _guessable(word: str) -> bool:
    return len(word) > 3 and word.isalpha()


def _forget_words(ids: Sequence[int], now: set[str]) -> None:
    """Words that no name holds any more are not offered to somebody who mistypes another."""
    before = SearchAccount.objects.filter(customer_id__in=ids).values_list("customer_id", "words")
    for word in {word for _, words in before for word in words.split() if _guessable(word)} - now:
        others = SearchAccount.objects.exclude(customer_id__in=ids).filter(words__contains=f" {word}")
        with fan_out("whether a name's word occurs elsewhere"):
            elsewhere = any(word in words.split() for words in others.values_list("words", flat=True)[:50])
        if not elsewhere:
            NameWord.objects.filter(pk=word).delete()
