"""The price function and what is made from it: deterministic, continuous, correlated; no trade is lost."""

import numpy as np
from simulator.generated.generator import GeneratedMarket, NewTrade, TradeGenerator
from simulator.generated.listings import make_prices
from simulator.generated.price_function import BLOCK
from simulator.generated.statistics import MarketStatistics
from simulator.generated.trade_log import RECORD
from simulator.trades.clock import Clock

START = 1_790_000_000 // BLOCK * BLOCK


def test_prices_are_the_same_for_a_seed_and_others_for_another() -> None:
    seconds = np.arange(START, START + 600, dtype=np.float64)

    assert np.array_equal(make_prices(7).at(0, seconds), make_prices(7).at(0, seconds))
    assert not np.allclose(make_prices(7).at(0, seconds), make_prices(8).at(0, seconds))


def test_the_live_price_has_no_jump_between_blocks() -> None:
    us = np.arange((START + BLOCK - 2) * 1_000_000, (START + BLOCK + 2) * 1_000_000, 10_000)
    path = make_prices(7).live(np.zeros(len(us), dtype=np.int64), us)

    assert np.abs(np.diff(np.log(path))).max() < 1e-4
    assert np.allclose(path[::100], make_prices(7).at(0, (us[::100] / 1e6).astype(np.float64)))


def test_coins_move_together_and_stable_coins_hardly() -> None:
    prices = make_prices(7)
    hours = START + 3_600.0 * np.arange(2_000, dtype=np.float64)
    bitcoin, ether = (np.diff(np.log(prices.at(number, hours))) for number in (0, 1))

    assert 0.5 < np.corrcoef(bitcoin, ether)[0, 1] < 0.95
    assert 0.001 < bitcoin.std() < 0.02
    assert 0.98 < prices.at(32, hours).min() < prices.at(32, hours).max() < 1.02


def test_candles_of_every_width_join_without_a_gap() -> None:
    market = GeneratedMarket(7)
    quotes = MarketStatistics(market, Clock(epoch_us=START * 1_000_000))
    for width in (60, 3_600, 86_400):
        candles = quotes.candles(market.instruments[0], START // width * width - 49 * width, 50, width)

        assert len(candles) == 50
        assert [candle.close for candle in candles[:-1]] == [candle.open for candle in candles[1:]]
        assert all(float(candle.low) <= min(float(candle.open), float(candle.close)) for candle in candles)
        assert all(float(candle.high) >= max(float(candle.open), float(candle.close)) for candle in candles)
        assert all(float(candle.volume) > 0 and candle.count > 0 for candle in candles)


def test_candles_end_where_the_trades_begin() -> None:
    clock = Clock(epoch_us=START * 1_000_000)
    market = GeneratedMarket(7)
    made: list[NewTrade] = []
    generator = TradeGenerator(market, clock, 1_000, made.extend)
    generator.activate([market.instruments[0]])
    while len(made) < 20:
        generator.advance()
    close = float(MarketStatistics(market, clock).candles(market.instruments[0], START - 60, 1, 60)[0].close)

    assert all(abs(trade.price / 1e8 / close - 1) < 2e-3 for trade in made)


def test_the_ledger_keeps_far_more_trades_than_it_began_with() -> None:
    market = GeneratedMarket(7)
    count, rounds = 5_000, 30
    for turn in range(rounds):
        batch = np.zeros(count, dtype=RECORD)
        batch["us"] = 1_000_000 + turn * count + np.arange(count)
        batch["price"], batch["size"], batch["instrument"] = 10**8, 10**8, np.arange(count) % 2
        market.trade_log.append(batch)
    series = market.series(1)
    rows = series.rows(len(series) - 3, len(series))

    assert market.trade_log.count(None) == count * rounds == 2 * len(series)
    assert [row.id for row in rows] == [len(series) - 3, len(series) - 2, len(series) - 1]
    assert [row.ns // 1_000 for row in rows] == [1_149_995, 1_149_997, 1_149_999]
    assert series.after_ns(rows[0].ns) == len(series) - 2
    assert series.after_ns(rows[0].ns - 1) == len(series) - 3
    assert len(market.trade_log.page(None, 149_990, 100)) == 10
