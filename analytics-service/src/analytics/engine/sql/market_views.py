"""The views of schema `market_api` that this service reads; market-data owns them and their columns."""

from sqlalchemy import TableClause, column, table

from analytics.indicators.series import PRICES

_CANDLE = ("instrument_id", "interval", "open_time", "coin_id", "status", "revision", "as_of", *PRICES)


def _view(name: str, *columns: str) -> TableClause:
    return table(name, *map(column, columns), schema="market_api")


coins = _view("coins", "coin_id", "symbol", "market_cap_rank")
instruments = _view("instruments", "instrument_id", "coin_id", "venue", "quote", "position")
closed_candles = _view("closed_candles", *_CANDLE)
open_candles = _view("open_candles", *_CANDLE)
