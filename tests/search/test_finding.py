"""What is found, in which order, and by whom."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kept.handling.note import write_note
from kept.search.accounts import named, near
from kept.search.asking import ask
from kept.search.catching_up import catch_up
from kept.search.exact import exactly
from kept.search.finding import Found, find
from kept.search.query import parse
from kept.search.viewer import Viewer
from tests.making import Desk, take

pytestmark = pytest.mark.usefixtures("keyed_sql")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def viewer(desk: Desk, now: datetime) -> Viewer:
    return Viewer(desk.jonas.pk, (desk.brand_id,), True, now, ZoneInfo("UTC"))


def search(viewer: Viewer, typed: str, **how: object) -> Found:
    return find(ask(parse(typed), viewer), viewer, **how)


def subjects(viewer: Viewer, typed: str) -> list[str]:
    found = search(viewer, typed)
    return [found.cases[hit.customer_id, hit.case_id].subject for hit in found.hits]


def write(desk: Desk, now: datetime, subject: str, text: str, **more: object) -> None:
    sender = f"{subject.split()[0].lower()}@customer.test"
    take(desk, at=now, subject=subject, text=text, **({"sender": sender} | more))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("machine", ["Washing machines", "Waschmaschine kaputt"]),
        ("washed machine", ["Washing machines"]),
        ("Maschinen", ["Waschmaschine kaputt"]),
        ("bestellung", ["Waschmaschine kaputt"]),
        ("muller", ["Waschmaschine kaputt"]),
        ("Mueller", ["Waschmaschine kaputt"]),
        ("MÜLLER", ["Waschmaschine kaputt"]),
        ('"spin any more"', ["Washing machines"]),
        ('"any spin"', []),
        ("spin -machine", []),
        ('spin -"more any"', ["Washing machines"]),
        ('spin -"any more"', []),
        ("4711-22", ["Washing machines"]),
        ("471122", ["Washing machines"]),
        ("+49 30 1234567", ["Washing machines"]),
        ("030 1234567", ["Washing machines"]),
        ("from:anna", ["Washing machines"]),
        ("from:anna@customer.test", ["Washing machines"]),
        ("from:anna -spin", []),
        ("channel:mail spin", ["Washing machines"]),
        ("is:settled spin", []),
        ("is:open spin", ["Washing machines"]),
        ("owner:nobody spin", ["Washing machines"]),
        ("is:mine spin", []),
        ("kind:answer spin", ["Washing machines"]),
        ("kind:refund spin", []),
        ("before:2026-06-17 spin", []),
        ("after:2026-06-17 spin", ["Washing machines"]),
        ("brand:nobody spin", []),
        ("has:attachment spin", []),
        ("is:unowned spin", ["Washing machines"]),
        ("wash*", ["Washing machines"]),
        ("zzz", []),
    ],
)
def test_words_and_operators_find_what_they_say(
    desk: Desk, viewer: Viewer, now: datetime, typed: str, found: list[str]
):
    write(
        desk,
        now,
        "Washing machines",
        "My two washing machines do not spin any more. Order 4711-22, call 030 1234567.",
        sender="anna@customer.test",
        name="Anna Keller",
    )
    write(
        desk,
        now - MINUTE,
        "Waschmaschine kaputt",
        "Guten Tag, ich habe mit meinen Bestellungen Pech: die Maschine ist nicht da. Machine! Gruß, Jörg Müller",
    )
    catch_up(now=now)
    assert subjects(viewer, typed) == found


def test_a_case_is_found_once_at_its_newest_hit(desk: Desk, viewer: Viewer, now: datetime):
    first = take(desk, at=now - DAY, subject="Lamp", text="The lamp is dark.", message_id="<1@c.test>")
    take(desk, at=now, subject="Re: Lamp", text="Still the lamp.", reply_to="<1@c.test>")
    catch_up(now=now)
    found = search(viewer, "lamp")
    assert [hit.case_id for hit in found.hits] == [first.case_id]
    assert found.hits[0].at == now and found.place is None


def test_pages_go_on_and_show_nothing_twice(desk: Desk, viewer: Viewer, now: datetime):
    for number in range(7):
        take(
            desk,
            at=now - number * DAY,
            sender=f"a{number}@x.test",
            subject=f"Lamp {number}",
            text="dark lamp",
        )
    for number in range(7):
        take(
            desk,
            at=now - (20 + number) * DAY,
            sender=f"a{number}@x.test",
            subject=f"Lamp {number}",
            text="lamp again",
        )
    catch_up(now=now)
    seen, place = [], None
    while True:
        found = search(viewer, "lamp", after=place, page=3)
        seen += [hit.case_id for hit in found.hits]
        place = found.place
        if place is None:
            break
    assert len(seen) == len(set(seen)) == 14


def test_what_belongs_to_another_brand_is_not_there(desk: Desk, viewer: Viewer, now: datetime):
    receipt = take(desk, at=now, text="The lamp is dark.")
    catch_up(now=now)
    other = Viewer(viewer.agent_id, (10**6,), False, now, viewer.zone)
    assert not search(other, "lamp").hits and not search(other, "is:open").hits
    assert not named("marcus", other, most=5) and not near("markus", other, most=5).customers
    assert not exactly(receipt.reference, other).case
    assert not exactly("marcus@customer.test", other).customers
    assert search(viewer, "lamp").hits and named("marcus", viewer, most=5)


def test_exact_things_are_found_before_anything_is_indexed(desk: Desk, viewer: Viewer, now: datetime):
    receipt = take(desk, at=now)
    assert exactly(f" {receipt.reference.lower().replace('-', ' ')}", viewer).case.pk == receipt.case_id
    assert [each.pk for each in exactly("Marcus@customer.test", viewer).customers] == [receipt.customer_id]


def test_a_mistyped_name_is_close_to_the_right_one(desk: Desk, viewer: Viewer, now: datetime):
    receipt = take(desk, at=now, name="Wendeline Maas", sender="w@maas.test")
    catch_up(now=now)
    assert named("Wendelin", viewer, most=5) == [receipt.customer_id]
    assert not named("Wndeline", viewer, most=5)
    found = near("Wndeline", viewer, most=5)
    assert (found.words, found.customers) == (("wendeline",), (receipt.customer_id,))
    assert not near("Oberon", viewer, most=5).customers


def test_notes_are_found_as_notes(desk: Desk, viewer: Viewer, now: datetime):
    receipt = take(desk, at=now)
    write_note(receipt.customer_id, receipt.case_id, "He is a reseller.", by=desk.jonas, now=now)
    catch_up(now=now)
    assert [hit.kind for hit in search(viewer, "reseller kind:note").hits] == ["note"]
    assert not search(viewer, "laptop kind:note").hits


def test_a_bare_date_in_the_readers_zone_bounds_the_days(desk: Desk, now: datetime):
    at = datetime(2026, 6, 16, 22, 30, tzinfo=UTC)  # half past midnight of the 17th in Berlin
    take(desk, at=at, text="The lamp is dark.")
    catch_up(now=now)
    berlin = Viewer(1, (desk.brand_id,), True, now, ZoneInfo("Europe/Berlin"))
    assert search(berlin, "lamp after:2026-06-17").hits and not search(berlin, "lamp before:2026-06-17").hits
