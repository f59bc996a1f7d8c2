"""Nobody answers: the promise breaks by itself, the lead is told, and a late answer says that it was late."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kept.operations.stories.frame import Fact, Step, Story

if TYPE_CHECKING:
    from kept.operations.stories.stage import Stage

AMARA, RUTH, HANNAH = "Amara Sethi", "Ruth Calloway", "Hannah Osei"
PRIYA = "priya@ramanathan.example"


def _question(stage: "Stage") -> Iterator[Fact]:
    words = "Could I buy the left boot only? I know how that sounds.\n\nPriya\n"
    stage.write(f"Priya Ramanathan <{PRIYA}>", "One boot", words)
    promise = stage.only_owed()
    stage.reference, stage.notes["due"] = promise["case"], promise["due"]
    hours = (_moment(promise["due"]) - stage.now).total_seconds() / 3600
    yield Fact("An answer is owed within four open hours.", 3.9 < hours <= 4, f"{hours:.2f} h")
    said = stage.world.mailbox(PRIYA)
    yield Fact(
        "She has the reference and the time in writing, from the brand.",
        len(said) == 1 and stage.reference in said[0].text,
        str([mail.subject for mail in said]),
    )
    yield Fact("Nobody has taken it, so Ruth's team answers for it.", promise["unowned"], promise["owner"])


def _warning(stage: "Stage") -> Iterator[Fact]:
    stage.wait_until(_moment(stage.notes["due"]) - timedelta(minutes=59))
    told = [words for words in stage.told(RUTH) if "about to break" in words.lower()]
    yield Fact("Ruth, who leads the team, was warned an hour before.", bool(told), str(stage.told(RUTH)))
    yield Fact("It is not broken yet.", not stage.promise("answer")["broken"])


def _breaks(stage: "Stage") -> Iterator[Fact]:
    due = _moment(stage.notes["due"])
    stage.wait_until(due + timedelta(seconds=1))
    promise = stage.promise("answer")
    yield Fact(
        "It is broken since exactly its due time, and still owed.",
        promise["state"] == "owed" and _moment(promise["broken_at"]) == due,
        f"{promise['state']}, broken {promise['broken_at']}",
    )
    told = [words for words in stage.told(RUTH) if words.startswith("Broken")]
    yield Fact("Ruth has been told.", bool(told), str(stage.told(RUTH)))
    yield Fact("Within the pledge's grace nobody counts as ignored.", not stage.kept("ignored"))


def _ignored(stage: "Stage") -> Iterator[Fact]:
    stage.wait(timedelta(hours=1, minutes=5))
    ignored = stage.kept("ignored")
    yield Fact(
        "After an hour without a word she counts as ignored.",
        [each["name"] for each in ignored] == ["Priya Ramanathan"],
        str(ignored),
    )
    told = [words for words in stage.told(HANNAH) if words.startswith("Broken")]
    yield Fact("The head of the company has been told.", bool(told), str(stage.told(HANNAH)))


def _late(stage: "Stage") -> Iterator[Fact]:
    words = "Dear Priya,\n\nyou can, and you are not the first. I am sorry that you had to wait for this."
    stage.kept("answer", stage.reference, "--as", stage.email(AMARA), "--text", words)
    stage.wait(timedelta(seconds=11))
    promise = stage.promise("answer")
    yield Fact(
        "The answer has left; the promise is in proof.", promise["state"] == "in_proof", promise["state"]
    )
    yield Fact("Nobody is ignored any more.", not stage.kept("ignored"))


def _kept(stage: "Stage") -> Iterator[Fact]:
    stage.wait(timedelta(hours=4))
    promise = stage.promise("answer")
    yield Fact("It is kept, since no bounce came back.", promise["state"] == "kept", promise["state"])
    yield Fact(
        "It counts as kept late, and its breaking is not forgotten.",
        promise["late"]
        and promise["broken"]
        and _moment(promise["broken_at"]) == _moment(stage.notes["due"]),
        f"late: {promise['late']}, broken at {promise['broken_at']}",
    )
    findings = stage.kept("ledger", "verify")["findings"]
    yield Fact("The ledger verifies.", not findings, str(findings))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


NO_ANSWER = Story(
    "no-answer",
    "Nobody answers",
    "A customer asks something, and the day goes by. The promise does not wait for anybody to look.",
    (
        Step("Priya asks whether she can buy the left boot only.", _question),
        Step("The hours go by; nobody writes to her.", _warning),
        Step("The due time passes: the promise breaks by itself.", _breaks),
        Step("Another hour goes by.", _ignored),
        Step("Amara answers at last, and says that it is late.", _late),
        Step("Four hours later no bounce has come back.", _kept),
    ),
)
