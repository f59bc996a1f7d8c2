"""S3, the lost confirmation: what we write never arrives, and that is noticed when it happens."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from kept.operations.stories.frame import Fact, Step, Story

if TYPE_CHECKING:
    from kept.operations.stories.stage import Stage

AMARA = "Amara Sethi"
TYPED = "t.okafro@post.example"  # with a slip of the finger
WORK = "tamsin@larkfieldjoinery.example"
RIGHT = "t.okafor@post.example"

ORDER = """\
I should like one pair of Ridge boots, size 38, in peat, by card. Please confirm that you have it.

They go to Larkfield Joinery, 6 Sawpit Lane, Ansley; somebody is there until five.

Tamsin Okafor
"""

CONFIRMATION = """\
Dear Tamsin,

we have your order 30718: one pair of Ridge boots, size 38, in peat, 189.00, paid by card. They leave tomorrow and are
with you on Thursday between nine and one.
"""


def _order(stage: "Stage") -> Iterator[Fact]:
    stage.world.returned[TYPED] = f"550 5.1.1 <{TYPED}>: no such mailbox here"
    stage.world.refused[WORK] = f"550 5.1.1 <{WORK}>: user unknown"
    stage.write(f"Tamsin Okafor <{TYPED}>", "Order: Ridge boot 38, peat", ORDER)
    owed = stage.only_owed()
    yield Fact("One promise is owed: an answer to her.", owed["kind"] == "answer", owed["kind"])
    stage.reference = owed["case"]
    stage.kept("take", stage.reference, "--as", stage.email(AMARA))
    stage.learn(WORK, "an order of two years ago, to the same lane", by=AMARA)
    owner = stage.promise("answer")["owner"]
    yield Fact("It has an owner, Amara Sethi, and a due time.", owner == AMARA, owner)


def _confirm(stage: "Stage") -> Iterator[Fact]:
    stage.wait(timedelta(minutes=8))
    stage.kept("answer", stage.reference, "--as", stage.email(AMARA), "--text", CONFIRMATION)
    stage.wait(timedelta(seconds=11))  # until it can no longer be taken back
    promise = stage.promise("answer")
    delivery = stage.case()["contacts"][-1]["delivery"]
    yield Fact("Our relay has taken it.", delivery["state"] == "handed_over", str(delivery))
    yield Fact(
        "The promise is in proof: neither kept nor broken yet.",
        promise["state"] == "in_proof",
        promise["state"],
    )
    stage.notes["due"] = promise["due"]


def _comes_back(stage: "Stage") -> Iterator[Fact]:
    stage.wait(timedelta(seconds=29))
    contacts = stage.case()["contacts"]
    sent = next(each for each in contacts if each["to"] == [TYPED] and each["purpose"] == "answer")
    words = sent["delivery"]["words"]
    yield Fact(
        "The desk says so within seconds, in plain words.",
        sent["delivery"]["state"] == "bounced" and "mailbox does not exist" in words.lower(),
        str(sent["delivery"]),
    )
    promise = stage.promise("answer")
    withdrawn = [each for each in promise["evidence"] if each["withdrawn_at"]]
    yield Fact("Its proof is withdrawn, and stays in sight.", bool(withdrawn), str(promise["evidence"]))
    yield Fact(
        "The answer is owed again, by the same time as before.",
        promise["state"] == "owed" and promise["due"] == stage.notes["due"] and not promise["broken"],
        f"{promise['state']}, due {promise['due']}",
    )


def _another_way(stage: "Stage") -> Iterator[Fact]:
    tried = [each for each in stage.case()["contacts"] if each["to"] == [WORK]]
    stage.wait(timedelta(minutes=1))
    yield Fact(
        "The same words were sent to her second address by themselves.",
        len(tried) == 1 and "30718" in tried[0]["visible"],
        str([each["to"] for each in stage.case()["contacts"]]),
    )
    after = [each for each in stage.case()["contacts"] if each["to"] == [WORK]][-1]["delivery"]
    yield Fact("That one was refused, and the desk knows it.", after["state"] == "bounced", str(after))


def _a_person(stage: "Stage") -> Iterator[Fact]:
    task = stage.promise("find_way")
    yield Fact(
        "A promise of its own asks Amara to find another way, with a due time.",
        task["state"] == "owed" and task["owner"] == AMARA and "Tamsin Okafor" in task["text"],
        str(task),
    )
    clues = stage.clues()
    yield Fact(
        "The clues are at hand: what was tried, who she is, where she wrote from.",
        all(each in clues for each in (TYPED, WORK, "Tamsin Okafor")),
        clues,
    )
    asked = set(stage.world.asked)
    yield Fact("Nobody but her was written to.", asked == {TYPED, WORK}, str(asked))


def _calls(stage: "Stage") -> Iterator[Fact]:
    stage.wait(timedelta(minutes=35))
    words = (
        "Rang Larkfield Joinery, her delivery address, by the town directory. Said only that I wish to speak to her. "
        "Her address is okafor, not okafro."
    )
    stage.kept("note", stage.reference, "--as", stage.email(AMARA), "--text", words)
    stage.learn(RIGHT, "she spelt it on the telephone", by=AMARA)
    task = stage.promise("find_way")["code"]
    why = "I spoke to her on the telephone and she spelt her address."
    stage.kept("keep", task, "--as", stage.email(AMARA), "--why", why)
    kept = stage.promise("find_way")
    yield Fact(
        "The way is found: kept by Amara's word, with her name and how she knows.",
        kept["state"] == "kept" and kept["evidence"][-1]["reason"] == why,
        str(kept["evidence"]),
    )


def _again(stage: "Stage") -> Iterator[Fact]:
    stage.kept("answer", stage.reference, "--as", stage.email(AMARA), "--to", RIGHT, "--text", CONFIRMATION)
    stage.wait(timedelta(seconds=11))
    mails = stage.world.mailbox(RIGHT)
    yield Fact(
        "The confirmation lies in her mailbox, signed by Amara, with the reference.",
        len(mails) == 1 and AMARA in mails[0].text and stage.reference in mails[0].subject,
        str([mail.subject for mail in mails]),
    )
    promise = stage.promise("answer")
    yield Fact("The promise is in proof again.", promise["state"] == "in_proof", promise["state"])


def _thanks(stage: "Stage") -> Iterator[Fact]:
    stage.wait(timedelta(minutes=12))
    received = stage.world.mailbox(RIGHT)[0]
    words = "Thank you, now I know. Thursday suits me."
    stage.write(f"Tamsin Okafor <{RIGHT}>", f"Re: {received.subject}", words, answering=received)
    answers = [each for each in stage.case()["promises"] if each["kind"] == "answer"]
    first = min(answers, key=lambda each: each["given"])
    yield Fact(
        "The promise is kept, in time, and her reply confirms it.",
        first["state"] == "kept" and not first["late"] and first["reach"] == "confirmed",
        f"{first['state']}, reach {first['reach']}",
    )
    thanks = next(each for each in answers if each["state"] == "owed")
    why = "She thanks us and asks for nothing more."
    stage.kept("release", thanks["code"], "--as", stage.email(AMARA), "--why", why)
    cause = "The confirmation was lost; reached by telephone"
    stage.kept("settle", stage.reference, "--as", stage.email(AMARA), "--cause", cause)
    yield Fact("Nothing is owed any more, and the case is settled with its cause.", not stage.owed())
    yield Fact("Nobody was ignored, and the ledger verifies.", not stage.kept("ignored") and _sound(stage))


def _sound(stage: "Stage") -> bool:
    return not stage.kept("ledger", "verify")["findings"]


LOST_CONFIRMATION = Story(
    "lost-confirmation",
    "The lost confirmation",
    "A customer's order confirmation never arrives; all she has seen is the charge on her card.",
    (
        Step("Tamsin Okafor orders a pair of boots. Her address was typed with a slip.", _order),
        Step("Amara confirms the order; our relay takes the mail.", _confirm),
        Step("The mailbox does not exist: half a minute later the confirmation comes back.", _comes_back),
        Step("Another way is tried by itself: the second address on file.", _another_way),
        Step("No recorded way is left: a person is asked to find one.", _a_person),
        Step("Amara rings the joinery at the delivery address and is put through to her.", _calls),
        Step("The confirmation goes out once more, to the right address.", _again),
        Step("Tamsin writes back.", _thanks),
    ),
    acknowledges=False,  # the shop's own form says thank you
)
