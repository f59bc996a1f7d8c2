"""The demo company: its pledge, its people, their teams."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from kept.ledger.actor import SETUP
from kept.pledge.accept import accept_pledge
from kept.pledge.models import Brand
from kept.staff.actions import form_team, join
from kept.staff.models import Agent, Membership

#: Where the company's people have their mail.
DOMAIN = "fourtrades.example"


@dataclass(frozen=True, slots=True)
class Company:
    """The people, by the name that scripts call them."""

    agents: Mapping[str, Agent]
    members: Mapping[str, tuple[str, ...]]  # slug of a brand → who answers there


def pledge_text() -> str:
    """The pledge of the demo company."""
    return files(__package__).joinpath("pledge.toml").read_text(encoding="utf-8")


def pledge_of_before() -> str:
    """The pledge that it began with: nothing was acknowledged yet."""
    return pledge_text().replace("[acknowledgement]\n", "[acknowledgement]\nsend = false\n")


def found_company(now: datetime) -> Company:
    """Accept the pledge that it begins with, let everybody join, form the teams.

    Nobody is admin: whoever installed the demo becomes that by the first sign-in link.
    """
    accept_pledge(pledge_of_before(), by=SETUP, now=now)
    agents = {
        each["who"]: join(
            email=f"{each['who']}@{DOMAIN}", name=each["name"], role=each["role"], by=SETUP, now=now
        )
        for each in _data()["agent"]
    }
    members = {}
    for each in _data()["team"]:
        brand = Brand.objects.get(slug=each["brand"])
        team = form_team(each["name"], lead=agents[each["lead"]], brand=brand, by=SETUP, now=now)
        Membership.objects.bulk_create(Membership(team=team, agent=agents[who]) for who in each["members"])
        members[each["brand"]] = tuple(each["members"])
    return Company(agents, members)


def answers_of_the_world() -> Mapping[str, tuple[int, str]]:
    """What servers say about recipients whom they refuse or put off: address → (code, words)."""
    said = {**_data()["refused"], **_data()["later"]}
    return {address: (int(words[:3]), words[4:]) for address, words in said.items()}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("company.toml").read_text(encoding="utf-8"))
