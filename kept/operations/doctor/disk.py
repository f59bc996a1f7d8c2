"""How much room a disk has, by the one rule for doctor and alarms."""

import shutil
from pathlib import Path

#: Less free space than either is nearly full.
LEAST_BYTES = 512 * 2**20
LEAST_SHARE = 0.03


def nearly_full(folder: Path) -> str:
    """A sentence when the disk of this folder is nearly full; "" when it is not."""
    disk = shutil.disk_usage(folder)
    if disk.free >= LEAST_BYTES and disk.free >= LEAST_SHARE * disk.total:
        return ""
    return f"The disk that holds {folder} is nearly full: {disk.free // 2**20} MB are free."


def free(folder: Path) -> int:
    """Bytes that are free on the disk of this folder."""
    return shutil.disk_usage(folder).free


def existing(folder: Path) -> Path | None:
    """The folder, or the nearest one above it that is there."""
    return next((each for each in (folder, *folder.parents) if each.exists()), None)
