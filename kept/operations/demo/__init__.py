"""The demo company: four brands, a dozen colleagues, and three weeks of customers who never were."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kept.operations.demo.filling import Progress, Report


def fill(*, now: datetime, fresh: bool = False, progress: "Progress | None" = None) -> "Report":
    """Fill an empty desk with the demo company; one that is filled already is left as it is.

    All of it is stored, or nothing. `fresh` throws a filled demo away first (see `anew.start_over`). Raises
    `NotADemo` for a desk that is somebody's own.
    """
    from kept.operations.demo.filling import fill_desk  # here: `anew` runs before there is a Django

    return fill_desk(now=now, fresh=fresh, progress=progress)
