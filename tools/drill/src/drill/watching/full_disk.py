"""The drill of the full disk: what cannot be written is not lost, and an alert says why nothing goes on."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from monitoring.local.servers import MissingProgramError
from monitoring.local.watching import Watch, watching

from drill.checks.generated import compare_generated
from drill.checks.stored_rows import stored_trades
from drill.platform import LOCAL, UNLIMITED, DrillError, Platform, make, wait

_STARTED: Final = {"SIMULATED": "1", "RATE": "200", **UNLIMITED}
_DISK: Final = LOCAL / "data" / "simulated"
_IMAGE: Final = LOCAL / "small-disk.img"
_SIZE: Final = 1_500_000_000
"""Bytes: room for the three servers and some minutes of trades."""
_CHUNK: Final = bytes(1 << 20)
_FASTER: Final = 10
_FIRES_WITHIN: Final = 240
_ENDS_WITHIN: Final = 400
_TRADES: Final = 500


def full_disk(platform: Platform) -> Iterator[str]:
    """PostgreSQL, Kafka and Redis on a disk of 1.5 GB that fills: an alert, no trade lost, all back by itself."""
    if os.geteuid() or not shutil.which("mkfs.ext4"):
        raise DrillError("a disk of its own is mounted for this: run it as root, with mkfs.ext4 (Debian: e2fsprogs)")
    make("down")
    make("reset", **_STARTED)
    with _small_disk():
        platform.start_on(**_STARTED)
        try:
            with watching(platform.status()["processes"], speed=_FASTER, every=2.0) as watch:
                wait(watch.reads_everything, "every target read", 60)
                wait(lambda: len(stored_trades(platform)) > _TRADES, f"{_TRADES} trades stored", 60, every=1)
                yield _fill(platform, watch)
        except MissingProgramError as error:
            raise DrillError(str(error)) from error
        yield from compare_generated(platform, 0)


def _fill(platform: Platform, watch: Watch) -> str:
    def states() -> list[str]:
        return [one["state"] for one in watch.alerts("DiskFilling") if one["labels"]["mountpoint"] == str(_DISK)]

    with _filled():
        stopped = wait(lambda: not platform.status()["ready"], "somebody is not ready", _FIRES_WITHIN, every=0.5)
        fired = wait(lambda: "firing" in states(), "firing: DiskFilling", _FIRES_WITHIN)
    back = platform.wait_ready(180)
    ended = wait(lambda: not states(), "over: DiskFilling", _ENDS_WITHIN)
    return (
        f"disk full: not ready after {stopped:.0f} s, DiskFilling {fired:.0f} s later; with room again "
        f"ready after {back:.0f} s, the alert over {ended:.0f} s after that"
    )


@contextmanager
def _small_disk() -> Iterator[None]:
    """The mode's data on a file system of its own; whatever runs on it is stopped before it goes."""
    _DISK.mkdir(parents=True, exist_ok=True)
    with _IMAGE.open("wb") as image:
        image.truncate(_SIZE)
    _run("mkfs.ext4", "-q", "-m", "0", str(_IMAGE))  # no blocks for root alone: Kafka runs as root here
    _run("mount", "-o", "loop", str(_IMAGE), str(_DISK))
    try:
        yield
    finally:
        make("down")
        _run("umount", str(_DISK))
        _IMAGE.unlink()


@contextmanager
def _filled() -> Iterator[None]:
    path = _DISK / "filling"
    _write_until_full(path)
    try:
        yield
    finally:
        path.unlink()


def _write_until_full(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(_CHUNK):
                pass
        except OSError:
            return


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise DrillError(f"{command[0]}: {done.stderr.strip()}")
