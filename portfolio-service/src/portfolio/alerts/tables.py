"""The tables of alerts, beside the other ones of portfolios."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from portfolio.tables import TIME, metadata, owner

THIS_TRANSACTION: Final = text("(pg_current_xact_id()::text::bigint)")

# `conditions` and `memory` as `alerts.joining` has them. `version` rises with every change: what was judged on another
# one is not stored. `changed` is the transaction that changed the row last: who reads what is new goes by it.
price_alerts = Table(
    "price_alerts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("coin_id", Text),
    Column("portfolio_id", Uuid, ForeignKey("portfolios.id", ondelete="CASCADE")),
    Column("joined", Text, nullable=False),
    Column("conditions", JSONB, nullable=False),
    Column("repeat", Text, nullable=False),
    Column("rearm_percent", Numeric, nullable=False),
    Column("cooldown_s", Integer, nullable=False),
    Column("channels", ARRAY(Text), nullable=False),
    Column("note", Text),
    Column("expires_at", TIME),
    Column("state", Text, nullable=False),
    Column("memory", JSONB, nullable=False),
    Column("armed_at", TIME, nullable=False),
    Column("fired_at", TIME),
    Column("version", BigInteger, nullable=False, server_default=text("0")),
    Column("changed", BigInteger, nullable=False, server_default=THIS_TRANSACTION),
    Column("created_at", TIME, nullable=False, server_default=func.now()),
    Column("updated_at", TIME, nullable=False, server_default=func.now()),
    owner("price_alerts"),
    CheckConstraint("(coin_id IS NULL) <> (portfolio_id IS NULL)", name="price_alerts_subject_check"),
    Index("price_alerts_user_id_idx", "user_id", "id"),
    Index("price_alerts_portfolio_id_idx", "portfolio_id", postgresql_where=text("portfolio_id IS NOT NULL")),
    Index("price_alerts_changed_idx", "changed"),
    Index("price_alerts_expires_at_idx", "expires_at", postgresql_where=text("state IN ('armed', 'paused')")),
)

# `unpublished` is the encoded `AlertV1` until Kafka has acknowledged it.
alert_events = Table(
    "alert_events",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("alert_id", Uuid, ForeignKey("price_alerts.id", ondelete="CASCADE"), nullable=False),
    Column("fired_at", TIME, nullable=False),
    Column("as_of", TIME, nullable=False),
    Column("observed", JSONB, nullable=False),
    Column("unpublished", LargeBinary),
    Index("alert_events_alert_id_idx", "alert_id", "event_id"),
    Index("alert_events_unpublished_idx", "event_id", postgresql_where=text("unpublished IS NOT NULL")),
)
