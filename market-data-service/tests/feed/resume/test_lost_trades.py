"""Trades that the recorder has named as lost are fetched by id; what is not listed stays a hole."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from market_data.feed.resume.lost_trades import fetch_lost, is_lost_range
from market_data.feed.resume.sequence import MissingIds
from market_data.venues.types import TradePage, UnknownInstrumentError
from shared.events import GapKind, GapState, GapV1, TradeV1
from shared.events.values import Instrument, Side, Venue

X = Instrument(venue=Venue.KRAKEN, base="X", quote="USD", coin_id="x", native="X/USD")
GAP = GapV1(
    gap_id="X-USD.KRAKEN/lost-11-30", kind=GapKind.HOLE, state=GapState.OPEN, venue=Venue.KRAKEN,
    instrument_id=X.instrument_id, coin_id="x", start_us=10_000, end_us=31_000, first_id=11, last_id=30,
)  # fmt: skip


def trade(number: int) -> TradeV1:
    return TradeV1(
        venue=Venue.KRAKEN, instrument_id=X.instrument_id, coin_id="x", trade_id=str(number), first_id=number,
        last_id=number, price=Decimal(1), size=Decimal(1), side=Side.BUY, raw_side="b", ts_event_us=1_000 * number,
        ts_recv_us=1_000 * number, backfilled=True,
    )  # fmt: skip


class Rest:
    """Lists some ids, seven a page."""

    def __init__(self, ids: list[int]) -> None:
        self.ids = ids

    async def fetch_trades(self, _instrument: Instrument, *, after_id: int, **_: Any) -> TradePage:
        page = [number for number in self.ids if number > after_id][:7]
        return TradePage([trade(number) for number in page], max(page, default=after_id))

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


class Published:
    """What a publisher was given."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.filled = -1
        self.missing: list[MissingIds] = []

    async def room(self) -> None:
        """There is room."""

    def publish_trades(self, _quote: str, trades: list[TradeV1]) -> None:
        self.ids += [one.number for one in trades]

    def publish_lost(self, _instrument: Instrument, _gap: GapV1, filled: int, missing: list[MissingIds]) -> None:
        self.filled, self.missing = filled, missing


async def fetched(rest: Any) -> Published:
    published: Any = Published()
    await fetch_lost(rest, published, X, GAP, aggregated=False)
    found: Published = published
    return found


async def test_all_ids_of_a_hole_are_fetched_and_none_beyond() -> None:
    found = await fetched(Rest(list(range(1, 60))))

    assert (found.ids, found.filled, found.missing) == (list(range(11, 31)), 20, [])


async def test_ids_that_are_not_listed_stay_a_hole_between_the_trades_around_it() -> None:
    found = await fetched(Rest([n for n in range(1, 60) if n not in {15, 16, 29, 30}]))

    assert found.filled == 16
    assert found.missing == [MissingIds(15, 16, 14_000, 17_000), MissingIds(29, 30, 28_000, 31_000)]


async def test_a_venue_that_lists_nothing_any_more_leaves_the_whole_hole() -> None:
    class Unknown(Rest):
        async def fetch_trades(self, _instrument: Instrument, *, after_id: int, **_: Any) -> TradePage:
            raise UnknownInstrumentError(str(after_id))

    found = await fetched(Unknown([]))

    assert (found.filled, found.missing) == (0, [MissingIds(11, 30, 10_000, 31_000)])


@pytest.mark.parametrize(
    ("changes", "is_range"), [({}, True), ({"last_id": None}, False), ({"state": "closed"}, False)]
)
def test_only_open_holes_whose_ids_are_known_are_fetched(changes: dict[str, Any], is_range: bool) -> None:
    state = GapState(changes.pop("state", "open"))

    assert is_lost_range(msgspec.structs.replace(GAP, state=state, **changes)) is is_range
