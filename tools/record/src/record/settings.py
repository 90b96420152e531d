"""What `make record` is asked for: VENUES, SYMBOLS, SECONDS, FILE, SIMULATOR_URL. Reads the environment only."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shared.events.values import Venue

from record.errors import RecordError

LONGEST_SECONDS: Final = 3_600.0
_DEFAULT_SECONDS: Final = "30"
_RECORDED: Final = tuple(venue for venue in Venue if venue is not Venue.COMPOSITE)


@dataclass(frozen=True, slots=True)
class Request:
    """`symbols` like `BTC-USD`; none means all of the catalogue. `simulator_url` None: the real exchanges."""

    venues: tuple[Venue, ...]
    symbols: tuple[str, ...]
    seconds: float
    file: Path
    simulator_url: str | None

    def file_of(self, venue: Venue) -> Path:
        """A capture holds one venue: with several, each one's name goes into its file's name."""
        if len(self.venues) == 1:
            return self.file
        return self.file.with_name(f"{self.file.stem}-{venue}{self.file.suffix}")


def read(variables: Mapping[str, str], simulator_url: str | None) -> Request:
    """Check the variables; `simulator_url` is the running platform's, if it has one.

    Raises:
        RecordError: one of them cannot be used, or a file is there already.
    """
    request = Request(
        venues=_venues(variables.get("VENUES") or ",".join(_RECORDED)),
        symbols=tuple(dict.fromkeys(name.upper() for name in _names(variables.get("SYMBOLS") or ""))),
        seconds=_seconds(variables.get("SECONDS") or _DEFAULT_SECONDS),
        file=_file(variables.get("FILE") or ""),
        simulator_url=variables.get("SIMULATOR_URL") or simulator_url,
    )
    for venue in request.venues:
        if request.file_of(venue).exists():
            raise RecordError(f"{request.file_of(venue)} is there already: name another FILE, or remove it")
    return request


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _venues(text: str) -> tuple[Venue, ...]:
    names = [name.lower() for name in _names(text)]
    if unknown := sorted(set(names) - set(_RECORDED)):
        raise RecordError(f"VENUES={','.join(unknown)}: there are {', '.join(_RECORDED)}")
    return tuple(Venue(name) for name in dict.fromkeys(names))


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= LONGEST_SECONDS:
        raise RecordError(f"SECONDS={text}: a number above 0, at most {LONGEST_SECONDS:.0f}")
    return seconds


def _file(text: str) -> Path:
    if not text:
        raise RecordError("FILE= is missing: where is the capture to be written? For example FILE=btc.jsonl")
    path = Path(text)
    if not path.suffix:
        path = path.with_suffix(".jsonl")
    if not path.parent.is_dir():
        raise RecordError(f"FILE={text}: there is no folder {path.parent}")
    return path
