"""What must hold after anything went wrong: everything accepted is there once, and nothing was said twice."""

import email
from collections import Counter
from hashlib import sha256

from tests.faults.desks import Asked
from tests.faults.senders import Letter
from tests.mail_transport.peers.sink import Sink
from tests.serve.desks import wait_until

_WAITING = (
    "SELECT count(*) FROM contacts_outgoing "
    "WHERE state IN ('queued', 'sending', 'delayed', 'held') OR (state = 'unsure' AND next_try_at IS NOT NULL)"
)


def everything_is_there_once(desk: Asked, accepted: list[Letter]) -> None:
    """Each accepted mail is one contact with its exact bytes, one answer is owed per case, the ledger is sound."""
    found = Counter(m for (m,) in desk.rows("SELECT message_id FROM contacts_contact WHERE direction = 'in'"))
    wanted = [letter.message_id for letter in accepted]
    assert len(wanted) == len(set(wanted))
    assert {m: n for m, n in found.items() if n > 1} == {}
    assert set(found) == set(wanted)
    stored = dict(
        desk.rows(
            "SELECT c.message_id, r.body FROM contacts_contact c JOIN contacts_raw r ON r.id = c.raw_id "
            "WHERE c.direction = 'in'"
        )
    )
    for letter in accepted:
        assert sha256(stored[letter.message_id]).digest() == sha256(letter.raw).digest(), letter.message_id
    assert desk.one("SELECT count(*) FROM contacts_quarantine") == 0
    assert desk.one("SELECT count(*) FROM customers_customer") == len({letter.sender for letter in accepted})
    unowed = (
        "SELECT count(*) FROM contacts_contact c WHERE direction = 'in' AND no_answer_reason = '' AND NOT EXISTS "
        "(SELECT FROM promises_promise p WHERE p.customer_id = c.customer_id AND p.id = c.promise_id)"
    )
    assert desk.one(unowed) == 0
    doubled = (
        "SELECT count(*) FROM (SELECT FROM promises_promise WHERE kind = 'answer' AND state = 'owed' "
        "GROUP BY customer_id, case_id HAVING count(*) > 1) AS more"
    )
    assert desk.one(doubled) == 0
    verified = desk.kept("ledger", "verify")
    assert verified["sound"], verified["findings"]
    received = desk.one("SELECT count(*) FROM ledger_entry WHERE kind = 'contact.received'")
    assert received == len(accepted)


def replies_found_their_case(desk: Asked, accepted: list[Letter]) -> None:
    """A reply that came before what it replies to is joined to it by a reaction, sooner or later."""
    cases = "SELECT message_id, case_id FROM contacts_contact WHERE direction = 'in'"

    def astray() -> list[str]:
        case = dict(desk.rows(cases))
        return [one.message_id for one in accepted if one.parent and case[one.message_id] != case[one.parent]]

    assert wait_until(lambda: not astray(), 20), astray()


def everything_left_once(desk: Asked, sink: Sink) -> int:
    """Each message was handed over once, or twice if it says so; returns how many were sent twice."""
    assert wait_until(lambda: desk.one(_WAITING) == 0, 60), desk.rows(
        "SELECT state, resent, problem, count(*) FROM contacts_outgoing GROUP BY 1, 2, 3"
    )
    got = Counter(
        str(email.message_from_bytes(one.content)["Message-ID"]).strip("<>") for one in list(sink.got)
    )
    ours = {
        m.strip("<>"): (s, r)
        for m, s, r in desk.rows("SELECT message_id, state, resent FROM contacts_outgoing")
    }
    assert set(got) <= set(ours), "something left that nobody knows of"
    for message_id, (state, resent) in ours.items():
        times = got[message_id]
        assert times <= (2 if resent else 1), (message_id, state, resent, times)
        assert times >= 1 or state == "unsure", (message_id, state, "said to have left, but did not")
    assert len(ours) == desk.one("SELECT count(*) FROM customers_customer"), (
        "one acknowledgement per customer and day"
    )
    return sum(times == 2 for times in got.values())
