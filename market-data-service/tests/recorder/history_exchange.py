"""A venue whose own candles are imported, and what an import needs besides."""

from decimal import Decimal
from typing import Any, Final

from market_data.domain.candles import HistoryCandle
from market_data.venues.types import MissingCandlesError, UnknownInstrumentError
from shared.events.values import Instrument, Interval, Mode
from shared.settings import ServiceSettings

from .tables import NOON_US

MINUTE: Final = Interval.MINUTE.us


def live() -> ServiceSettings:
    return ServiceSettings(mode=Mode.LIVE)


class HistoryExchange:
    """A venue's REST that lists the same price for every bucket before and in the one where following begins."""

    def __init__(self, price: int = 10, quote_volume: Decimal | None = None) -> None:
        self.price = Decimal(price)
        self.quote_volume = quote_volume
        self.taker_share: Decimal | None = None
        self.newest_us = NOON_US
        self.requests: list[tuple[str, Interval]] = []
        self.empty_answers = 0
        self.knows_nothing = False
        self.missing_of: dict[Interval, range] = {}
        """Which of an interval's candles, the newest is number 0, lie on a page that stays empty."""

    async def fetch_candles(self, instrument: Instrument, interval: Interval, limit: int) -> list[HistoryCandle]:
        self.requests.append((instrument.instrument_id, interval))
        if self.empty_answers:
            self.empty_answers -= 1
            if self.knows_nothing:
                raise UnknownInstrumentError("Unknown asset pair")
            return []
        last = interval.floor(self.newest_us)
        missing = self.missing_of.get(interval, range(0))
        listed = [
            HistoryCandle(
                open_time_us=last - n * interval.us,
                open=self.price, high=self.price + 2, low=self.price - 2, close=self.price + 1,
                volume=Decimal(interval.us // MINUTE), quote_volume=self.quote_volume,
                taker_buy_volume=None if self.taker_share is None else self.taker_share * (interval.us // MINUTE),
            )
            for n in range(limit - 1, -1, -1) if n not in missing
        ]  # fmt: skip
        if missing:
            raise MissingCandlesError(listed)
        return listed

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"history asked for {name}")
