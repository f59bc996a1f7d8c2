"""A desk with years of history for the benchmark of search: words as skewed as in letters, spread over three years."""

from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

#: Texts that contacts share; with words of their own, so that some stand in three contacts alone.
POOL, VOCABULARY = 20_000, 40_000
SPAN = timedelta(days=3 * 365)
#: Cases in which something is owed.
OPEN = 2_000

_MADE = """
CREATE TABLE bench_pool AS SELECT * FROM unnest(%s::int[], %s::text[], %s::text[]) AS p(number, text, words);
"""
_CASES = (
    """
INSERT INTO customers_customer (id, code, name, since)
SELECT n, lpad(to_hex(n), 12, 'c'), (%(firsts)s::text[])[1 + n %% 20] || ' Name' || n %% 50000, %(began)s
FROM generate_series(%(first)s, %(last)s) AS n WHERE n %% 2 = 0
""",
    """
INSERT INTO search_account (customer_id, name, words, brands)
SELECT id, lower(name), ' ' || lower(name) || ' person' || id || ' example test person' || id || '@example.test',
  ARRAY[%(brand)s::bigint]
FROM customers_customer WHERE id BETWEEN %(first)s AND %(last)s
""",
    "INSERT INTO search_name_word SELECT DISTINCT unnest(string_to_array(lower(name), ' ')) FROM customers_customer "
    "WHERE id BETWEEN %(first)s AND %(last)s ON CONFLICT DO NOTHING",
    """
INSERT INTO cases_case (id, customer_id, reference, brand_id, team_id, subject, opened_at, last_contact_at,
  last_in_at, contacts_in, stands, settled_at, settled_cause)
SELECT n, n / 2 * 2, 'R' || n, %(brand)s, %(team)s, 'Question ' || n, at, at, at, 2,
  CASE WHEN open THEN 'ours' ELSE 'settled' END, CASE WHEN NOT open THEN at END,
  CASE WHEN open THEN '' ELSE 'answered' END
FROM (SELECT n, n > %(last)s - %(open)s AS open, %(began)s::timestamptz + %(each)s::interval * n AS at
      FROM generate_series(%(first)s, %(last)s) AS n) AS made
""",
    """
INSERT INTO contacts_contact (id, customer_id, case_id, brand_id, channel, direction, at, recorded_at, sender_name,
  sender_address, recipients, subject, snippet, visible, "references", no_answer_reason)
SELECT n * 3 + k, n / 2 * 2, n, %(brand)s, 'mail', CASE WHEN k = 1 THEN 'out' ELSE 'in' END, t.at, t.at,
  'Anna Name' || n %% 50000, 'person' || n || '@example.test', '[]', 'Question ' || n, left(p.text, 200), p.text, '[]',
  'made up'
FROM generate_series(%(first)s, %(last)s) AS n CROSS JOIN generate_series(0, 2) AS k
JOIN LATERAL (SELECT %(began)s::timestamptz + %(each)s::interval * (n + k * 0.3) AS at) AS t ON true
JOIN bench_pool p ON p.number = (n::bigint * 3 + k) * 7919 %% %(pool)s
""",
    """
INSERT INTO search_entry (customer_id, case_id, kind, source_id, at, band, words)
SELECT c.customer_id, c.case_id, 'contact', c.id, c.at, floor(extract(epoch FROM c.at) / 604800)::int,
  (p.words || ' ''r' || (c.id * 7919 %% 1000003) || 'x'' ''b/' || c.brand_id || ''' ''ch/mail'' ''k/in'' ''from/anna'' '
    || '''from/name' || c.case_id %% 50000 || ''' ''from/' || c.sender_address || '''')::tsvector
FROM contacts_contact c JOIN bench_pool p ON p.number = c.id * 7919 %% %(pool)s
WHERE c.case_id BETWEEN %(first)s AND %(last)s ORDER BY c.at
""",
    """
INSERT INTO promises_promise (customer_id, case_id, brand_id, code, kind, text, given_at, given_by, due_at, warn_at,
  needs, team_id, pledge_id, state, next_check_at)
SELECT n / 2 * 2, n, %(brand)s, 'KP-' || n, 'answer', 'Answer', %(now)s, 'system:setup',
  %(now)s::timestamptz + (n %% 600 - 20) * interval '10 minutes', %(now)s, 3, %(team)s, %(pledge)s, 'owed', %(now)s
FROM generate_series(%(last)s - %(open)s + 1, %(last)s) AS n
""",
)
_INDEX = "SELECT indexdef FROM pg_indexes WHERE indexname = 'search_entry_words'"


def fill(first: int, last: int, *, now: datetime, pool: list[str]) -> list[str]:
    """Made-up cases from number `first` to `last`, with three contacts each; returns the texts that they share."""
    from django.db import connection

    from kept.pledge.queries import current
    from kept.staff.actions import everyone

    values: dict[str, Any] = {
        "first": first,
        "last": last,
        "now": now,
        "began": now - SPAN,
        "each": SPAN / (last + 1),
        "brand": next(iter(current().ids.values())),
        "team": everyone().pk,
        "pledge": current().version_id,
        "pool": POOL,
        "open": min(OPEN, last - first + 1),
        "firsts": ["Anna", "Ben", "Cora", "David", "Elif", "Finn", "Greta", "Hamid", "Ines", "Jonas", "Kira", "Liam",
                   "Mara", "Noah", "Olga", "Paul", "Rosa", "Samir", "Tilda", "Uwe"],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        pool = pool or _made(cursor)
        if first > 1:
            # Time is spread anew: what was there is spread over the same three years.
            share = (first - 1) / last
            cursor.execute("DELETE FROM promises_promise WHERE state = 'owed'")
            cursor.execute(
                "UPDATE cases_case SET settled_at = last_contact_at, settled_cause = 'answered', stands = 'settled'"
            )
            for table, column in (("search_entry", "at"), ("contacts_contact", "at")):
                cursor.execute(
                    f"UPDATE {table} SET {column} = %s::timestamptz + ({column} - %s::timestamptz) * %s",
                    [values["began"], values["began"], share],
                )
            cursor.execute("UPDATE search_entry SET band = floor(extract(epoch FROM at) / 604800)::int")
        cursor.execute(_INDEX)
        [definition] = cursor.fetchone()
        cursor.execute("DROP INDEX search_entry_words")
        for statement in _CASES:
            cursor.execute(statement, values)
        cursor.execute(definition)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
    return pool


def _made(cursor: Any) -> list[str]:
    from kept.search.vector import Document, vector

    random = Random(11)
    syllables = [a + b for a in "bdfgklmnprstvw" for b in "aeiou"]
    words = ["".join(random.choices(syllables, k=random.choice((2, 3, 3, 4)))) for _ in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))
    texts = [
        ". ".join(" ".join(random.choices(words, cum_weights=weights, k=15)) for _ in range(6))
        for _ in range(POOL)
    ]
    vectors = [vector(Document([text], ("en",))) for text in texts]
    cursor.execute(_MADE, [list(range(POOL)), texts, vectors])
    cursor.execute("CREATE UNIQUE INDEX ON bench_pool (number)")
    return texts
