"""How much waits in each view: over what is open, never over history."""

from dataclasses import dataclass

from django.db import connection

from kept.faces.desk.read.brands import brands
from kept.staff.models import Agent
from kept.storage.fanning import fan_out

_COUNTS = """
WITH mine AS (SELECT team_id FROM staff_membership WHERE agent_id = %(agent)s),
     ours AS (SELECT agent_id FROM staff_membership WHERE team_id IN (SELECT team_id FROM mine))
SELECT count(*) FILTER (WHERE p.promisor <> 'customer' AND p.state = 'owed'),
       count(*) FILTER (WHERE p.promisor <> 'customer' AND p.state = 'owed' AND p.owner_id = %(agent)s),
       count(*) FILTER (WHERE p.promisor <> 'customer' AND p.state = 'owed' AND (
         p.owner_id IN (SELECT agent_id FROM ours)
         OR p.owner_id IS NULL AND p.team_id IN (SELECT team_id FROM mine))),
       count(*) FILTER (WHERE p.promisor <> 'customer' AND p.state = 'owed' AND p.owner_id IS NULL),
       count(*) FILTER (WHERE p.promisor = 'customer' OR p.state = 'in_proof'),
       (SELECT count(*) FROM contacts_quarantine q WHERE q.ended_at IS NULL),
       (SELECT count(*) FROM contacts_outgoing o
         WHERE o.state IN ('held', 'queued', 'delayed', 'sending', 'unsure', 'stopped')
           AND o.brand_id = ANY(%(brands)s)),
       (SELECT count(*) FROM staff_notice n WHERE n.agent_id = %(agent)s AND n.read_at IS NULL)
FROM promises_promise p
WHERE p.state IN ('owed', 'in_proof') AND p.brand_id = ANY(%(brands)s)
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands beside the name of each view."""

    owed: int = 0
    mine: int = 0
    team: int = 0
    unowned: int = 0
    waiting: int = 0
    quarantine: int = 0
    outbox: int = 0
    notices: int = 0


def counts(agent: Agent) -> Counts:
    """The counts as this reader sees them."""
    with fan_out("counts beside the views"), connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"agent": agent.pk, "brands": brands(agent)})
        return Counts(*cursor.fetchone())
