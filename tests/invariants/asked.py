"""The invariants, asked in plain SQL: an oracle that shares no code with what it judges."""

from collections.abc import Callable
from hashlib import sha256

Check = Callable[..., list]


def rows(cursor, sql, *values):
    cursor.execute(sql, values)
    return cursor.fetchall()


def inbound_has_promise_or_reason(cursor, desk):
    return rows(
        cursor,
        "SELECT c.id, c.no_answer_reason, c.promise_id FROM contacts_contact c WHERE c.direction = 'in' "
        "AND c.no_answer_reason = '' AND NOT EXISTS (SELECT FROM promises_promise p "
        "WHERE p.customer_id = c.customer_id AND p.id = c.promise_id)",
    )


def every_case_has_an_owner(cursor, desk):
    return rows(cursor, "SELECT id FROM cases_case WHERE owner_id IS NULL AND team_id IS NULL")


def open_promises_have_owner_and_due(cursor, desk):
    return rows(
        cursor,
        "SELECT id, state FROM promises_promise WHERE state IN ('owed', 'in_proof') AND "
        "((owner_id IS NULL AND team_id IS NULL) OR due_at IS NULL OR next_check_at IS NULL)",
    )


def what_is_past_due_is_broken_when_the_clock_has_looked(cursor, desk):
    """Asked only of promises whose next moment has passed: the clock must not sleep over one."""
    return rows(
        cursor,
        "SELECT id, kind, due_at, next_check_at FROM promises_promise WHERE state = 'owed' AND promisor = 'company' "
        "AND broken_at IS NULL AND due_at < %s AND next_check_at > %s",
        desk.now,
        desk.now,
    )


def what_broke_stays_broken(cursor, desk):
    now = dict(rows(cursor, "SELECT id, broken_at FROM promises_promise"))
    wrong = [(key, was, now.get(key)) for key, was in desk.broken.items() if now.get(key) != was]
    desk.broken |= {key: at for key, at in now.items() if at is not None}
    return wrong


def a_break_was_told(cursor, desk):
    return rows(
        cursor,
        "SELECT p.id FROM promises_promise p WHERE p.broken_at IS NOT NULL AND p.state = 'owed' "
        "AND p.next_check_at > %s AND NOT EXISTS (SELECT FROM staff_notice n WHERE n.about_promise = p.id "
        "AND n.kind = 'broken')",
        desk.now,
    )


def in_proof_is_neither_owed_nor_kept(cursor, desk):
    return rows(
        cursor,
        "SELECT id FROM promises_promise WHERE state = 'in_proof' AND (kept_at IS NOT NULL OR reach = 0)",
    )


def every_outgoing_has_a_decision_of_its_customer(cursor, desk):
    return rows(
        cursor,
        "SELECT o.id FROM contacts_outgoing o WHERE NOT EXISTS (SELECT FROM contacts_guard_decision d "
        "WHERE d.customer_id = o.customer_id AND d.id = o.decision_id)",
    )


def nothing_left_that_the_guard_stopped(cursor, desk):
    return rows(
        cursor,
        "SELECT o.id FROM contacts_outgoing o JOIN contacts_guard_decision d ON d.customer_id = o.customer_id "
        "AND d.id = o.decision_id WHERE d.verdict = 'stop' AND d.override_by = ''",
    )


def the_ledger_is_chained(cursor, desk):
    heads = {}
    for customer, seq, body, digest in rows(
        cursor, "SELECT customer_id, seq, body, hash FROM ledger_entry ORDER BY customer_id, seq"
    ):
        number, before = heads.get(customer, (0, bytes(32)))
        expected = sha256(b"\x01" + before + body.encode()).digest()
        if seq != number + 1 or bytes(digest) != expected:
            return [(customer, seq)]
        heads[customer] = (seq, expected)
    stored = {c: (s, bytes(h)) for c, s, h in rows(cursor, "SELECT customer_id, seq, hash FROM ledger_head")}
    return [c for c in heads if stored.get(c) != heads[c]]


def entries_never_change(cursor, desk):
    now = dict(rows(cursor, "SELECT id, body FROM ledger_entry"))
    wrong = [key for key, body in desk.bodies.items() if now.get(key) != body]
    desk.bodies = now
    return wrong


def states_are_explained_by_the_ledger(cursor, desk):
    """The last fact about a promise's state is the state that its row has."""
    return rows(
        cursor,
        "SELECT p.id, p.state, f.kind FROM promises_promise p JOIN LATERAL ("
        " SELECT e.kind FROM ledger_entry e WHERE e.customer_id = p.customer_id"
        " AND (e.body::jsonb -> 'fact' ->> 'promise')::bigint = p.id AND e.kind IN ('promise.made',"
        " 'promise.in_proof', 'promise.kept', 'promise.owed_again', 'promise.released', 'promise.superseded',"
        " 'promise.void', 'promise.lapsed') ORDER BY e.seq DESC LIMIT 1) f ON true "
        "WHERE f.kind <> CASE p.state WHEN 'owed' THEN f.kind ELSE 'promise.' || p.state END "
        "OR (p.state = 'owed' AND f.kind NOT IN ('promise.made', 'promise.owed_again'))",
    )


def one_owed_answer_per_case(cursor, desk):
    return rows(
        cursor,
        "SELECT customer_id, case_id FROM promises_promise WHERE kind = 'answer' AND promisor = 'company' "
        "AND state = 'owed' GROUP BY 1, 2 HAVING count(*) > 1",
    )


def bounced_proof_proves_nothing(cursor, desk):
    return rows(
        cursor,
        "SELECT e.id FROM promises_evidence e JOIN contacts_outgoing o ON o.customer_id = e.customer_id "
        "AND o.id = e.outgoing_id WHERE o.state = 'bounced' AND e.withdrawn_at IS NULL",
    )


def summaries_say_what_is_owed(cursor, desk):
    return rows(
        cursor,
        "SELECT c.id, c.stands, c.next_due_at, s.due, s.ours, s.theirs FROM cases_case c JOIN LATERAL ("
        " SELECT min(p.due_at) FILTER (WHERE p.promisor <> 'customer') AS due,"
        " count(*) FILTER (WHERE p.promisor <> 'customer') AS ours,"
        " count(*) FILTER (WHERE p.promisor = 'customer') AS theirs FROM promises_promise p"
        " WHERE p.customer_id = c.customer_id AND p.case_id = c.id AND p.state = 'owed') s ON true "
        "WHERE c.next_due_at IS DISTINCT FROM s.due OR c.stands <> CASE WHEN c.settled_at IS NOT NULL "
        "THEN 'settled' WHEN s.ours > 0 THEN 'ours' WHEN s.theirs > 0 THEN 'waiting' ELSE 'quiet' END",
    )


def nothing_is_owed_in_a_settled_case(cursor, desk):
    return rows(
        cursor,
        "SELECT c.id, p.id, p.kind FROM cases_case c JOIN promises_promise p ON p.customer_id = c.customer_id "
        "AND p.case_id = c.id WHERE c.settled_at IS NOT NULL AND p.state = 'owed' AND p.promisor = 'company' "
        "AND p.kind <> 'concession'",
    )


def nothing_is_lost_or_doubled(cursor, desk):
    contacts = rows(cursor, "SELECT count(*) FROM contacts_contact WHERE direction = 'in'")[0][0]
    apart = rows(cursor, "SELECT count(*) FROM contacts_quarantine")[0][0]
    raws = rows(cursor, "SELECT count(*) FROM contacts_raw")[0][0]
    wrong = (contacts, apart, raws) != (desk.handed_in, desk.kept_apart, desk.handed_in + desk.kept_apart)
    return [("contacts, apart, raw", contacts, apart, raws, desk.handed_in, desk.kept_apart)] if wrong else []


def directories_lead_to_what_they_name(cursor, desk):
    return rows(
        cursor,
        "SELECT r.code FROM cases_reference r WHERE NOT EXISTS (SELECT FROM cases_case c "
        "WHERE c.customer_id = r.customer_id AND c.id = r.case_id) UNION ALL "
        "SELECT m.message_id FROM contacts_message_id m WHERE NOT EXISTS (SELECT FROM contacts_contact c "
        "WHERE c.customer_id = m.customer_id AND c.id = m.contact_id) UNION ALL "
        "SELECT p.code FROM promises_code p WHERE NOT EXISTS (SELECT FROM promises_promise q "
        "WHERE q.customer_id = p.customer_id AND q.id = p.promise_id)",
    )


ALWAYS: dict[str, Check] = {
    "1 no inbound contact without a promise or a reason": inbound_has_promise_or_reason,
    "1 no case without an owner": every_case_has_an_owner,
    "2 no open promise without owner and due time": open_promises_have_owner_and_due,
    "3 past due is broken": what_is_past_due_is_broken_when_the_clock_has_looked,
    "3 what broke stays broken": what_broke_stays_broken,
    "3 a break was told to somebody": a_break_was_told,
    "3 in proof waits for its verdict": in_proof_is_neither_owed_nor_kept,
    "4 no outbound contact without a decision": every_outgoing_has_a_decision_of_its_customer,
    "4 nothing leaves that the guard stopped": nothing_left_that_the_guard_stopped,
    "5 the ledger is chained": the_ledger_is_chained,
    "5 entries never change": entries_never_change,
    "5 states are explained by the ledger": states_are_explained_by_the_ledger,
    "6 what came back proves nothing": bounced_proof_proves_nothing,
    "7 nothing is lost or doubled": nothing_is_lost_or_doubled,
    "one owed answer in a case": one_owed_answer_per_case,
    "summaries say what is owed": summaries_say_what_is_owed,
    "nothing is owed in a settled case": nothing_is_owed_in_a_settled_case,
    "directories lead to what they name": directories_lead_to_what_they_name,
}
