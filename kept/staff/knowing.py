"""Verbs over what colleagues know: the list of skills, and each one's languages and skills."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf.locale import LANG_INFO
from django.db import transaction

from kept.ledger.actor import Actor
from kept.ledger.models import COMPANY
from kept.ledger.record import record
from kept.refusal import NotFound, Refusal
from kept.rules.routing import Subject
from kept.staff.facts import AgentKnows, SkillNamed
from kept.staff.models import Agent, AgentLanguage, AgentSkill, Skill

#: Languages by code, each with its name in English; regions of one language are one.
LANGUAGES: dict[str, str] = {
    code: str(about["name"])
    for code, about in sorted(LANG_INFO.items(), key=lambda item: str(item[1].get("name", "")))
    if "name" in about and "-" not in code
}


@transaction.atomic
def name_skill(
    name: str, words: Iterable[str] = (), *, known: Skill | None = None, by: Actor, now: datetime
) -> Skill:
    """A skill on the list, with the words that ask for it in a subject. `known`: one that is changed."""
    name = " ".join(name.split())
    if not name:
        raise Refusal("A skill needs a name.", code="no_name")
    asked = list(dict.fromkeys(plain for word in words if (plain := " ".join(word.split()))))
    there = Skill.objects.filter(name__iexact=name).first()
    if there is not None and known is not None and there.pk != known.pk:
        raise Refusal("There is a skill %(name)s already.", code="already_there", values={"name": there.name})
    skill = known or there or Skill()
    if known is not None or there is None or asked:
        skill.name, skill.words = name, asked
    skill.save()
    record(SkillNamed(skill.pk, gone=False), customer=COMPANY, by=by, now=now)
    return skill


@transaction.atomic
def drop_skill(skill: Skill, *, by: Actor, now: datetime) -> None:
    """Off the list, and nobody has it any more."""
    record(SkillNamed(skill.pk, gone=True), customer=COMPANY, by=by, now=now)
    skill.delete()


@transaction.atomic
def learn(
    agent: Agent, *, languages: Collection[str], skills: Collection[Skill], by: Actor, now: datetime
) -> None:
    """What he speaks and knows about from now on. Raises Refusal for a language that is not on the list."""
    unknown = sorted(set(languages) - LANGUAGES.keys())
    if unknown:
        raise Refusal(
            "“%(language)s” is no language that is known here.",
            values={"language": unknown[0]},
            remedy="Use codes like de, en or pt.",
            code="bad_language",
        )
    spoken, known = sorted(set(languages)), sorted(skill.pk for skill in skills)
    AgentLanguage.objects.filter(agent=agent).exclude(language__in=spoken).delete()
    AgentLanguage.objects.bulk_create(
        [AgentLanguage(agent=agent, language=code) for code in spoken], ignore_conflicts=True
    )
    AgentSkill.objects.filter(agent=agent).exclude(skill__in=known).delete()
    AgentSkill.objects.bulk_create(
        [AgentSkill(agent=agent, skill_id=skill) for skill in known], ignore_conflicts=True
    )
    record(AgentKnows(agent.pk, spoken, known), customer=COMPANY, by=by, now=now)


def subjects() -> list[Subject]:
    """Every skill with the words that ask for it."""
    return [Subject(skill.name, tuple(skill.words)) for skill in Skill.objects.order_by("name")]


def skill_by_id(skill_id: int) -> Skill:
    """A skill on the list; NotFound for none."""
    skill = Skill.objects.filter(pk=skill_id).first()
    if skill is None:
        raise NotFound("There is no such skill.")
    return skill
