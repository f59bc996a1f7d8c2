"""An agent of one brand learns nothing of another's matters, and can do nothing in them."""

from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from kept.cases.models import Case, Participant
from kept.channels.mail.intake import Incoming, read, take_in
from kept.contacts.models import Contact, Outgoing, Quarantine
from kept.customers.models import Link
from kept.faces.live.viewer import Viewer
from kept.handling.linking import link_customers
from kept.handling.quarantine import quarantine
from kept.pledge.queries import current
from kept.promises.models import Promise
from kept.staff.models import Agent, BrandSeat
from kept.staff.queries import brands_of
from tests.desk.scene import DAY, Scene, give, mail, say
from tests.desk.test_mail_shown import RAW
from tests.safety.addresses import filled, patterns, things_of, wanted
from tests.safety.test_looking_changes_nothing import state

THEIRS = {"reference", "contact", "attachment", "participant", "outgoing"}


@pytest.fixture
def bench(scene: Scene) -> Agent:
    """An agent who works for Second Bench alone."""
    scene.jonas.all_brands = False
    scene.jonas.save(update_fields=["all_brands"])
    BrandSeat.objects.create(agent=scene.jonas, brand_id=current().brand_id("bench"))
    assert len(brands_of(scene.jonas)) == 1
    return scene.jonas


@pytest.fixture
def agent(bench: Agent) -> Client:
    """That agent's browser."""
    client = Client(headers={"referer": "http://testserver/desk/"})
    client.force_login(bench, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def other(scene: Scene, now: datetime) -> Case:
    """A case of Fellstone with a file, an answer on its way, and a promise."""
    incoming = Incoming(RAW, "eve@customer.example", ("hello@fellstone.example",), "127.0.0.1", now, "smtp")
    take_in([read(incoming)], now=now)
    case = Contact.objects.select_related("case").get(sender_address="eve@customer.example").case
    give(case, scene.ines, now)
    say(case, scene.ines, "We look into it.", now)
    return Case.objects.get(customer_id=case.customer_id, pk=case.pk)


def test_every_address_of_another_brands_case_is_not_there_whether_one_looks_or_acts(
    agent: Client, other: Case
) -> None:
    things = things_of(other)
    tried = 0
    before = state()
    for pattern in patterns():
        names = wanted(pattern)
        promises = str(pattern.pattern).startswith("promise/")
        if not (names & THEIRS or promises):
            continue
        tried += 1
        for method in ("get", "head", "post"):
            answer = getattr(agent, method)(filled(pattern, things))
            assert answer.status_code in (404, 405), f"{method} {pattern.name}: {answer.status_code}"
            assert "A letter" not in answer.content.decode(), pattern.name
    assert tried > 20
    assert state() == before


def test_no_list_shows_another_brands_matters(agent: Client, other: Case) -> None:
    code = Promise.objects.filter(customer_id=other.customer_id, case_id=other.pk).first()
    assert code is not None
    for path in (
        "",
        "mine",
        "unowned",
        "waiting",
        "outbox",
        "notices",
        "customers?q=eve",
        "customers",
        "quarantine",
    ):
        page = agent.get(f"/desk/{path}").content.decode()
        for word in (other.reference, "A letter", code.code):
            assert word not in page, f"{path}: {word}"


def said(answer: HttpResponse) -> str:
    """The middle of a page, without what the frame around it tells."""
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("verb", ["", "/link", "/person/{person}/way", "/way/{point}/end"])
def test_a_customer_whom_only_other_brands_know_is_neither_named_nor_changed(
    agent: Client, other: Case, verb: str
) -> None:
    things = things_of(other)
    path = f"/desk/customer/{other.customer.code}{verb.format(**things)}"
    nobody = said(agent.get("/desk/customer/000000000000"))
    for answer in (agent.get(path), agent.post(path, {"code": other.customer.code, "why": "So."})):
        assert answer.status_code in (404, 405)
        page = answer.content.decode()
        assert "eve@customer.example" not in page and other.customer.name not in page
        if answer.status_code == 404 and not verb:
            assert said(answer).replace(other.customer.code, 12 * "0") == nobody and "ask a lead" in nobody


def test_lists_of_customers_name_those_of_the_readers_brands_alone(agent: Client, other: Case) -> None:
    for query in ("", "?q=eve", f"?q={other.customer.name[:4]}"):
        page = agent.get(f"/desk/customers{query}").content.decode()
        assert f"/desk/customer/{other.customer.code}" not in page, query
    assert "Marcus Oyelaran" in agent.get("/desk/customers").content.decode()


def test_matters_of_other_brands_stand_as_one_line_without_a_word_of_theirs(
    agent: Client, scene: Scene, now: datetime
) -> None:
    for subject in ("Boots", "Laces"):
        mail(
            now - DAY,
            "Marcus Oyelaran <marcus@oyelaran.example>",
            "hello@fellstone.example",
            subject,
            "Where are they?",
        )
    page = agent.get(f"/desk/customer/{scene.cases['laptop'].customer.code}").content.decode()
    assert "2 matters at Fellstone: ask a lead." in page
    assert "Boots" not in page and "Laces" not in page


def test_an_account_of_another_brand_that_is_linked_to_ours_stays_unnamed(
    agent: Client, other: Case, scene: Scene, now: datetime
) -> None:
    laptop = scene.cases["laptop"]
    link = link_customers(other.customer_id, laptop.customer_id, by=scene.ines, now=now)
    page = agent.get(f"/desk/customer/{laptop.customer.code}").content.decode()
    assert other.customer.code not in page and "eve@customer.example" not in page
    assert "One matter at Fellstone: ask a lead." in page
    assert agent.post(f"/desk/customer/{laptop.customer.code}/link/{link.pk}/end").status_code == 404
    assert Link.objects.get(pk=link.pk).undone_at is None


def test_a_link_is_ended_only_by_way_of_a_customer_that_it_is_of(
    agent: Client, scene: Scene, now: datetime
) -> None:
    one, two = scene.cases["boot"].customer_id, scene.cases["fresh"].customer_id
    link = link_customers(one, two, by=scene.ines, now=now)
    laptop = scene.cases["laptop"].customer.code
    assert agent.post(f"/desk/customer/{laptop}/link/{link.pk}/end").status_code == 404
    assert Link.objects.get(pk=link.pk).undone_at is None


@pytest.mark.parametrize(
    ("to", "sees"),
    [
        (("help+K7Q.abc@secondbench.example",), True),
        (("hello@fellstone.example", "help@secondbench.example"), True),
        (("hello@fellstone.example",), False),
        (("nobody@else.example",), False),
        ((), False),
    ],
)
def test_mail_set_apart_is_seen_by_whoever_sees_a_brand_that_it_is_for(
    agent: Client, scene: Scene, now: datetime, to: tuple[str, ...], sees: bool
) -> None:
    number = quarantine(
        b"broken bytes of eve",
        channel="mail",
        source="smtp",
        envelope_from="eve@customer.example",
        envelope_to=to,
        peer="127.0.0.1",
        received_at=now,
        reason="Unreadable.",
        now=now,
    )
    page = agent.get("/desk/quarantine").content.decode()
    assert ("eve@customer.example" in page) == sees
    assert (f"quarantine-{number}" in page) == sees
    source = agent.get(f"/desk/quarantine/{number}/source")
    assert source.status_code == (200 if sees else 404)
    assert agent.get(f"/desk/quarantine/{number}/dismissal").status_code == (200 if sees else 404)
    if not sees:
        assert agent.post(f"/desk/quarantine/{number}/retry").status_code == 404
        assert agent.post(f"/desk/quarantine/{number}/dismissal", {"why": "So."}).status_code == 404
        assert Quarantine.objects.get(pk=number).ended_at is None
    ines = Client()
    ines.force_login(scene.ines, backend="django.contrib.auth.backends.ModelBackend")
    assert "eve@customer.example" in ines.get("/desk/quarantine").content.decode()


def test_looking_for_another_brands_reference_is_answered_like_one_that_does_not_exist(
    agent: Client, other: Case
) -> None:
    theirs = agent.get("/desk/customers", {"q": other.reference})
    assert theirs.status_code == 200  # no redirect that would say: there is one
    nothing = agent.get("/desk/case/K7Q-3M9-E")
    assert agent.get(f"/desk/case/{other.reference}").status_code == nothing.status_code == 404


def test_a_case_cannot_be_merged_into_another_brands_case(agent: Client, other: Case, scene: Scene) -> None:
    mine = scene.cases["laptop"].reference
    assert agent.post(f"/desk/case/{mine}/merge", {"into": other.reference}).status_code == 404


def test_a_person_whom_only_another_brand_knows_is_neither_found_nor_linked(
    agent: Client, other: Case, scene: Scene
) -> None:
    case = scene.cases["laptop"]
    who = Participant.objects.filter(customer_id=case.customer_id, case_id=case.pk).exclude(person_id=None)[0]
    path = f"/desk/case/{case.reference}/participant/{who.pk}/person"
    known, nobody = (
        agent.post(path, {"address": address})
        for address in ("eve@customer.example", "nobody@customer.example")
    )
    assert known.status_code == nobody.status_code == 404
    assert said(known).replace("eve@", "") == said(nobody).replace("nobody@", "")
    assert not Link.objects.filter(kind="person").exists()


def test_a_stranger_in_another_brands_case_cannot_be_decided_about_by_way_of_ones_own_case(
    agent: Client, scene: Scene, now: datetime
) -> None:
    """One customer writes to two brands; the number of the stranger in one is sent to the other."""
    laptop = scene.cases["laptop"]
    theirs = mail(
        now - DAY,
        "Marcus Oyelaran <marcus@oyelaran.example>",
        "hello@fellstone.example",
        "Boots",
        "Where are they?",
    )
    assert theirs.customer_id == laptop.customer_id and theirs.brand_id != laptop.brand_id
    stranger = Participant.objects.create(
        id=987654321, customer_id=theirs.customer_id, case_id=theirs.pk, name="Eve", address="eve@else.example",
        standing="unconfirmed", since=now,
    )  # fmt: skip
    for verb in ("acceptance", "parting"):
        path = f"/desk/case/{laptop.reference}/participant/{stranger.pk}/{verb}"
        assert agent.post(path).status_code == 404, verb
    assert Participant.objects.get(customer_id=theirs.customer_id, pk=stranger.pk).standing == "unconfirmed"


def test_another_brands_mail_cannot_be_taken_back(agent: Client, other: Case) -> None:
    letter = Outgoing.objects.filter(customer_id=other.customer_id, purpose="answer").get()
    assert agent.post(f"/desk/outbox/{letter.pk}/cancellation").status_code == 404
    letter.refresh_from_db()
    assert letter.state == "queued"


def test_a_live_page_hears_of_the_readers_brands_alone(bench: Agent, other: Case) -> None:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import login
    from django.http import HttpRequest

    from kept.faces.live.events import Event
    from kept.faces.live.signing import viewer_of

    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, bench, "django.contrib.auth.backends.ModelBackend")
    request.session.save()
    viewer = viewer_of(str(request.session.session_key))
    assert viewer == Viewer(bench.pk, brands_of(bench))
    assert not viewer.may_hear(Event("case", other.reference, other.brand_id))
    assert viewer.may_hear(Event("case", "K7Q-3M9-E", current().brand_id("bench")))
