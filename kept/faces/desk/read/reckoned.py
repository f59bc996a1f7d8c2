"""The promises behind a figure: what was kept or broken in some days, the newest first, page by page."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from kept.faces.desk.read.promises import words_of
from kept.figures.summing import ONE_DAY, begins_of, zone_of_brand
from kept.pledge.queries import CurrentPledge
from kept.storage.fanning import fan_out

PAGE = 50
WHAT = ("kept", "late", "broken")

_BETWEEN = "k.{at} >= b.begins AND k.{at} < b.ends AND k.{at} >= %(soonest)s AND k.{at} < %(latest)s"
_FROM = (
    "SELECT k.customer_id, k.id, k.{at} AS at FROM b JOIN promises_promise k ON k.brand_id = b.id AND "
    + _BETWEEN
)
_KEPT = _FROM.format(at="kept_at") + " WHERE k.state = 'kept' AND k.promisor = 'company' AND "
_COUNTED = {
    "kept": _KEPT + "NOT k.late",
    "late": _KEPT + "k.late",
    "broken": _FROM.format(at="broken_at")
    + " WHERE k.broken_at IS NOT NULL AND k.state <> 'void' UNION ALL "
    # what passed a moment ago and the clock has not written yet
    + _FROM.format(at="due_at")
    + " WHERE k.state = 'owed' AND k.broken_at IS NULL AND k.promisor = 'company' AND k.kind <> 'concession'"
    + " AND k.due_at < %(now)s",
}
_ROWS = """
WITH b AS (
  SELECT * FROM unnest(%(ids)s::bigint[], %(begins)s::timestamptz[], %(ends)s::timestamptz[]) AS b(id, begins, ends)
), w AS ({counted})
SELECT p.id, w.at, p.code, p.text, p.kind, p.brand_id, p.given_at, p.due_at, p.kept_at, p.late, p.state,
       coalesce(a.name, ''), u.name, c.reference
  FROM w
  JOIN promises_promise p ON p.customer_id = w.customer_id AND p.id = w.id
  JOIN cases_case c ON c.customer_id = p.customer_id AND c.id = p.case_id
  JOIN customers_customer u ON u.id = p.customer_id
  LEFT JOIN staff_agent a ON a.id = p.owner_id
  LEFT JOIN contacts_contact o ON o.customer_id = p.customer_id AND o.id = p.origin_contact_id
 WHERE (%(agent)s::bigint IS NULL OR p.owner_id = %(agent)s) AND (NOT %(nobody)s OR p.owner_id IS NULL)
   AND (%(kind)s = '' OR p.kind = %(kind)s)
   AND (%(channel)s = '' OR coalesce(o.channel, 'none') = %(channel)s)
   AND (%(after_at)s::timestamptz IS NULL OR (w.at, p.id) < (%(after_at)s::timestamptz, %(after_id)s::bigint))
 ORDER BY w.at DESC, p.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list. `agent`: an id, 0 for nobody, None for anybody; `channel` "none": nobody asked for it."""

    what: str
    brands: list[int]
    first: date
    last: date
    agent: int | None = None
    channel: str = ""
    kind: str = ""
    after: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One promise that a figure counts."""

    id: int
    at: datetime
    code: str
    text: str
    kind: str
    brand_id: int
    given_at: datetime
    due_at: datetime
    kept_at: datetime | None
    late: bool
    state: str
    owner: str
    whom: str
    reference: str

    @property
    def words(self) -> str:
        """What was promised."""
        return words_of(self.kind, self.text)


def promises_of(wanted: Wanted, *, pledge: CurrentPledge, now: datetime) -> tuple[list[Reckoned], str]:
    """A page of them, and the key to go on from ("": the end)."""
    begins, ends = [], []
    for brand_id in wanted.brands:
        zone = zone_of_brand(pledge, brand_id)
        begins.append(begins_of(wanted.first, zone))
        ends.append(begins_of(wanted.last + ONE_DAY, zone))
    if not begins:
        return [], ""
    values = {
        "ids": wanted.brands, "begins": begins, "ends": ends, "soonest": min(begins), "latest": max(ends),
        "agent": wanted.agent or None, "nobody": wanted.agent == 0, "kind": wanted.kind, "channel": wanted.channel,
        "after_at": wanted.after[0] if wanted.after else None, "after_id": wanted.after[1] if wanted.after else None,
        "most": PAGE + 1, "now": now,
    }  # fmt: skip
    with fan_out("the promises behind a figure"), connection.cursor() as cursor:
        cursor.execute(_ROWS.format(counted=_COUNTED[wanted.what]), values)
        rows = [Reckoned(*row) for row in cursor.fetchall()]
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1]
    return rows[:PAGE], f"{last.at.isoformat()}_{last.id}"


def key_of(text: str) -> tuple[datetime, int] | None:
    """A key to go on from; one that somebody made up is the beginning."""
    stamp, _sep, identity = text.partition("_")
    if not (identity.isascii() and identity.isdigit() and len(identity) < 19):
        return None
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return (at, int(identity)) if at.tzinfo else None
