"""The service's own table (owner: role `analytics`), and the columns that it reads of the market's tables."""

from typing import Final

from shared.events.values import CandleStatus
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ENUM

metadata = MetaData(naming_convention={"pk": "%(table_name)s_pkey"})

TIME: Final = DateTime(timezone=True)
# The market's type; the revision of the market's tables makes it.
STATUS: Final = ENUM(*(status.value for status in CandleStatus), name="candle_status", create_type=False)

# `params` names the parameters (`period=20`); `value` is null until n reaches the period.
indicators = Table(
    "indicators",
    metadata,
    Column("instrument_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("params", Text, primary_key=True),
    Column("interval", Text, primary_key=True),
    Column("open_time", TIME, primary_key=True),
    Column("value", Double),
    Column("n", BigInteger, nullable=False),
    Column("warm", Boolean, nullable=False),
    Column("status", STATUS, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default=text("1")),
)

# Read only, and only these columns: the market service owns them, so Alembic does not compare them here.
_market = MetaData()

coins = Table(
    "coins", _market, Column("id", Text, primary_key=True), Column("symbol", Text), Column("market_cap_rank", Integer)
)

instruments = Table(
    "instruments",
    _market,
    Column("instrument_id", Text, primary_key=True),
    Column("coin_id", Text),
    Column("venue", Text),
    Column("base", Text),
    Column("quote", Text),
    Column("position", Integer),
)

candles = Table(
    "candles",
    _market,
    Column("instrument_id", Text, primary_key=True),
    Column("interval", Text, primary_key=True),
    Column("open_time", TIME, primary_key=True),
    Column("coin_id", Text),
    Column("venue", Text),
    Column("open", Numeric),
    Column("high", Numeric),
    Column("low", Numeric),
    Column("close", Numeric),
    Column("volume", Numeric),
    Column("quote_volume", Numeric),
    Column("usd_volume", Numeric),
    Column("status", STATUS),
    Column("is_closed", Boolean),
    Column("revision", BigInteger),
    Column("as_of", TIME),
)
