"""`kept keep`, `release` and `void`: how a promise ends."""

import typer

from kept.operations.cli.options import By, Code, Why, agent_by
from kept.operations.cli.promising import shown
from kept.operations.cli.running import Answer, AsJson, command


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    command(app, "keep")(keep)
    command(app, "release")(release)
    command(app, "void")(void)


def keep(code: Code, by: By, why: Why, as_json: AsJson = False) -> Answer:
    """An agent says that a promise was kept, and how he knows. His name stands beside it."""
    from kept.clock import now as clock
    from kept.handling.gates import may_write, promise_for
    from kept.promises.prove import Sign, keep_promise
    from kept.rules.promise import Reach

    now = clock()
    agent = agent_by(by)
    promise = promise_for(agent, code)
    may_write(agent)
    sign = Sign(Reach.CONFIRMED, happened_at=now, source="attested", reason=why)
    kept = keep_promise(promise.customer_id, promise.pk, sign, by=agent.actor, now=now)
    return shown(kept, f"Kept, by the word of {agent.name}.", now=now)


def release(code: Code, by: By, why: Why, as_json: AsJson = False) -> Answer:
    """The customer lets a promise go; --why says where he did."""
    from kept.clock import now as clock
    from kept.handling.gates import may_write, promise_for
    from kept.promises import close

    now = clock()
    agent = agent_by(by)
    promise = promise_for(agent, code)
    may_write(agent)
    ended = close.release(promise.customer_id, promise.pk, contact_id=None, why=why, by=agent.actor, now=now)
    return shown(ended, "Let go by the customer.", now=now)


def void(code: Code, by: By, why: Why, as_json: AsJson = False) -> Answer:
    """A promise was never owed: spam, a double, a mistake. This is counted."""
    from kept.clock import now as clock
    from kept.handling.gates import may_write, promise_for
    from kept.promises import close

    now = clock()
    agent = agent_by(by)
    promise = promise_for(agent, code)
    may_write(agent)
    ended = close.void(promise.customer_id, promise.pk, why=why, by=agent.actor, now=now)
    return shown(ended, "Marked as never owed.", now=now)
