"""The greatest trade id of each instrument in the topic: where to go on from after a restart."""

from collections.abc import Collection
from typing import Final, NamedTuple

import msgspec
from shared.events import GapKind, GapState, GapV1, decoder
from shared.events.values import Instrument
from shared.kafka import Reader, partition_of
from shared.kafka.topics import GAPS, TRADES

_FIRST_WINDOW: Final = 2_000
_GROWTH: Final = 8


class Known(NamedTuple):
    """An instrument's greatest published trade id (of one series) and that trade's event time."""

    trade_id: int
    event_us: int


Series = tuple[str, bool]
"""Instrument id, and whether the ids are aggregated."""


class _Trade(msgspec.Struct, gc=False):
    instrument_id: str
    trade_id: str
    ts_event_us: int


_read: Final = msgspec.json.Decoder(_Trade).decode


async def read_known(bootstrap_servers: str, instruments: Collection[Instrument]) -> dict[Series, Known]:
    """Read each partition backwards in growing windows until all of its instruments are found, or all of it is read."""
    wanted: dict[int, set[str]] = {}
    for one in instruments:
        wanted.setdefault(partition_of(one.coin_id, TRADES.partitions), set()).add(one.instrument_id)
    reader = await Reader.open(bootstrap_servers, {TRADES: None}, client_id="market-ingest-tail")
    try:
        begins, ends = await reader.beginnings(TRADES), await reader.ends(TRADES)
        known: dict[Series, Known] = {}
        spans = {part: (begins[part], ends[part]) for part in wanted if begins[part] < ends[part]}
        window = _FIRST_WINDOW
        while spans:
            windows = {part: (max(begin, end - window), end) for part, (begin, end) in spans.items()}
            async for records in reader.between(TRADES, windows):
                for record in records:
                    _note(record.value, known)
            found = {id_ for id_, _ in known}
            spans = {
                part: (begin, windows[part][0])
                for part, (begin, _) in spans.items()
                if windows[part][0] > begin and not wanted[part] <= found
            }
            window *= _GROWTH
        return known
    finally:
        await reader.close()


async def read_open_holes(bootstrap_servers: str, instruments: Collection[Instrument]) -> dict[str, list[GapV1]]:
    """The holes of these instruments that the ledger's topic leaves open, by instrument id."""
    wanted = {one.instrument_id for one in instruments}
    reader = await Reader.open(bootstrap_servers, {GAPS: None}, client_id="market-ingest-gaps")
    newest: dict[str, GapV1] = {}
    try:
        begins, ends = await reader.beginnings(GAPS), await reader.ends(GAPS)
        async for records in reader.between(GAPS, {part: (begins[part], ends[part]) for part in begins}):
            for record in records:
                gap = decoder(GapV1).decode(record.value or b"")
                if gap.kind is GapKind.HOLE and gap.instrument_id in wanted:
                    newest[gap.gap_id] = gap
    finally:
        await reader.close()
    holes: dict[str, list[GapV1]] = {}
    for gap in newest.values():
        if gap.state is GapState.OPEN:
            holes.setdefault(gap.instrument_id, []).append(gap)
    return holes


def _note(value: bytes | None, known: dict[Series, Known]) -> None:
    try:
        trade = _read(value or b"")
        number = int(trade.trade_id.removeprefix("a"))
    except (msgspec.DecodeError, ValueError):
        return  # the recorder parks it
    series = (trade.instrument_id, trade.trade_id.startswith("a"))
    before = known.get(series)
    if before is None or before.trade_id < number:
        known[series] = Known(number, trade.ts_event_us)
