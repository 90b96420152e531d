"""The generated trades: 32 bytes each in a memory-mapped temporary file, and indexes by instrument and venue."""

import tempfile
import weakref
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.trades.exact_text import fixed
from simulator.trades.trade import SentTrade, SimulatedInstrument, truth_item

RECORD = np.dtype(
    [
        ("us", "<i8"),
        ("price", "<i8"),
        ("size", "<i8"),
        ("row", "<u4"),
        ("instrument", "<u2"),
        ("sell", "u1"),
        ("_", "u1"),
    ]
)
_START = 1 << 16
# Binance: how many single trades the next aggregates hold, over and over; eight in five.
_FIRST = (0, 1, 2, 4, 5)
_COUNT = (1, 1, 2, 1, 3)


def singles(first_id: int, trade_id: int) -> tuple[int, int]:
    """First and last single trade of an aggregate; the next aggregate's first is this one's last + 1."""
    rounds, step = divmod(trade_id - first_id, 5)
    first = 2 * first_id + 8 * rounds + _FIRST[step]
    return first, first + _COUNT[step] - 1


class TradeLog:
    """All generated trades, append only, in the order in which they were made."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="simulator-")  # noqa: SIM115 - it is open as long as the log
        weakref.finalize(self, self._file.close)
        self._records = self._map(_START)
        self._length = 0
        self._instruments: list[SimulatedInstrument] = []
        self._series: list[GeneratedSeries] = []
        self._venues: dict[str, array[int]] = {}

    def _map(self, capacity: int) -> NDArray[Any]:
        return np.memmap(self._file, dtype=RECORD, mode="r+" if capacity > _START else "w+", shape=(capacity,))

    def add_instrument(self, instrument: SimulatedInstrument, series: "GeneratedSeries") -> None:
        """Add an instrument; its number is its position."""
        instrument.number = len(self._instruments)
        self._instruments.append(instrument)
        self._series.append(series)
        self._venues.setdefault(instrument.venue, array("I"))

    def append(self, batch: NDArray[Any]) -> None:
        """Records in ascending time; their `row` is filled in here."""
        start, stop = self._length, self._length + len(batch)
        if stop > len(self._records):
            self._records = self._map(max(2 * len(self._records), stop))
        for offset, number in enumerate(batch["instrument"].tolist()):
            positions = self._series[number].positions
            batch["row"][offset] = len(positions)
            positions.append(start + offset)
            self._venues[self._instruments[number].venue].append(start + offset)
        self._records[start:stop] = batch
        self._length = stop

    def records(self, positions: Sequence[int] | NDArray[Any]) -> list[tuple[int, int, int, int, int, int, int]]:
        """Plain tuples in the order of RECORD."""
        found = self._records[np.asarray(positions, dtype=np.int64)]
        return found.tolist()  # type: ignore[no-any-return]  # NumPy types records as Any

    def columns(self, positions: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
        found = self._records[np.asarray(positions, dtype=np.int64)]
        return found["us"].tolist(), found["price"].tolist(), found["size"].tolist()

    def time_at(self, position: int) -> int:
        return int(self._records["us"][position])

    def count(self, venue: str | None) -> int:
        """How many trades exist."""
        return self._length if venue is None else len(self._venues.get(venue, ()))

    def page(self, venue: str | None, start: int, limit: int) -> list[dict[str, str]]:
        """Items of `GET /control/trades`, in the order in which the trades were made."""
        stop = min(start + limit, self.count(venue))
        positions = range(start, stop) if venue is None else self._venues.get(venue, array("I"))[start:stop]
        items = []
        for record in self.records(positions):
            instrument, series = self._instruments[record[4]], self._series[record[4]]
            items.append(truth_item(instrument, series.row(record), "a" if instrument.venue == "binance" else ""))
        return items


class GeneratedSeries:
    """One instrument's trades in the log; ids count by one from `first_id`."""

    def __init__(self, trade_log: TradeLog, price_places: int) -> None:
        self._trade_log = trade_log
        self._places = price_places
        self.first_id = 0
        # None: no client has subscribed to it yet.
        self.started_us: int | None = None
        self.positions: array[int] = array("I")

    def begin(self, first_id: int, us: int) -> None:
        """The instrument starts to trade."""
        self.first_id, self.started_us = first_id, us

    def columns(self, since_us: int, until_us: int) -> tuple[list[int], list[int], list[int]]:
        """Times, prices and sizes of the trades in [since, until), oldest first."""
        start, stop = self.after_ns(since_us * 1_000 - 1), self.after_ns(until_us * 1_000 - 1)
        return self._trade_log.columns(self.positions[start:stop])

    def __len__(self) -> int:
        return len(self.positions)

    def row(self, record: tuple[int, int, int, int, int, int, int]) -> SentTrade:
        us, price, size, row, _, sell, _ = record
        trade_id = self.first_id + row
        side = "sell" if sell else "buy"
        return SentTrade(
            trade_id, us * 1_000, fixed(price, self._places), fixed(size), side, *singles(self.first_id, trade_id)
        )

    def rows(self, start: int, stop: int) -> list[SentTrade]:
        """Rows by position, as a slice."""
        positions = self.positions[max(0, start) : max(0, stop)]
        return [self.row(record) for record in self._trade_log.records(positions)]

    def at_id(self, trade_id: int) -> int:
        """Position of the first trade with this id or a greater one."""
        return min(max(0, trade_id - self.first_id), len(self.positions))

    def after_ns(self, ns: int) -> int:
        """Position of the first trade later than this."""
        return bisect_right(self.positions, ns // 1_000, key=self._trade_log.time_at)
