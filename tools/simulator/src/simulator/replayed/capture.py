"""Reads a capture file: its frames as recorded, their times, the trades in them and the instruments."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from simulator.replayed.capture_readers import READERS, CaptureReader, FrameTrade
from simulator.trades.trade import SimulatedInstrument

NULL_PACE = 1 / 200
"""Seconds between frames whose time is not known."""


class UnplayableCaptureError(ValueError):
    """A capture that cannot be played, and why."""


@dataclass(frozen=True, slots=True)
class CapturedFrame:
    """`offset` in seconds from the first frame."""

    offset: float
    payload: bytes
    trades: tuple[FrameTrade, ...] = ()


@dataclass(slots=True)
class LoadedCapture:
    """`protocol` is `current`, or `v1` for Kraken's retired one; times in microseconds, None if unknown."""

    path: Path
    venue: str
    protocol: str = "current"
    frames: list[CapturedFrame] = field(default_factory=list)
    instruments: list[SimulatedInstrument] = field(default_factory=list)
    start_us: int | None = None
    end_us: int | None = None

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"


def load(path: Path) -> LoadedCapture:
    """Raise CaptureError saying which line and what is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnplayableCaptureError(f"{path}: {error}") from error
    header = _decode(path, 1, lines[0]) if lines else None
    if not isinstance(header, dict) or "capture" not in header or header.get("venue") not in READERS:
        raise UnplayableCaptureError(f"{path}: the first line is not the header of a capture of {', '.join(READERS)}")
    reader = READERS[header["venue"]](header, path)
    capture = LoadedCapture(path, header["venue"])
    times: list[float] = []
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            _add(capture, reader, times, _decode(path, number, line))
    capture.protocol = reader.protocol
    capture.instruments = reader.instruments()
    _span(capture, reader, times)
    return capture


def load_all(paths: tuple[Path, ...]) -> list[LoadedCapture]:
    """One capture a venue at most."""
    captures = [load(path) for path in paths]
    for capture in captures:
        same = [other.name for other in captures if other.venue == capture.venue]
        if len(same) > 1:
            raise UnplayableCaptureError(f"two captures of one venue ({capture.venue}): {' and '.join(same)}")
    return captures


def _decode(path: Path, number: int, line: str) -> Any:
    try:
        return msgspec.json.decode(line)
    except msgspec.DecodeError as error:
        raise UnplayableCaptureError(f"{path}: line {number}: {error}") from error


def _add(capture: LoadedCapture, reader: CaptureReader, times: list[float], entry: Any) -> None:
    if isinstance(entry, dict) and isinstance(entry.get("sent"), str):
        reader.on_sent(entry["sent"])
        return
    if not isinstance(entry, dict) or not isinstance(entry.get("frame"), str):
        raise UnplayableCaptureError(f"{capture.path}: a line holds neither `frame` nor `sent`")
    text, moment = entry["frame"], entry.get("t")
    before = capture.frames[-1].offset if capture.frames else 0.0
    if moment is None:
        offset = before + (NULL_PACE if capture.frames else 0.0)
    else:
        times.append(float(moment))
        # Frames keep the order of the file: a receive time before its predecessor's is not used.
        offset = max(before, float(moment) - times[0])
    capture.frames.append(CapturedFrame(offset, text.encode(), tuple(reader.on_frame(text))))


def _span(capture: LoadedCapture, reader: CaptureReader, times: list[float]) -> None:
    if times:
        capture.start_us, capture.end_us = round(min(times) * 1e6), round(max(times) * 1e6)
    elif reader.event_times:
        capture.start_us, capture.end_us = min(reader.event_times), max(reader.event_times)
