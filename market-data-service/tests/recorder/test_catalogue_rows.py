import pytest
from market_data.domain.catalogue import read_catalogue
from market_data.domain.coin_registry import listed_coins
from market_data.live.sql_coins import fetch_coins
from market_data.recorder.catalogue_rows import native, store_catalogue
from pydantic import SecretStr
from shared.data.database_watch import WrongDatabaseError
from shared.data.engine import make_engine
from shared.events.values import Mode
from shared.settings import ServiceSettings


@pytest.mark.parametrize(
    ("instrument_id", "name"),
    [("BTC-USDT.BINANCE", "BTCUSDT"), ("BTC-USD.COINBASE", "BTC-USD"), ("BTC-USD.KRAKEN", "BTC/USD")],
)
def test_each_venue_names_its_instruments_in_its_own_way(instrument_id: str, name: str) -> None:
    assert native(instrument_id) == name


def test_a_replay_takes_only_names_from_the_catalogue() -> None:
    live, replay = (listed_coins(read_catalogue(), mode) for mode in (Mode.LIVE, Mode.REPLAY))

    assert [coin.name for coin in live] == [coin.name for coin in replay]
    assert all(coin.is_followed for coin in live)
    assert not any(coin.is_followed for coin in replay)


async def test_the_tables_say_what_the_catalogue_says_however_often_it_is_stored(database_url: str) -> None:
    engine = make_engine(ServiceSettings(database_url=SecretStr(database_url)), role="market_data")
    catalogue = read_catalogue()
    for _ in range(2):
        await store_catalogue(engine, catalogue, Mode.SIMULATED)
    async with engine.connect() as conn:
        found = {coin.coin_id: coin for coin in await fetch_coins(conn)}
    await engine.dispose()

    for coin in listed_coins(catalogue, Mode.SIMULATED):
        assert found[coin.coin_id] == coin


async def test_a_database_of_another_mode_is_refused(database_url: str) -> None:
    engine = make_engine(ServiceSettings(database_url=SecretStr(database_url)), role="market_data")
    with pytest.raises(WrongDatabaseError, match="holds simulated data and MODE is live"):
        await store_catalogue(engine, read_catalogue(), Mode.LIVE)
    await engine.dispose()
