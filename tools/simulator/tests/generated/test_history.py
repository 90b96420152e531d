"""Two years of candles from a seed: the same in whatever page, longer ones the fold of shorter ones."""

from decimal import Decimal

import numpy as np
import pytest
from simulator.generated.generator import GeneratedMarket, NewTrade, TradeGenerator
from simulator.generated.listings import make_prices
from simulator.generated.statistics import MarketStatistics
from simulator.trades.candles import ListedCandle
from simulator.trades.clock import Clock

DAY, HOUR, MINUTE = 86_400, 3_600, 60
NOW = 1_790_000_000 // DAY * DAY + 12 * HOUR + 1_234


@pytest.fixture(scope="module")
def market() -> GeneratedMarket:
    return GeneratedMarket(7)


@pytest.fixture(scope="module")
def statistics(market: GeneratedMarket) -> MarketStatistics:
    return MarketStatistics(market, Clock(epoch_us=NOW * 1_000_000))


def folded(parts: list[ListedCandle], width: int) -> list[ListedCandle]:
    buckets: dict[int, list[ListedCandle]] = {}
    for part in parts:
        buckets.setdefault(part.start // width * width, []).append(part)
    return [
        ListedCandle(
            start,
            own[0].open,
            max((one.high for one in own), key=Decimal),
            min((one.low for one in own), key=Decimal),
            own[-1].close,
            str(sum(Decimal(one.volume) for one in own)),
            str(sum(Decimal(one.quote_volume) for one in own)),
            sum(one.count for one in own),
        )
        for start, own in buckets.items()
    ]


@pytest.mark.parametrize("symbol", ["BTCUSDT", "DAI/USD", "SHIB-USD"])
def test_an_hour_is_its_minutes_and_a_day_its_hours(
    market: GeneratedMarket, statistics: MarketStatistics, symbol: str
) -> None:
    instrument = next(one for one in market.instruments if one.symbol == symbol)
    first = NOW // DAY * DAY - 700 * DAY
    minutes = statistics.candles(instrument, first, 2_880, MINUTE)
    hours = statistics.candles(instrument, first, 48, HOUR)

    assert folded(minutes, HOUR) == hours
    assert folded(hours, DAY) == statistics.candles(instrument, first, 2, DAY)


def test_a_candle_is_the_same_in_whatever_page(market: GeneratedMarket, statistics: MarketStatistics) -> None:
    instrument = market.instruments[0]
    first = NOW // DAY * DAY - 40 * DAY
    many = statistics.candles(instrument, first, 2_000, MINUTE)

    assert statistics.candles(instrument, first + 777 * MINUTE, 100, MINUTE) == many[777:877]


def test_two_years_of_days_are_there(market: GeneratedMarket, statistics: MarketStatistics) -> None:
    first = NOW // DAY * DAY - 730 * DAY
    days = statistics.candles(market.instruments[0], first, 731, DAY)

    assert [day.start for day in days] == list(range(first, first + 731 * DAY, DAY))
    assert all(Decimal(day.low) <= min(Decimal(day.open), Decimal(day.close)) for day in days)


def test_an_instrument_of_small_turnover_has_quiet_minutes(
    market: GeneratedMarket, statistics: MarketStatistics
) -> None:
    dai = next(one for one in market.instruments if one.symbol == "DAI/USD")
    minutes = statistics.candles(dai, NOW // DAY * DAY - DAY, 1_440, MINUTE)

    assert 100 < len(minutes) < 1_400
    assert all(minute.count > 0 and Decimal(minute.volume) > 0 for minute in minutes)


def test_the_minutes_prices_are_those_of_the_price_function() -> None:
    prices = make_prices(7)
    seconds = 60.0 * np.arange(29_000_000, 29_000_100, dtype=np.float64)
    own, shared = (prices.wave_of_minutes(asset, 29_000_000, 100) for asset in (3, None))

    assert np.allclose(prices.of_waves(3, own, shared), prices.at(3, seconds), rtol=1e-9)


def test_an_hour_in_which_trading_began_has_both_parts() -> None:
    clock = Clock(epoch_us=NOW * 1_000_000)
    own, made = GeneratedMarket(7), list[NewTrade]()
    generator = TradeGenerator(own, clock, 1_000, made.extend)
    generator.activate([own.instruments[0]])
    while len(made) < 20:
        generator.advance()
    statistics, began = MarketStatistics(own, clock), NOW // MINUTE * MINUTE
    first = NOW // HOUR * HOUR
    minutes = statistics.candles(own.instruments[0], first, 60, MINUTE)
    [hour] = statistics.candles(own.instruments[0], first, 1, HOUR)

    assert [one.start for one in minutes] == list(range(first, began + MINUTE, MINUTE))
    assert minutes[-1].count == len(own.instruments[0].series)
    assert folded(minutes, HOUR) == [hour]
