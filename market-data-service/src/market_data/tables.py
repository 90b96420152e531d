"""Market data's tables: coins, instruments, trades (`prices`), candles, gaps. Owner: role `market_data`."""

from typing import Final

from shared.events.values import CandleStatus, Interval
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Enum,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    func,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)

TIME: Final = DateTime(timezone=True)
FOR_EVER: Final = text("timestamptz 'infinity'")
"""What stands for the unknown end of a gap where it is compared, as in the index."""
# Its order is the statuses' order, best first: max() is the worst of several.
STATUS: Final = Enum(*(status.value for status in CandleStatus), name="candle_status", metadata=metadata)
_INTERVALS: Final = ", ".join(f"'{interval}'" for interval in Interval)

coins = Table(
    "coins",
    metadata,
    Column("id", Text, primary_key=True),
    Column("symbol", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("market_cap_rank", Integer),
    Column("description", Text),
    Column("tick", Numeric),
)

# `position` is the catalogue's order within the coin, null for what is not in it. `is_rate`: its mid is what a unit
# of its base is worth in USD, and trades in that quote are stamped with it. `start_id`: the newest trade id that REST
# listed before the first subscription ever. `ended_at`: the replay's data ended there. `minutes_since`, `hours_since`:
# from there on the candles of that interval lack nothing, because the venue's own history was imported. `tick`, `lot`:
# the steps of its price and of its size, as the venue lists them.
instruments = Table(
    "instruments",
    metadata,
    Column("instrument_id", Text, primary_key=True),
    Column("coin_id", Text, ForeignKey("coins.id"), nullable=False, index=True),
    Column("venue", Text, nullable=False),
    Column("base", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("native", Text),
    Column("position", Integer),
    Column("is_rate", Boolean, nullable=False, server_default=text("false")),
    Column("disabled_reason", Text),
    Column("start_id", BigInteger),
    Column("followed_since", TIME),
    Column("ended_at", TIME),
    Column("minutes_since", TIME),
    Column("hours_since", TIME),
    Column("tick", Numeric),
    Column("lot", Numeric),
)

# Instruments whose coin the catalogue has changed, and the coin that older rows of theirs are still stored under.
coin_changes = Table(
    "coin_changes",
    metadata,
    Column("instrument_id", Text, ForeignKey("instruments.instrument_id"), primary_key=True),
    Column("old_coin_id", Text, primary_key=True),
)

# Partitioned by day; `ensure_price_partitions` makes the partitions, there is no default one.
prices = Table(
    "prices",
    metadata,
    Column("instrument_id", Text, primary_key=True),
    Column("trade_id", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("venue", Text, nullable=False),
    Column("coin_id", Text, ForeignKey("coins.id"), nullable=False),
    Column("price", Numeric, nullable=False),
    Column("volume", Numeric, nullable=False),
    Column("side", Text, nullable=False),
    Column("timestamp", TIME, nullable=False),
    Column("received_at", TIME, nullable=False),
    Column("quote_usd", Numeric),
    Column("backfilled", Boolean, nullable=False),
    # NaN is above every number for PostgreSQL, so the upper bounds keep it out.
    CheckConstraint("price > 0 AND price < 1e24 AND scale(price) <= 60", name="price"),
    CheckConstraint("volume >= 0 AND volume < 1e30 AND scale(volume) <= 60", name="volume"),
    Index(None, "coin_id", "timestamp"),
    postgresql_partition_by="RANGE (day)",
)

# `open_key` and `close_key` order trades in whatever order they come: see `candles.key`. `last_recv_at` is when the
# newest trade for it was received (it closes 2 s after); `as_of` the same, but of a back-filled trade its event time.
# `taker_buy_volume` is null where a part of the candle does not say who took; so are all from before it was recorded.
candles = Table(
    "candles",
    metadata,
    Column("instrument_id", Text, primary_key=True),
    Column("interval", Text, primary_key=True),
    Column("open_time", TIME, primary_key=True),
    Column("coin_id", Text, ForeignKey("coins.id"), nullable=False),
    Column("venue", Text, nullable=False),
    Column("open", Numeric, nullable=False),
    Column("high", Numeric, nullable=False),
    Column("low", Numeric, nullable=False),
    Column("close", Numeric, nullable=False),
    Column("volume", Numeric, nullable=False),
    Column("quote_volume", Numeric, nullable=False),
    Column("usd_volume", Numeric),
    Column("taker_buy_volume", Numeric),
    Column("trade_count", BigInteger, nullable=False),
    Column("open_key", ARRAY(BigInteger), nullable=False),
    Column("close_key", ARRAY(BigInteger), nullable=False),
    Column("status", STATUS, nullable=False),
    Column("source", Text, nullable=False),
    Column("is_closed", Boolean, nullable=False, server_default=text("false")),
    Column("revision", BigInteger, nullable=False, server_default=text("1")),
    Column("as_of", TIME, nullable=False),
    Column("last_recv_at", TIME, nullable=False),
    CheckConstraint(f'"interval" IN ({_INTERVALS})', name="interval"),
    CheckConstraint("source IN ('trades', 'venue')", name="source"),
    # Room for a bucket's many revisions on its own page; no index holds a column that they change.
    postgresql_with={"fillfactor": "70"},
)
# Few are partial, and lists ask for them every few seconds.
Index(
    "candles_partial_idx",
    candles.c.instrument_id,
    candles.c.open_time,
    postgresql_where=text("\"interval\" = '1m' AND status = 'partial'"),
)
Index("candles_open_idx", candles.c.coin_id, candles.c.open_time, postgresql_where=~candles.c.is_closed)

# Gaps only: since when an instrument is followed, and until when, is in `instruments`.
market_gaps = Table(
    "market_gaps",
    metadata,
    Column("gap_id", Text, primary_key=True),
    Column("instrument_id", Text, nullable=False),
    Column("coin_id", Text, ForeignKey("coins.id"), nullable=False),
    Column("venue", Text, nullable=False),
    Column("start_at", TIME, nullable=False),
    Column("end_at", TIME),
    Column("first_id", BigInteger),
    Column("last_id", BigInteger),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("as_of", TIME, nullable=False),
    Column("closed_by", Text),
    Column("trades_filled", BigInteger),
    CheckConstraint("closed_by IN ('ids', 'candles')", name="closed_by"),
    CheckConstraint("state IN ('open', 'closed', 'unfillable')", name="state"),
    Index(None, "coin_id", "start_at", "gap_id"),
)
# What the ledger says of an instrument from a time on; and what is still missing.
Index(
    "market_gaps_instrument_id_end_idx",
    market_gaps.c.instrument_id,
    text("COALESCE(end_at, 'infinity'::timestamp with time zone)"),
)
Index(
    "market_gaps_missing_idx",
    market_gaps.c.instrument_id,
    market_gaps.c.start_at,
    postgresql_where=market_gaps.c.state != "closed",
)

# Events of candles that were changed in the same transactions, until Kafka has them: see `recorder.outbox`. `event` is
# the record's value.
unpublished_candles = Table(
    "unpublished_candles",
    metadata,
    Column("entry", BigInteger, Identity(always=True), primary_key=True),
    Column("coin_id", Text, nullable=False),
    Column("event", LargeBinary, nullable=False),
)

# How many trades are stored, by their day and the partition of their coin: two recorders never wait for the same row.
# `partition` -1: those stored before they were counted so.
trade_counts = Table(
    "trade_counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("trades", BigInteger, nullable=False),
    # The same few rows change with every round: room for their next version on the same page.
    postgresql_with={"fillfactor": "50"},
)

# How far the venues' own candles are imported: of `[target_at, end_at)` all from `reached_at` on; where the venue lists
# nothing older (`is_exhausted`), nothing more will come. `end_at`: the bucket in which following began.
history_imports = Table(
    "history_imports",
    metadata,
    Column("instrument_id", Text, ForeignKey("instruments.instrument_id"), primary_key=True),
    Column("interval", Text, primary_key=True),
    Column("end_at", TIME, nullable=False),
    Column("reached_at", TIME, nullable=False),
    Column("target_at", TIME, nullable=False),
    Column("is_exhausted", Boolean, nullable=False, server_default=text("false")),
    Column("updated_at", TIME, nullable=False, server_default=func.now()),
    CheckConstraint(f'"interval" IN ({_INTERVALS})', name="interval"),
)

# One row: which mode's data these are. A service refuses a database of another mode. `minutes_since`: candles of 1m
# that opened earlier are deleted, unless something is missing in them; null as long as none is.
deployment = Table(
    "deployment",
    metadata,
    Column("only", Boolean, primary_key=True, server_default=text("true")),
    Column("mode", Text, nullable=False),
    Column("minutes_since", TIME),
    Column("created_at", TIME, nullable=False, server_default=func.now()),
    CheckConstraint('"only"', name="only"),
)
