"""A venue whose own candles are imported, and what an import needs besides."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from market_data.domain.candles import HistoryCandle
from market_data.recorder.history.importer import ImportRules
from market_data.recorder.history.stages import Depths
from market_data.recorder.sql.instruments import CoinRow, Listing, upsert_catalogue
from market_data.venues.types import CandlePage, UnknownInstrumentError
from shared.clock import from_us
from shared.events.values import Instrument, Interval, Mode
from shared.settings import ServiceSettings
from sqlalchemy import text

from .tables import NOON_US, OwnCoin, Tables

MINUTE: Final = Interval.MINUTE.us


SHORT: Final = ImportRules(
    Depths(minutes=timedelta(days=1), hours=timedelta(days=50), days=timedelta(days=60)), share=1
)
"""Little enough for a test."""


def live() -> ServiceSettings:
    return ServiceSettings(mode=Mode.LIVE)


async def follow_too(tables: Tables, coin: OwnCoin, following: Instrument, other: Instrument) -> None:
    """Add another instrument to the coin, which is followed since the same time as the first one."""
    async with tables.engine.begin() as conn:
        await upsert_catalogue(
            conn, [CoinRow(coin.coin_id, coin.symbol, "X")], [Listing(following, 0), Listing(other, 1)]
        )
        await conn.execute(
            text("UPDATE instruments SET followed_since = :at WHERE instrument_id = :id"),
            {"at": from_us(NOON_US), "id": other.instrument_id},
        )


class HistoryExchange:
    """A venue's REST that lists the same price for every bucket before and in the one where following begins."""

    page = 1_000

    def __init__(self, price: int = 10, quote_volume: Decimal | None = None) -> None:
        self.price = Decimal(price)
        self.quote_volume = quote_volume
        self.taker_share: Decimal | None = None
        self.newest_us = NOON_US
        self.oldest_us = 0
        self.lists_most: int | None = None
        """Only the newest so many are listed, whatever is asked."""
        self.requests: list[tuple[str, Interval]] = []
        self.spans: list[tuple[int, int]] = []
        self.empty_answers = 0
        self.knows_nothing = False
        self.error: Exception | None = None
        self.silent_us: dict[Interval, tuple[int, int]] = {}
        """A span of each interval of which no candle is listed."""

    async def fetch_candles(self, instrument: Instrument, interval: Interval, start_us: int, end_us: int) -> CandlePage:
        self.requests.append((instrument.instrument_id, interval))
        self.spans.append((start_us, end_us))
        if self.error is not None:
            raise self.error
        first = max(start_us, end_us - self.page * interval.us)
        if self.empty_answers:
            self.empty_answers -= 1
            if self.knows_nothing:
                raise UnknownInstrumentError("Unknown asset pair")
            return CandlePage([], first)
        listed = [self._candle(at, interval) for at in range(first, end_us, interval.us) if self._lists(at, interval)]
        if self.lists_most is None:
            return CandlePage(listed, first)
        oldest = interval.floor(self.newest_us) - (self.lists_most - 1) * interval.us
        return CandlePage(
            [one for one in listed if one.open_time_us >= oldest], max(first, oldest), is_oldest=oldest > start_us
        )

    def _lists(self, at: int, interval: Interval) -> bool:
        silent = self.silent_us.get(interval, (0, 0))
        return self.oldest_us <= at <= self.newest_us and not silent[0] <= at < silent[1]

    def _candle(self, at: int, interval: Interval) -> HistoryCandle:
        return HistoryCandle(
            open_time_us=at, open=self.price, high=self.price + 2, low=self.price - 2, close=self.price + 1,
            volume=Decimal(interval.us // MINUTE), quote_volume=self.quote_volume,
            taker_buy_volume=None if self.taker_share is None else self.taker_share * (interval.us // MINUTE),
        )  # fmt: skip

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"history asked for {name}")
