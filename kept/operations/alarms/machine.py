"""Trouble with the machine: disks that are nearly full."""

from collections.abc import Iterator

from django.conf import settings

from kept.operations.doctor.disk import existing, nearly_full
from kept.staff.alarms import Trouble


def troubles() -> Iterator[Trouble]:
    """What is wrong with the machine now; each disk is told of once."""
    seen: set[int] = set()
    for folder in (settings.KEPT.home, settings.KEPT.files.folder, settings.KEPT.anchors):
        there = existing(folder) if folder is not None else None
        if there is None or there.stat().st_dev in seen:
            continue
        seen.add(there.stat().st_dev)
        sentence = nearly_full(there)
        if sentence:
            yield Trouble(
                f"disk:{there.stat().st_dev}",
                sentence,
                "Make room there. When it is full, mail is refused for a while and comes again; none is lost.",
            )
