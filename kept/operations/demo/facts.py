"""The fact that makes a desk a demo desk, on the company's own chain."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DemoBegun:
    """From here on this desk shows a demo company. It is written before there is any customer, or never."""

    kind: ClassVar[str] = "demo.begun"
    edition: int
