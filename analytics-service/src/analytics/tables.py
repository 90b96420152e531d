"""The tables that the service owns (role `analytics`)."""

from typing import Final

from shared.events.values import CandleStatus
from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, Double, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import ENUM

metadata = MetaData(naming_convention={"pk": "%(table_name)s_pkey"})

TIME: Final = DateTime(timezone=True)
# The market's type; the revision of the market's tables makes it.
STATUS: Final = ENUM(*(status.value for status in CandleStatus), name="candle_status", create_type=False)

# Which series' indicators are to be computed again: from `since` on; it began at `first`. `until` is the newest candle
# of when it was queued.
indicator_backlog = Table(
    "indicator_backlog",
    metadata,
    Column("instrument_id", Text, primary_key=True),
    Column("interval", Text, primary_key=True),
    Column("coin_id", Text, nullable=False),
    Column("since", TIME, nullable=False),
    Column("first", TIME, nullable=False),
    Column("until", TIME, nullable=False),
    Column("queued_at", TIME, nullable=False),
)

# `params` names the parameters (`period=20`); `value` is null until n reaches the period. An indicator with several
# outputs has them in `outputs`, in the registry's order, and no `value`.
indicators = Table(
    "indicators",
    metadata,
    Column("instrument_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("params", Text, primary_key=True),
    Column("interval", Text, primary_key=True),
    Column("open_time", TIME, primary_key=True),
    Column("value", Double),
    Column("outputs", ARRAY(Double)),
    Column("n", BigInteger, nullable=False),
    Column("warm", Boolean, nullable=False),
    Column("status", STATUS, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default=text("1")),
)
