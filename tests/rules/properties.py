"""Properties without a deadline (machines are busy) and with few examples (there are many sentences)."""

from collections.abc import Callable
from typing import Any

import hypothesis


def given(*strategies: Any, examples: int = 40) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As `hypothesis.given`, for so many examples."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        return hypothesis.settings(max_examples=examples, deadline=None)(hypothesis.given(*strategies)(test))

    return decorate
