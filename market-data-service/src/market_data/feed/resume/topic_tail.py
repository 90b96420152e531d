"""What an earlier process left in the topics: each instrument's greatest trade id, and the gaps that it left open."""

from collections.abc import Collection
from typing import Final, NamedTuple

import msgspec
from shared.events import GapKind, GapState, GapV1
from shared.events.values import Instrument
from shared.kafka import Reader, decoded, partition_of
from shared.kafka.topics import GAPS, TRADES

from market_data.venues.bounds import LARGEST_ID

_FIRST_WINDOW: Final = 2_000
"""Records read from a partition's end at first; each further window is `_GROWTH` times as large."""
_GROWTH: Final = 8


class LastPublished(NamedTuple):
    """An instrument's greatest published trade id (of one series) and that trade's event time."""

    trade_id: int
    event_us: int


Series = tuple[str, bool]
"""Instrument id, and whether the ids are aggregated."""


class _TradeId(msgspec.Struct, gc=False):
    """The fields of a trade that are needed here: decoding the others would take most of the time."""

    instrument_id: str
    trade_id: str
    ts_event_us: int


_read_trade_id: Final = msgspec.json.Decoder(_TradeId).decode


async def read_last_published(
    bootstrap_servers: str, instruments: Collection[Instrument]
) -> dict[Series, LastPublished]:
    """Read each partition backwards in growing windows until all of its instruments are found, or all of it is read."""
    wanted: dict[int, set[str]] = {}
    for one in instruments:
        wanted.setdefault(partition_of(one.coin_id, TRADES.partitions), set()).add(one.instrument_id)
    reader = await Reader.open(bootstrap_servers, {TRADES: None}, client_id="market-ingest-tail")
    try:
        begins, ends = await reader.beginnings(TRADES), await reader.ends(TRADES)
        last: dict[Series, LastPublished] = {}
        unread = {part: (begins[part], ends[part]) for part in wanted if begins[part] < ends[part]}
        window = _FIRST_WINDOW
        while unread:
            windows = {part: (max(begin, end - window), end) for part, (begin, end) in unread.items()}
            async for records in reader.between(TRADES, windows):
                for record in records:
                    _take(record.value, last)
            found = {id_ for id_, _ in last}
            unread = {
                part: (begin, windows[part][0])
                for part, (begin, _) in unread.items()
                if windows[part][0] > begin and not wanted[part] <= found
            }
            window *= _GROWTH
        return last
    finally:
        await reader.close()


def _take(value: bytes | None, last: dict[Series, LastPublished]) -> None:
    try:
        trade = _read_trade_id(value or b"")
        number = int(trade.trade_id.removeprefix("a"))
    except (msgspec.DecodeError, ValueError):
        return  # the recorder puts such a record into the dead-letter topic
    if number > LARGEST_ID:
        return  # nothing could ever come after it
    series = (trade.instrument_id, trade.trade_id.startswith("a"))
    before = last.get(series)
    if before is None or before.trade_id < number:
        last[series] = LastPublished(number, trade.ts_event_us)


async def read_open_gaps(bootstrap_servers: str, instruments: Collection[Instrument]) -> dict[str, list[GapV1]]:
    """The gaps of these instruments whose newest entry in the ledger's topic is open, by instrument id."""
    wanted = {one.instrument_id for one in instruments}
    reader = await Reader.open(bootstrap_servers, {GAPS: None}, client_id="market-ingest-gaps")
    newest: dict[str, GapV1] = {}
    try:
        begins, ends = await reader.beginnings(GAPS), await reader.ends(GAPS)
        async for records in reader.between(GAPS, {part: (begins[part], ends[part]) for part in begins}):
            for record in records:
                gap = decoded(record, GapV1)
                if gap is not None and gap.kind is GapKind.HOLE and gap.instrument_id in wanted:
                    newest[gap.gap_id] = gap
    finally:
        await reader.close()
    open_gaps: dict[str, list[GapV1]] = {}
    for gap in newest.values():
        if gap.state is GapState.OPEN and gap.last_id is None:  # the others are `lost_trades`
            open_gaps.setdefault(gap.instrument_id, []).append(gap)
    return open_gaps
