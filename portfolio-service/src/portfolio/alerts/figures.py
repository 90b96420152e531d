"""The figures that alerts may be on, and where each is read from. No I/O and no clock.

A figure that is not known, or is old, has no state: nothing is judged on it.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from shared.events import IndicatorV1, PriceReason, PriceV1, SentimentV1
from shared.events.values import Interval, Venue

from portfolio.alerts.conditions import Condition, Observed

PRICE: Final = "price"
CHANGE: Final = "change_percent"
PORTFOLIO_VALUE: Final = "portfolio_value"
SENTIMENT: Final = "sentiment"
WINDOWS: Final = ("1h", "24h", "7d")
_COMPOSITE: Final = f".{Venue.COMPOSITE.name}"


class Series(NamedTuple):
    """The states of one figure of one subject: a coin's id, or a portfolio's as text."""

    subject: str
    figure: str
    params: str = ""


def series_of(subject: str, condition: Condition) -> Series:
    return Series(subject, condition.figure, condition.params)


def _volume(price: PriceV1) -> Decimal | None:
    """None while a part of it is old or has not come yet: a sum of fewer exchanges is not a lower volume."""
    for_ever = (PriceReason.GEO_BLOCKED, PriceReason.NOT_LISTED)
    is_whole = all(quote.volume_24h is not None or quote.reason in for_ever for quote in price.venues)
    return price.volume_24h if is_whole and not price.volume_stale else None


_OF_PRICE: Final[Mapping[tuple[str, str], Callable[[PriceV1], Decimal | None]]] = {
    (CHANGE, "window=1h"): lambda price: price.change_1h_percent,
    (CHANGE, "window=24h"): lambda price: price.change_24h_percent,
    (CHANGE, "window=7d"): lambda price: price.change_7d_percent,
    ("volume_24h", ""): _volume,
    ("spread_bp", ""): lambda price: price.spread_bp,
}
OF_COINS: Final = (PRICE, *dict.fromkeys(figure for figure, _ in _OF_PRICE), SENTIMENT)
"""Figures of a coin: what its price carries, and its sentiment. Indicators are figures of a coin, too."""
LIMITS: Final[Mapping[str, tuple[int, int]]] = {SENTIMENT: (-1, 1)}
"""Between which values a figure always is, if that is known."""


def states_of_price(price: PriceV1) -> Iterator[tuple[Series, Observed]]:
    if price.stale or price.price is None:
        return
    at_us = price.made_us
    high, low = price.high or price.price, price.low or price.price
    yield Series(price.coin_id, PRICE), Observed(at_us, price.price, high, low)
    for (figure, params), read in _OF_PRICE.items():
        value = read(price)
        if value is not None:
            yield Series(price.coin_id, figure, params), Observed(at_us, value, value, value)


def indicator_params(interval: Interval, params: str, output: str | None = None) -> str:
    """`output`: which one, of an indicator with several."""
    of_output = "" if output is None else f",output={output}"
    return f"interval={interval.value},{params}{of_output}"


def states_of_indicator(one: IndicatorV1, at_us: int) -> Iterator[tuple[Series, Observed]]:
    """None for a single exchange's, and for one that is not warm; of several outputs each is a figure."""
    if not one.warm or not one.instrument_id.endswith(_COMPOSITE):
        return
    outputs = {None: one.value} if one.outputs is None else one.outputs
    for output, value in outputs.items():
        if value is not None:
            params = indicator_params(one.interval, one.params, output)
            yield Series(one.coin_id, one.name, params), Observed(at_us, value, value, value)


def state_of_sentiment(one: SentimentV1) -> tuple[Series, Observed] | None:
    """None while there are too few stories for a score."""
    if one.score is None:
        return None
    return Series(one.coin_id, SENTIMENT), Observed(one.made_us, one.score, one.score, one.score)


def params_of(text: str) -> dict[str, str]:
    """`interval=1h,period=20` by name."""
    return dict(part.split("=", 1) for part in text.split(",") if part)
