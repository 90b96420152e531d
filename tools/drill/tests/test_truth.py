from datetime import UTC, datetime
from decimal import Decimal

import pytest
from drill.checks.stored_rows import fold, same_trades
from drill.checks.truth import Trade, of_capture, split
from drill.drills import captures
from drill.platform import DrillError


def trade(number: int, price: str, second: int = 0) -> Trade:
    at = datetime(2021, 4, 17, 12, 0, second, tzinfo=UTC)
    return Trade("BTC-USD.KRAKEN", str(number), Decimal(price), Decimal("0.1"), "buy", at)


@pytest.mark.parametrize(
    ("symbol", "wanted"), [("BTCUSDT", "BTC-USDT"), ("USDTUSD", "USDT-USD"), ("BUSDTRY", "BUSD-TRY")]
)
def test_a_symbol_is_split_at_the_longest_known_quote(symbol: str, wanted: str) -> None:
    assert split(symbol) == wanted


OWN_TRADES = {"handmade/coinbase": 76, "handmade/kraken": 17, "handmade/kraken_v1": 0}
THIRD_PARTIES_TRADES = {"coinbase/2021-04-17": 97 + 10, "kraken/2026-07-07": 17, "kraken_v1/2021-04-17": 0}


def test_the_captures_hold_the_trades_that_their_description_says() -> None:
    counts = {f"{path.parent.name}/{path.stem}": len(of_capture(path)) for path in captures()}

    here = {name: trades for name, trades in THIRD_PARTIES_TRADES.items() if name in counts}
    assert counts | OWN_TRADES | here == counts
    assert all(trades > 0 for name, trades in counts.items() if not name.endswith("kraken_v1") and name not in here)


def test_a_missing_a_foreign_and_a_changed_trade_are_each_found() -> None:
    one, two = trade(1, "10"), trade(2, "11")
    truth = {(one.instrument_id, "1"): one, (two.instrument_id, "2"): two}

    with pytest.raises(DrillError, match="1 missing"):
        same_trades(truth, {k: v for k, v in truth.items() if k[1] == "1"})
    with pytest.raises(DrillError, match="1 not in the truth"):
        same_trades({}, {(one.instrument_id, "1"): one})
    with pytest.raises(DrillError, match="1 differ"):
        same_trades(truth, {**truth, (one.instrument_id, "1"): trade(1, "10.5")})


def test_a_minute_opens_with_its_first_trade_and_closes_with_its_last() -> None:
    (bar,) = fold([trade(3, "12", 5), trade(1, "10"), trade(2, "9")], closed=True).values()

    assert (bar.open, bar.high, bar.low, bar.close) == (Decimal(10), Decimal(12), Decimal(9), Decimal(12))
    assert bar.trade_count == 3
    assert bar.volume == Decimal("0.3")
