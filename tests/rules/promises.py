"""Promises for the tests of their life: terms and proofs in minutes around a due time, drawn or by hand."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from kept.rules.promise import Kind, Proof, Reach, Side, Standing, Terms, outcome

DUE = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
GIVEN = DUE - timedelta(hours=4)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GRACE = 6 * HOUR


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def terms(
    *,
    kind: Kind = Kind.ANSWER,
    promisor: Side = Side.COMPANY,
    due: datetime = DUE,
    warn: datetime | None = None,
    needs: Reach = Reach.PRESUMED,
    sign_until: timedelta | None = None,
    or_second_channel: bool = False,
) -> Terms:
    return Terms(kind, promisor, GIVEN, due, warn, needs, sign_until, GRACE, or_second_channel)


def proof(
    reach: Reach,
    happened: datetime,
    recorded: datetime | None = None,
    *,
    withdrawn: datetime | None = None,
    of: str = "",
    delayed: datetime | None = None,
    channel: str = "",
) -> Proof:
    return Proof(reach, happened, recorded or happened, withdrawn, "relay", of, delayed, channel)


def handed_over(happened: datetime, **known) -> Proof:
    return proof(Reach.HANDED_OVER, happened, **known)


def confirmed(happened: datetime, **known) -> Proof:
    return proof(Reach.CONFIRMED, happened, **known)


def standing(made: Terms, *proofs: Proof, now: datetime, closing=None, broken_at=None) -> Standing:
    return outcome(made, proofs, closing, broken_at, now=now)


reaches = st.sampled_from(Reach)
needed = st.sampled_from(Reach)
around = st.integers(-230, 900).map(lambda n: DUE + minutes(n))
before_due = st.integers(-230, 0).map(lambda n: DUE + minutes(n))
after_due = st.integers(1, 900).map(lambda n: DUE + minutes(n))
END = DUE + timedelta(days=3)
"""Later than everything that is drawn, its graces included."""

kinds_that_break = st.sampled_from([kind for kind in Kind if kind is not Kind.CONCESSION])


any_kind = st.sampled_from(Kind)
any_side = st.sampled_from(Side)


@st.composite
def any_terms(draw, *, kinds=any_kind, promisors=any_side, needs=needed) -> Terms:
    warn = draw(st.none() | st.integers(-200, 0).map(lambda n: DUE + minutes(n)))
    sign_until = draw(st.none() | st.integers(1, 1200).map(minutes))
    return terms(
        kind=draw(kinds),
        promisor=draw(promisors),
        warn=warn,
        needs=draw(needs),
        sign_until=sign_until,
        or_second_channel=draw(st.booleans()),
    )


@st.composite
def any_proof(draw, *, when=around, standing=False) -> Proof:
    happened = draw(when)
    recorded = happened + minutes(draw(st.integers(-20, 200)))
    withdrawn = None if standing else draw(st.none() | st.just(recorded + HOUR))
    delayed = draw(st.none() | st.just(recorded + minutes(30)))
    of = draw(st.sampled_from(["mail 1", "mail 2", "call 3"]))
    channel = of.partition(" ")[0]
    return proof(
        draw(reaches), happened, recorded, withdrawn=withdrawn, of=of, delayed=delayed, channel=channel
    )


proofs = st.lists(any_proof(), max_size=5)
ours = any_terms(kinds=kinds_that_break, promisors=st.just(Side.COMPANY))
