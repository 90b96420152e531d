"""An operator's catalogue: what it may name, and what is said of one that cannot be used."""

from pathlib import Path

import pytest
from market_data.domain.catalogue import CatalogueError, read_catalogue

COIN = """
[[coins]]
coin_id = "{coin_id}"
symbol = "{symbol}"
name = "A coin"
instruments = ["{symbol}-USDT.BINANCE"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.toml"


@pytest.mark.parametrize(
    ("coin_id", "symbol"),
    [
        ("bitcoin", "BTC"),
        ("测试币456", "测试币456"),
        ("1000sats", "1000SATS"),
        ("пример", "ПРИМЕР"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_symbols_and_coins_may_be_of_any_script(file: Path, coin_id: str, symbol: str) -> None:
    file.write_text(COIN.format(coin_id=coin_id, symbol=symbol), encoding="utf-8")
    catalogue = read_catalogue(file)

    instrument = catalogue.instrument(f"{symbol}-USDT.BINANCE", f"{symbol}USDT")
    assert (instrument.coin_id, instrument.instrument_id) == (coin_id, f"{symbol}-USDT.BINANCE")


@pytest.mark.parametrize(
    ("coin_id", "symbol"),
    [
        ("bitcoin", "btc"),
        ("Bitcoin", "BTC"),
        ("bit coin", "BTC"),
        ("bitcoin", "B-TC"),
        ("bitcoin", "B.TC"),
        ("-x", "X"),
    ],
)
def test_a_name_that_is_none_is_refused_with_its_place(file: Path, coin_id: str, symbol: str) -> None:
    file.write_text(COIN.format(coin_id=coin_id, symbol=symbol), encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"coins no\. 1"):
        read_catalogue(file)
