"""The disk is full: senders are asked to come again, and all goes on by itself when there is space."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kept.operations.postgres import Server, throw_away_home
from tests.faults.counting import everything_is_there_once, everything_left_once
from tests.faults.desks import PLEDGE, FaultDesk
from tests.faults.senders import Senders, letters
from tests.homes import fill_with_desk
from tests.mail_transport.peers.sink import Sink
from tests.serve.desks import wait_until


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A home on a file system of 220 MB."""
    with throw_away_home("kept-full-") as folder:
        disk = folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=220m,mode=0755", "tmpfs", str(disk)],
            capture_output=True, text=True, check=False,
        ) if os.geteuid() == 0 else None  # fmt: skip
        if mounted is None or mounted.returncode != 0:
            pytest.skip("no right to mount a small file system, so mail on a full disk was NOT tried")
        try:
            home = disk / "desk"
            home.mkdir(mode=0o711)
            fill_with_desk(home, PLEDGE)
            yield home
            assert Server(home).wait_until_stopped(40)
        finally:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Take all the space there is; returns the file that holds it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            for size in (1024 * 1024, 4096):
                while file.write(bytes(size)) == size:
                    pass
        except OSError:
            pass
    return ballast


def test_on_a_full_disk_senders_come_again_and_all_goes_on_when_there_is_space(
    small_disk: Path, start: Callable[..., FaultDesk], sink: Sink
) -> None:
    desk = start(small_disk)
    try:
        senders = Senders(desk.mail_port, letters(600, seed=5), threads=4).start()
        assert wait_until(lambda: len(senders.accepted) > 30, 30)
        ballast = fill(small_disk.parent)
        assert wait_until(lambda: senders.refused_for_now > 5, 40), "the full disk was not noticed"
        settled = len(senders.accepted)
        time.sleep(2)
        assert len(senders.accepted) <= settled + 200  # what room was left in files that are there already
        ballast.unlink()
        senders.wait(90)
        assert not senders.problems
        everything_is_there_once(desk, senders.accepted)
        everything_left_once(desk, sink)
    finally:
        desk.stop()
