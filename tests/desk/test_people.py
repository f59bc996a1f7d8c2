"""The pages about people: who is let in and how, what each may see and knows, who is away, who leaves, first steps."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client

from kept.cases.models import Case
from kept.channels.mail.models import Relay
from kept.pledge.models import Brand
from kept.pledge.queries import current
from kept.staff.models import Absence, Agent, Skill, Team, WorkingWeek
from tests.desk.scene import Scene
from tests.safety.addresses import filled, patterns

HTMX = {"hx-request": "true"}


def page(client: Client, path: str) -> str:
    answer = client.get(f"/desk/{path}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def as_(agent: Agent) -> Client:
    other = Client()
    other.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    return other


def person(scene: Scene, verb: str = "") -> str:
    return f"/desk/settings/people/{scene.jonas.pk}" + (f"/{verb}" if verb else "")


def test_without_a_relay_a_colleague_is_let_in_by_a_link(client: Client, scene: Scene) -> None:
    form = {"name": "Lena Ott", "email": "lena@kept.test", "role": "agent", "sees": "all"}
    answer = client.post("/desk/settings/people/new", form, follow=True)
    words = answer.content.decode()
    assert "Make a link for the first sign-in" in words and "Has not been invited yet" in words
    lena = Agent.objects.get(email="lena@kept.test")
    shown = client.post(f"/desk/settings/people/{lena.pk}/link").content.decode()
    assert "<html" in shown and "/desk/welcome/" in shown  # without script, a page of its own
    assert "A link was made" in page(client, f"settings/people/{lena.pk}")
    assert "Invited" in page(client, "settings/people")


def test_with_a_relay_the_invitation_goes_by_mail_and_can_be_sent_again_and_taken_back(
    client: Client, scene: Scene
) -> None:
    Relay.objects.create(host="127.0.0.1", port=25, security="none")
    form = {"name": "Lena Ott", "email": "lena@kept.test", "role": "agent", "sees": "all"}
    client.post("/desk/settings/people/new", form)
    lena = Agent.objects.get(email="lena@kept.test")
    (sent,) = mail.outbox
    assert sent.to == ["lena@kept.test"] and "Ines Valadão has made a place for you" in sent.body
    first = "/desk/" + sent.body.partition("/desk/")[2].split()[0]
    assert "Invited by mail" in page(client, f"settings/people/{lena.pk}")
    client.post(f"/desk/settings/people/{lena.pk}/invitation")
    second = "/desk/" + mail.outbox[1].body.partition("/desk/")[2].split()[0]
    assert Client().get(first).status_code == 409 and Client().get(second).status_code == 200
    client.post(f"/desk/settings/people/{lena.pk}/invitation/end")
    assert Client().get(second).status_code == 409
    assert "The invitation was taken back" in page(client, f"settings/people/{lena.pk}")


def test_a_mail_that_cannot_leave_is_said_and_nothing_is_lost(client: Client, scene: Scene, settings) -> None:
    settings.EMAIL_BACKEND = "kept.channels.mail.sending.django_backend.Backend"
    answer = client.post(person(scene, "invitation"), follow=True)
    assert "Make a link instead" in answer.content.decode()


def test_an_invitation_that_ran_out_says_so(client: Client, scene: Scene, now: datetime) -> None:
    from kept.staff.first_link import invitation

    invitation(scene.jonas, now=now - timedelta(days=9))
    assert "ran out" in page(client, f"settings/people/{scene.jonas.pk}")


def test_brands_of_a_colleague_are_chosen_and_never_none(client: Client, scene: Scene) -> None:
    brand = Brand.objects.get(slug="marsh")
    refused = client.post(person(scene, "brands"), {"sees": "some"}, headers=HTMX)
    assert refused.status_code == 422 and "Choose at least one brand" in refused.content.decode()
    client.post(person(scene, "brands"), {"sees": "some", "brands": [brand.pk]})
    assert "Marsh &amp; Welt" in page(client, f"settings/people/{scene.jonas.pk}")
    other = as_(Agent.objects.get(pk=scene.jonas.pk))
    assert other.get(f"/desk/case/{scene.cases['laptop'].reference}").status_code == 404


def test_languages_skills_and_hours_are_written_down_by_who_they_are_about(
    client: Client, scene: Scene
) -> None:
    jonas = as_(scene.jonas)
    form = {"another": "de", "new_skill": "Invoices"}
    assert jonas.post(person(scene, "knowledge"), form).status_code == 302
    week = {"zone": "Europe/Berlin", "monday": "09:00-12:30, 13:30-17:00"}
    assert jonas.post(person(scene, "hours"), week).status_code == 302
    words = page(client, f"settings/people/{scene.jonas.pk}")
    assert "German" in words and "Invoices" in words and "09:00-12:30, 13:30-17:00" in words
    assert WorkingWeek.objects.get(agent=scene.jonas).zone == "Europe/Berlin"
    theirs = f"/desk/settings/people/{scene.ines.pk}/hours"
    assert jonas.post(theirs, week).status_code == 403  # somebody else's are a lead's matter


def test_a_day_that_cannot_be_read_is_said_beside_it_and_the_others_stay(
    client: Client, scene: Scene
) -> None:
    week = {"zone": "Europe/Berlin", "monday": "09:00-17:00", "tuesday": "nine to five"}
    answer = client.post(person(scene, "hours"), week, headers=HTMX)
    words = answer.content.decode()
    assert (
        answer.status_code == 422 and 'id="id_tuesday-error"' in words and 'id="id_monday-error"' not in words
    )
    assert 'value="09:00-17:00"' in words and 'value="nine to five"' in words


def test_an_absence_is_written_down_and_why_is_read_by_leads_and_himself_alone(
    client: Client, scene: Scene
) -> None:
    form = {
        "begins": "2026-06-17 13:00",
        "ends": "2026-06-19 09:00",
        "reason": "Surgery",
        "stand_in": scene.ines.pk,
    }
    jonas = as_(scene.jonas)
    assert jonas.post(person(scene, "absence"), form).status_code == 302
    assert "Surgery" in page(client, "settings/absences") and "Surgery" in page(jonas, "settings/absences")
    amara = as_(Agent.objects.get(email="amara@kept.test"))
    theirs = page(amara, "settings/absences")
    assert "Jonas Weil" in theirs and "Surgery" not in theirs
    assert "Away" in page(client, "settings/people")
    absence = Absence.objects.get(agent=scene.jonas)
    assert amara.post(f"/desk/settings/absences/{absence.pk}/end").status_code == 403
    assert client.post(f"/desk/settings/absences/{absence.pk}/end").status_code == 302
    assert "Everybody is here" in page(client, "settings/absences")


def test_who_leaves_hands_over_and_cannot_come_in_any_more(client: Client, scene: Scene) -> None:
    jonas = as_(scene.jonas)
    assert jonas.get("/desk/").status_code == 200
    answer = client.post(person(scene, "leaving"), {"to": scene.ines.pk}, follow=True)
    assert "Jonas Weil has left" in answer.content.decode()
    press = scene.cases["press"]
    assert Case.objects.get(customer_id=press.customer_id, pk=press.pk).owner == scene.ines
    assert jonas.get("/desk/").status_code == 302
    assert client.post(person(scene, "return")).status_code == 302
    assert Agent.objects.get(pk=scene.jonas.pk).is_active


def test_the_last_admin_is_told_why_she_cannot_leave(client: Client, scene: Scene) -> None:
    answer = client.post(f"/desk/settings/people/{scene.ines.pk}/leaving", {}, headers=HTMX)
    assert answer.status_code == 409 and "The last admin cannot go" in answer.content.decode()
    answer = client.post(f"/desk/settings/people/{scene.ines.pk}/role", {"role": "agent"}, headers=HTMX)
    assert answer.status_code == 409


def test_teams_and_skills_are_formed_changed_and_closed(client: Client, scene: Scene) -> None:
    form = {"name": "Repairs", "lead": scene.ines.pk, "members": [scene.jonas.pk]}
    assert client.post("/desk/settings/teams/new", form).status_code == 302
    words = page(client, "settings/teams")
    assert "Repairs" in words and "Led by Ines Valadão" in words
    team = Team.objects.get(name="Repairs")
    again = client.post("/desk/settings/teams/new", form, headers=HTMX)
    assert again.status_code == 409 and "There is a team Repairs already" in again.content.decode()
    client.post(f"/desk/settings/teams/{team.pk}/closing", {"into": Team.objects.get(name="Everyone").pk})
    assert f"team-{team.pk}" not in page(client, "settings/teams")
    client.post("/desk/settings/skills/new", {"name": "Invoices", "words": "invoice, bill"})
    skill = Skill.objects.get(name="Invoices")
    assert skill.words == ["invoice", "bill"]
    client.post(f"/desk/settings/skills/{skill.pk}/end")
    assert not Skill.objects.exists()


def test_only_admins_change_who_may_do_what(scene: Scene) -> None:
    ruth = as_(Agent.objects.get(email="ruth@kept.test"))  # a lead
    for verb in ("role", "brands", "teams", "leaving", "return", "link", "invitation", "invitation/end"):
        assert ruth.post(person(scene, verb), {"role": "admin"}).status_code == 403, verb
    for path in ("teams/new", "skills/new"):
        assert ruth.post(f"/desk/settings/{path}", {"name": "X"}).status_code == 403
    assert ruth.get("/desk/settings/teams").status_code == 200


def test_the_case_proposes_who_should_have_it_and_why(client: Client, scene: Scene) -> None:
    case = scene.cases["fresh"]
    words = client.get(f"/desk/case/{case.reference}/owner", headers=HTMX).content.decode()
    assert words.count('name="to" value="') == 3 and "is at work now" in words
    best = words.partition('name="to" value="')[2].partition('"')[0]
    assert client.post(f"/desk/case/{case.reference}/owner", {"to": best}).status_code == 302
    assert Case.objects.get(customer_id=case.customer_id, pk=case.pk).owner_id == int(best)


def test_the_guide_names_company_and_brand_in_the_pledge_and_keeps_its_comments(
    client: Client, scene: Scene
) -> None:
    before = current().number
    form = {"name": "Larkfield & Daughters", "zone": "Europe/Berlin"}
    assert client.post("/desk/setup/company", form).status_code == 302
    brand = {"name": "Fell", "address": "Hello@Fell.example", "accent": "#aa2233"}
    assert client.post("/desk/setup/brand", brand).status_code == 302
    pledge = current()
    assert pledge.number == before + 2 and pledge.pledge.company == "Larkfield & Daughters"
    assert (
        pledge.pledge.brands[0].address == "hello@fell.example"
        and pledge.pledge.brands[0].accent == "#aa2233"
    )
    assert "answers from hello@fell.example" in page(client, "setup")


def test_an_address_that_is_none_is_refused_beside_its_field(client: Client, scene: Scene) -> None:
    form = {"name": "Fell", "address": "hello at fell", "accent": "#aa2233"}
    answer = client.post("/desk/setup/brand", form, headers=HTMX)
    assert answer.status_code == 422 and 'id="id_address-error"' in answer.content.decode()


def test_a_step_of_the_guide_waits_and_is_remembered(client: Client, scene: Scene) -> None:
    assert "To do" in page(client, "setup")
    client.post("/desk/setup/mail_out/later")
    assert "Left for later" in page(client, "setup")
    client.post("/desk/setup/mail_out/end")
    assert "Left for later" not in page(client, "setup")
    assert client.post("/desk/setup/dance/later").status_code == 404
    assert as_(scene.jonas).post("/desk/setup/company", {"name": "X"}).status_code == 403


@pytest.mark.parametrize("path", ["settings/people", "settings/teams", "settings/absences", "setup"])
def test_the_pages_take_a_small_fixed_number_of_queries(
    client: Client, scene: Scene, path: str, django_assert_max_num_queries, now: datetime
) -> None:
    from kept.staff.actions import join

    for number in range(12):
        join(email=f"{number}@kept.test", name=f"A {number}", role="agent", by=scene.ines.actor, now=now)
    client.get(f"/desk/{path}")
    with django_assert_max_num_queries(26):
        client.get(f"/desk/{path}")


def test_whoever_only_reads_changes_nothing_about_people_and_looking_changes_nothing(
    client: Client, scene: Scene, now: datetime
) -> None:
    from kept.staff.actions import everyone
    from kept.staff.knowing import name_skill
    from kept.staff.working import plan_absence

    by = scene.ines.actor
    things = {
        "agent": scene.jonas.pk,
        "team": everyone().pk,
        "skill": name_skill("Invoices", by=by, now=now).pk,
        "absence": plan_absence(scene.jonas, begins_at=now, ends_at=None, by=by, now=now).pk,
        "step": "people",
    }
    Agent.objects.filter(pk=scene.jonas.pk).update(role="reader")
    reader = as_(Agent.objects.get(pk=scene.jonas.pk))
    ours = [
        pattern
        for pattern in patterns()
        if str(pattern.pattern).startswith(
            ("settings/people", "settings/teams", "settings/absences", "setup")
        )
        or str(pattern.pattern).startswith("settings/skills")
    ]
    before, walked = staff_rows(), 0
    for pattern in ours:
        address = filled(pattern, things)
        assert reader.post(address).status_code in (403, 405), address
        assert client.get(address).status_code in (200, 405), address
        walked += 1
    assert walked >= 25 and staff_rows() == before
    assert "Change" not in page(reader, f"settings/people/{scene.jonas.pk}").partition("<main")[2]


def staff_rows() -> dict[str, str]:
    """A digest of every row about staff and of the company's own chain."""
    tables = [m._meta.db_table for m in apps.get_app_config("staff").get_models()] + ["ledger_entry"]
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
            )
            found[table] = cursor.fetchone()[0]
    return found
