"""A good pledge to make slips in, and the sentences that come back."""

from kept.pledge.schema import PledgeErrors, read_pledge

GOOD = """\
[company]
name = "Boots & Co"
zone = "Europe/Vienna"
[hours]
monday = ["09:00-12:30", "13:30-18:00"]
[brands.boots]
address = "hello@boots.example"
"""


def problems(text: str) -> list[str]:
    try:
        read_pledge(text)
    except PledgeErrors as found:
        return [str(error) for error in found.errors]
    return []
