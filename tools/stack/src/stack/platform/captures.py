"""What `REPLAY=` names: captures with a header, one for each venue. Reads files; nothing else."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stack.errors import StackError

VENUES = ("binance", "coinbase", "kraken")
HEADER_LIMIT = 1 << 20
NAME_LENGTH = 12


class CaptureError(StackError):
    """A capture cannot be played; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Capture:
    path: Path
    venue: str
    sha256: str


def read_captures(names: Sequence[str]) -> tuple[Capture, ...]:
    captures = tuple(_read(Path(name).resolve()) for name in names)
    for venue in VENUES:
        same = [str(capture.path) for capture in captures if capture.venue == venue]
        if len(same) > 1:
            raise CaptureError(f"REPLAY takes one capture of a venue; these are both of {venue}: {', '.join(same)}")
    return captures


def _read(path: Path) -> Capture:
    try:
        with path.open("rb") as file:
            first = file.readline(HEADER_LIMIT)
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CaptureError(f"REPLAY={path} cannot be read: {error.strerror}") from error
    return Capture(path, _venue(path, first), sha256)


def _venue(path: Path, first: bytes) -> str:
    try:
        header = json.loads(first)
    except ValueError:
        header = None
    if not isinstance(header, dict) or "capture" not in header or "venue" not in header:
        raise CaptureError(f'REPLAY={path} is not a capture: its first line is no header {{"capture":…,"venue":…}}')
    venue = str(header["venue"]).lower()
    for known in VENUES:
        if venue == known or venue.startswith(f"{known}_"):  # binance_us, kraken_v1
            return known
    raise CaptureError(f"REPLAY={path} is of venue {venue!r}; known are {', '.join(VENUES)}")


def data_name(captures: Sequence[Capture]) -> str:
    """Name the data folder of a replay: the same captures in any order share it."""
    joined = ",".join(sorted(capture.sha256 for capture in captures))
    return f"replay-{hashlib.sha256(joined.encode()).hexdigest()[:NAME_LENGTH]}"
