"""Two machines: an out-of-office and our acknowledgement meet, and stop after the first round."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from kept.operations.stories.frame import Fact, Step, Story

if TYPE_CHECKING:
    from kept.operations.stories.stage import Stage

AMARA = "Amara Sethi"
RUPERT = "rupert@cholmondeley.example"
AWAY = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
WORDS = "I am walking in the Dolomites until the end of the month and read my mail when it rains.\n"


def _question(stage: "Stage") -> Iterator[Fact]:
    words = "Are the laces of the Skerry boots waxed? They open on the stairs.\n\nR. Cholmondeley\n"
    stage.write(f"Rupert Cholmondeley <{RUPERT}>", "Laces", words)
    stage.reference = stage.only_owed()["case"]
    mails = stage.world.mailbox(RUPERT)
    yield Fact("He is acknowledged once.", len(mails) == 1, str(len(mails)))
    yield Fact(
        "By a machine that says so, and to which no bounce can come back.",
        mails[0].mail_from == "" and str(mails[0].message["Auto-Submitted"]).startswith("auto-"),
        f"from <{mails[0].mail_from}>, {mails[0].message['Auto-Submitted']}",
    )


def _machine(stage: "Stage") -> Iterator[Fact]:
    stage.wait(timedelta(seconds=20))
    _away(stage)
    last = stage.case()["contacts"][-1]
    yield Fact("It is known for what it is.", last["machine"] == "out_of_office", last["machine"])
    yield Fact("It needs no answer, and the reason is recorded.", bool(last["no_answer_reason"]))
    yield Fact(
        "It stands in his case.", last["direction"] == "in" and len(stage.owed()) == 1, str(stage.owed())
    )
    yield Fact("Nothing went out in return.", len(stage.world.mailbox(RUPERT)) == 1)


def _goes_on(stage: "Stage") -> Iterator[Fact]:
    for _ in range(5):
        stage.wait(timedelta(seconds=30))
        _away(stage)
    yield Fact("Five more times, and still one mail of ours.", len(stage.world.mailbox(RUPERT)) == 1)
    promise = stage.promise("answer")
    yield Fact(
        "The answer is owed as before: no machine has kept it.", promise["state"] == "owed", promise["state"]
    )


def _answer(stage: "Stage") -> Iterator[Fact]:
    words = "Dear Mr Cholmondeley,\n\nthey come dry. A candle does it: pull the lace over it twice."
    stage.kept("answer", stage.reference, "--as", stage.email(AMARA), "--text", words)
    stage.wait(timedelta(seconds=11))
    mails = stage.world.mailbox(RUPERT)
    yield Fact(
        "A person's answer leaves all the same.", len(mails) == 2 and AMARA in mails[-1].text, str(len(mails))
    )
    stage.wait(timedelta(seconds=20))
    _away(stage)
    promise = stage.promise("answer")
    yield Fact(
        "His machine's reply proves nothing: the promise waits for its verdict.",
        promise["state"] == "in_proof" and promise["reach"] != "confirmed",
        f"{promise['state']}, reach {promise['reach']}",
    )
    yield Fact("And it is not answered either.", len(stage.world.mailbox(RUPERT)) == 2)


def _kept(stage: "Stage") -> Iterator[Fact]:
    stage.wait(timedelta(hours=4))
    promise = stage.promise("answer")
    yield Fact(
        "No bounce came back: it is kept, in time.", promise["state"] == "kept" and not promise["late"]
    )
    findings = stage.kept("ledger", "verify")["findings"]
    yield Fact("The ledger verifies.", not findings, str(findings))


def _away(stage: "Stage") -> None:
    last = stage.world.mailbox(RUPERT)[-1]
    stage.write(
        f"Rupert Cholmondeley <{RUPERT}>",
        f"Out of Office: {last.subject}",
        WORDS,
        answering=last,
        headers=AWAY,
    )


TWO_MACHINES = Story(
    "two-machines",
    "Two machines",
    "A customer is away, and his machine answers ours. They must not go on for ever.",
    (
        Step("Rupert Cholmondeley asks about laces and leaves for the mountains.", _question),
        Step("His out-of-office answers our acknowledgement.", _machine),
        Step("It goes on answering, as badly made ones do.", _goes_on),
        Step("Amara answers him.", _answer),
        Step("Four hours go by.", _kept),
    ),
)
