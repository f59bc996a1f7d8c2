"""The link for the first sign-in: on the terminal, or in a file that only its owner reads; never in a log."""

import os
from pathlib import Path


def keep_link(home: Path, url: str | None) -> Path:
    """Write the link to its file (0600), or remove an old one; returns where it lies."""
    path = home / "first-signin"
    path.unlink(missing_ok=True)
    if url is not None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(url + "\n")
    return path
