"""The tables of exchanges compared: spans of arbitrage, and each minute's spreads. Owner: role `market_data`.

Neither has a foreign key to `coins`: what was seen of a coin stays true when the catalogue calls it by another name.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Numeric, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from market_data.tables import TIME, metadata

# A time during which buying at `buy` and selling at `sell` would have brought something after fees. `opened_at`: when
# the later of the quotes that began it was received, so that whoever finds it again finds the same key. `seen_at`:
# until when it is known. `best` is the spread at its best, as `domain.exchanges.spans.Snapshot`.
arbitrage_spans = Table(
    "arbitrage_spans",
    metadata,
    Column("coin_id", Text, primary_key=True),
    Column("buy", Text, primary_key=True),
    Column("sell", Text, primary_key=True),
    Column("opened_at", TIME, primary_key=True),
    Column("seen_at", TIME, nullable=False),
    Column("closed_at", TIME),
    Column("close_reason", Text),
    Column("best_net_bp", Numeric, nullable=False),
    Column("best_at", TIME, nullable=False),
    Column("best", JSONB, nullable=False),
    CheckConstraint("buy <> sell", name="venues"),
    CheckConstraint("closed_at >= opened_at AND seen_at >= opened_at", name="times"),
    CheckConstraint("(closed_at IS NULL) = (close_reason IS NULL)", name="closed"),
    # The same few rows change while they are open.
    postgresql_with={"fillfactor": "80"},
)
Index(
    "arbitrage_spans_open_idx",
    arbitrage_spans.c.coin_id,
    arbitrage_spans.c.buy,
    arbitrage_spans.c.sell,
    unique=True,
    postgresql_where=text("closed_at IS NULL"),
)
Index(
    "arbitrage_spans_opened_idx",
    arbitrage_spans.c.opened_at,
    arbitrage_spans.c.coin_id,
    arbitrage_spans.c.buy,
    arbitrage_spans.c.sell,
)

# A minute of a coin's ordered pair of venues: means are weighted with time. `known_us`: for how much of the minute both
# quotes could be relied on. `through_us`: up to where quotes were counted in.
spread_minutes = Table(
    "spread_minutes",
    metadata,
    Column("coin_id", Text, primary_key=True),
    Column("buy", Text, primary_key=True),
    Column("sell", Text, primary_key=True),
    Column("minute", TIME, primary_key=True),
    Column("gross_max_bp", Numeric, nullable=False),
    Column("gross_mean_bp", Numeric, nullable=False),
    Column("net_max_bp", Numeric, nullable=False),
    Column("net_mean_bp", Numeric, nullable=False),
    Column("known_us", BigInteger, nullable=False),
    Column("through_us", BigInteger, nullable=False),
    CheckConstraint("known_us BETWEEN 0 AND 60000000", name="known"),
    postgresql_with={"fillfactor": "80"},
)
Index("spread_minutes_minute_idx", spread_minutes.c.minute)
