"""Where recorded mails of other projects lie, when there are any: KEPT_SAMPLES, or beside the checkout."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLES = Path(os.environ.get("KEPT_SAMPLES") or CHECKOUT.parent / "shared" / "samples")

needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="No recorded mails of other projects: set KEPT_SAMPLES to their folder."
)


def mails(*folders: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of every recorded mail below the folders."""
    for folder in folders:
        for path in sorted((SAMPLES / folder).rglob("*")):
            if path.is_file() and path.suffix not in (".json", ".md", ".html", ".upstream", ".note"):
                yield str(path.relative_to(SAMPLES)), path.read_bytes()
