"""Two at the same moment, each with a connection of its own: one of them is first, and nothing is half done."""

import json
from pathlib import Path

from kept.operations.postgres import Server
from tests.faults.desks import script

AT_ONCE = """
import json
from datetime import timedelta
from threading import Barrier, Thread
from django.db import connection
from kept.channels.mail.intake import Incoming, read, take_in
from kept.channels.mail.sending.outbox import begin
from kept.clock import now as clock
from kept.contacts.models import Contact, Outgoing
from kept.handling.answer import Reply, answer_case
from kept.handling.taking_back import take_back
from kept.ledger.actor import SETUP
from kept.promises.make import Vow
from kept.promises.models import Promise
from kept.staff.actions import join

now = clock()
ines = join(email="ines@shop.example", name="Ines", role="admin", by=SETUP, now=now)
jonas = join(email="jonas@shop.example", name="Jonas", role="agent", by=SETUP, now=now)
jonas.all_brands = True
jonas.save(update_fields=["all_brands"])

def case(number):
    raw = (f"From: <c{number}@people.example>\\r\\nTo: help@shop.example\\r\\nSubject: Matter {number}\\r\\n"
           f"Message-ID: <{number}@people.example>\\r\\n\\r\\nWhere is it?\\r\\n").encode()
    at = now - timedelta(minutes=5)
    sender = f"c{number}@people.example"
    take_in([read(Incoming(raw, sender, ("help@shop.example",), "127.0.0.1", at, "smtp"))], now=at)
    return Contact.objects.select_related("case").get(message_id=f"{number}@people.example").case

def at_once(*acts):
    gate, became = Barrier(len(acts)), [None] * len(acts)
    def run(number, act):
        gate.wait()
        try:
            became[number] = act()
        except Exception as problem:
            became[number] = problem
        finally:
            connection.close()
    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return became

def says(each):
    return getattr(each, "code", None) or type(each).__name__

def answers(one, by, text):
    return lambda: answer_case(one.customer_id, one.pk, Reply(text, None), by=by, now=now)

def sent(one):
    return Contact.objects.filter(customer_id=one.customer_id, direction="out", purpose="answer").count()

told = {"two": [], "twice": [], "back": []}
for number in range(3):
    one = case(number)
    told["two"].append([sorted(map(says, at_once(answers(one, jonas, "Yes."), answers(one, ines, "No.")))), sent(one)])
    one = case(10 + number)
    told["twice"].append([sorted(map(says, at_once(*[answers(one, jonas, "Yes.")] * 3))), sent(one)])
for number in range(8):
    one = case(20 + number)
    vow = Vow("refund", "Refund 40.00 USD", now + timedelta(days=2))
    reply = Reply("Yes.", None, vows=[vow], cc=[("Ana", "ana@people.example")])
    answer = answer_case(one.customer_id, one.pk, reply, by=jonas, now=now)
    later = now + timedelta(minutes=1)
    rows = Outgoing.objects.filter(customer_id=one.customer_id, contact_id=answer.pk).order_by("-pk")
    leave = [lambda pk=pk: begin(one.customer_id, pk, now=later) for pk in rows.values_list("pk", flat=True)]
    *left, back = at_once(*leave, lambda: take_back(one, answer.pk, by=jonas, now=later))
    state = Promise.objects.get(customer_id=one.customer_id, kind="refund").state
    states = sorted(rows.values_list("state", flat=True))
    told["back"].append([says(back), [type(each).__name__ for each in left], states, state])
with open(HOME + "/told.json", "w") as file:
    json.dump(told, file)
"""


def test_one_of_two_at_the_same_moment_is_first(home: Path) -> None:
    """Two who answer, one button pressed thrice, undo against the sender."""
    with Server(home).use():
        script(home, f"HOME = {str(home)!r}\n{AT_ONCE}")
    told = json.loads((home / "told.json").read_text())
    assert told["two"] == [[["Contact", "answered_meanwhile"], 1]] * 3
    assert told["twice"] == [[["Contact", "sent_already", "sent_already"], 1]] * 3
    for back, left, states, promise in told["back"]:
        assert set(left) <= {"Underway", "NoneType"}, left
        if back == "Draft":
            assert (set(states), promise, set(left)) == ({"cancelled"}, "void", {"NoneType"})
        else:
            assert (back, promise) == ("left", "owed") and "cancelled" not in states
