"""Captures and single frames of the venues, read as a test needs them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.events.values import Instrument, Venue


def frames(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each frame of a capture and when it was received (µs); 2026 where the recorder did not note it."""
    with path.open() as lines:
        next(lines)
        for line in lines:
            one = json.loads(line)
            if "frame" in one:
                yield int((one["t"] or 1_783_468_800) * 1e6), one["frame"].encode()


def single_frames(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def payload(frame: bytes) -> Any:
    """What Python's own reader makes of it; a combined stream's data without the envelope."""
    whole = json.loads(frame, parse_float=str)
    return whole.get("data", whole) if isinstance(whole, dict) and "stream" in whole else whole


def instruments(venue: Venue, natives: set[str]) -> dict[str, Instrument]:
    """Instruments by native name; how it is split matters to no parser."""
    return {
        native: Instrument(venue=venue, base=native[:3], quote=native[3:].strip("-/"), coin_id="x", native=native)
        for native in natives
    }
