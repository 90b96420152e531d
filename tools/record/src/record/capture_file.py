"""The capture format: a header line, then one line a frame. Written beside its place and moved there when complete."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from shared.events.values import Venue

VERSION: Final = 1
PROTOCOLS: Final = {
    Venue.BINANCE: "binance spot combined streams",
    Venue.COINBASE: "coinbase exchange feed",
    Venue.KRAKEN: "kraken websocket v2",
}


class CaptureFile:
    """Frames go to `<path>.part`; `complete` puts the header, which counts them, before them."""

    def __init__(self, path: Path, venue: Venue, url: str, source: str) -> None:
        self.path = path
        self.frames = 0
        self.size = 0
        self._venue = venue
        self._url = url
        self._source = source
        self._began = datetime.now(UTC)
        self._part = path.with_name(f"{path.name}.part")
        self._lines = self._part.open("w", encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._lines.close()
        self._part.unlink(missing_ok=True)

    def add_frame(self, frame: bytes) -> None:
        """What came, with the time it came at; its text stays as it was sent."""
        self.frames += 1
        self._write({"t": time.time(), "frame": frame.decode(errors="replace")})

    def add_sent(self, message: bytes) -> None:
        self._write({"t": time.time(), "sent": message.decode()})

    def _write(self, entry: dict[str, object]) -> None:
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        self.size += len(line)
        self._lines.write(line)

    def complete(self) -> None:
        """Make the capture of what was recorded so far."""
        self._lines.flush()
        header = {
            "capture": VERSION,
            "venue": self._venue.value,
            "protocol": PROTOCOLS[self._venue],
            "url": self._url,
            "recorded": self._began.date().isoformat(),
            "source": self._source,
            "frames": self.frames,
        }
        whole = self.path.with_name(f"{self.path.name}.whole")
        with whole.open("w", encoding="utf-8") as target, self._part.open(encoding="utf-8") as lines:
            target.write(json.dumps(header) + "\n")
            target.writelines(lines)
        whole.replace(self.path)
