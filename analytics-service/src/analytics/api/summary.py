"""The summary of a coin: every figure with its own age, n and completeness."""

from decimal import Decimal
from typing import Any, Final, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from shared.clock import now_us
from shared.errors import UnknownCoinError
from shared.events.decimals import DecimalText
from shared.events.values import CandleStatus, Interval, Venue
from shared.http.parameters import row_cost
from shared.http.problems import problems
from shared.http.representations import revalidate

from analytics.api.answers import Freshness, freshness, is_overdue
from analytics.api.deps import FiguresDep, SettingsDep
from analytics.api.parameters import AtVenue, CandleInterval, CoinId, InstrumentId
from analytics.engine.reasons import FigureReason
from analytics.indicators.decimals import decimal, percent_off
from analytics.indicators.returns import annualization
from analytics.market.summary import NewestValue, Summary
from analytics.settings import Settings

router = APIRouter(prefix="/analytics", tags=["analytics"])


class Figure(Freshness):
    """`n`: candles, closes or returns used. Unknown is null with a reason."""

    value: DecimalText | None
    n: int
    warm: bool
    status: CandleStatus | None


class Window(BaseModel):
    """A rolling window that ends now; in a replay, at the newest minute."""

    change_percent: Figure
    low: Figure
    high: Figure
    below_high_percent: Figure
    usd_volume: Figure


class AverageFigure(Figure):
    kind: Literal["sma", "ema"]
    period: int
    interval: Interval


class VolatilityFigure(Figure):
    kind: Literal["close_to_close"]
    window: str
    period: int
    interval: Interval
    annualization: DecimalText


class CoinSummary(Freshness):
    coin_id: str
    symbol: str
    instrument_id: str
    currency: str
    price: Figure
    windows: dict[str, Window]
    moving_averages: list[AverageFigure]
    volatility: list[VolatilityFigure]


# In rows: the longest average's candles of two intervals.
_COST: Final = row_cost(rows=300)


@router.get("/summary/{coin_id}", responses=problems(UnknownCoinError), openapi_extra=_COST)
async def read_summary(
    *,
    figures: FiguresDep,
    settings: SettingsDep,
    response: Response,
    coin_id: CoinId,
    interval: CandleInterval = Interval.HOUR,
    venue: AtVenue = Venue.COMPOSITE,
    instrument_id: InstrumentId = None,
) -> CoinSummary:
    """Sum a coin up: price, windows of 1h, 24h, 7d and 30d, averages of `interval`, volatility of hourly returns."""
    summary = await figures.summary(coin_id, venue, instrument_id, interval)
    revalidate(response)
    return _Answer(summary, settings).whole()


class _Answer:
    """Turns a summary into figures, each with its age judged now."""

    def __init__(self, summary: Summary, settings: Settings) -> None:
        self._summary = summary
        self._settings = settings
        self._now_us = now_us()

    def whole(self) -> CoinSummary:
        summary, instrument = self._summary, self._summary.instrument
        price = self._of_price(summary.price.close if summary.price else None, n=1)
        return CoinSummary(
            **price.model_dump(include=set(Freshness.model_fields)),
            coin_id=instrument.coin_id,
            symbol=instrument.symbol,
            instrument_id=instrument.instrument_id,
            currency=instrument.quote,
            price=price,
            windows={window: self._window(window) for window in summary.windows},
            moving_averages=[self._average(newest) for newest in summary.outlook.averages],
            volatility=[self._volatility(window, newest) for window, newest in summary.outlook.volatilities.items()],
        )

    def _of_price(self, value: Decimal | None, n: int, status: CandleStatus | None = None) -> Figure:
        """A figure that is as old as the price."""
        price = self._summary.price
        reason = self._summary.reason or (FigureReason.NO_DATA if value is None else None)
        return Figure(
            **self._freshness(price.as_of_us if price else None, reason, Interval.MINUTE),
            value=value,
            n=n if value is not None else 0,
            warm=value is not None,
            status=status or (price.status if price else None),
        )

    def _window(self, window: str) -> Window:
        found, price = self._summary.windows[window], self._summary.price
        close = price.close if price else None

        def figure(value: Decimal | None) -> Figure:
            return self._of_price(value, found.candles, found.status)

        return Window(
            change_percent=figure(_percent(close, found.reference)),
            low=figure(found.low),
            high=figure(found.high),
            below_high_percent=figure(_percent(close, found.high)),
            usd_volume=figure(found.usd_volume),
        )

    def _average(self, newest: NewestValue) -> AverageFigure:
        kind: Literal["sma", "ema"] = "sma" if newest.indicator.name == "sma" else "ema"
        return AverageFigure(
            **self._newest(newest), kind=kind, period=newest.indicator.period, interval=newest.interval
        )

    def _volatility(self, window: str, newest: NewestValue) -> VolatilityFigure:
        return VolatilityFigure(
            **self._newest(newest),
            kind="close_to_close",
            window=window,
            period=newest.indicator.period,
            interval=newest.interval,
            annualization=decimal(annualization(newest.interval)) or Decimal(0),
        )

    def _newest(self, newest: NewestValue) -> dict[str, Any]:
        point = newest.point
        reason: FigureReason | None = self._summary.reason or FigureReason.NO_DATA
        if point is not None:
            reason = FigureReason(point.reason) if point.reason else None
        return {
            **self._freshness(newest.as_of_us, reason, newest.interval),
            "value": point.value if point else None,
            "n": point.n if point else 0,
            "warm": point.warm if point else False,
            "status": point.status if point else None,
        }

    def _freshness(self, as_of_us: int | None, reason: FigureReason | None, interval: Interval) -> dict[str, Any]:
        overdue = is_overdue(as_of_us, interval, self._now_us, self._settings.stale_grace_us)
        return freshness(as_of_us, self._summary.instrument.venue.value, reason, overdue=overdue)


def _percent(close: Decimal | None, reference: Decimal | None) -> Decimal | None:
    return None if close is None or not reference else percent_off(close, reference)
