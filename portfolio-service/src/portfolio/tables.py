"""The portfolios' tables (owner: role `portfolio`). Rows of a user are deleted with the account's row in `users`."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(naming_convention={"pk": "%(table_name)s_pkey", "fk": "%(table_name)s_%(column_0_name)s_fkey"})

TIME: Final = DateTime(timezone=True)
_NOW: Final = func.now()


def owner(table: str) -> ForeignKeyConstraint:
    """The owner is deleted by user-service; `use_alter`: the table `users` is another service's."""
    return ForeignKeyConstraint(
        ["user_id"], ["users.id"], name=f"{table}_user_id_fkey", ondelete="CASCADE", use_alter=True
    )


def _portfolio(*, primary_key: bool = False) -> Column[object]:
    key = ForeignKey("portfolios.id", ondelete="CASCADE")
    return Column("portfolio_id", Uuid, key, nullable=False, primary_key=primary_key)


# `revision` rises with every change of the ledger or its rules: what was computed for another one is old. `rewritten`
# is the newest one that did more than add rows.
portfolios = Table(
    "portfolios",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("base_currency", Text, nullable=False),
    Column("lot_method", Text, nullable=False),
    Column("track_cash", Boolean, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default=text("0")),
    Column("rewritten", BigInteger, nullable=False, server_default=text("0")),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    Column("updated_at", TIME, nullable=False, server_default=_NOW),
    owner("portfolios"),
    Index("portfolios_user_id_idx", "user_id", "id"),
)

# From which lots a disposal takes, from a time on; the first row holds for the time before it, too.
portfolio_pools = Table(
    "portfolio_pools",
    metadata,
    _portfolio(),
    Column("since", TIME, nullable=False),
    Column("pool", Text, nullable=False),
    PrimaryKeyConstraint("portfolio_id", "since"),
)

# A file as it came: read again when it is committed, against the ledger of that moment. While that lasts, `done` of
# its `rows` are through, and `worked_at` is when that was known; `message` says why it failed.
imports = Table(
    "imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    _portfolio(),
    Column("filename", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("mapping", JSONB),
    Column("wallet", Text, nullable=False),
    Column("file", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("added", Integer),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    Column("committed_at", TIME),
    Column("rows", Integer),
    Column("done", Integer),
    Column("worked_at", TIME),
    Column("message", Text),
    Index("imports_portfolio_id_idx", "portfolio_id", "id"),
)

# `worth` and `fee_worth` are in the portfolio's base currency, at the transaction's own time; null with a reason.
# `revision` is the portfolio's that the row came with. `import_key` and `occurrence` are what an imported row is known
# by when its file comes again. `joined_into`: the transfer that the row is one end of. Such a row counts no
# longer, but is known when its file comes again; without the transfer it counts as before.
transactions = Table(
    "transactions",
    metadata,
    Column("id", Uuid, primary_key=True),
    _portfolio(),
    Column("entered", BigInteger, Identity(always=True), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("time", TIME, nullable=False),
    Column("wallet", Text, nullable=False),
    Column("to_wallet", Text),
    Column("in_asset", Text),
    Column("in_quantity", Numeric),
    Column("out_asset", Text),
    Column("out_quantity", Numeric),
    Column("fee_asset", Text),
    Column("fee_quantity", Numeric),
    Column("fee_amount", Numeric),
    Column("fee_currency", Text),
    Column("amount", Numeric),
    Column("currency", Text),
    Column("lots", JSONB),
    Column("note", Text),
    Column("external_id", Text),
    Column("worth", Numeric),
    Column("worth_source", Text),
    Column("worth_reason", Text),
    Column("fee_worth", Numeric),
    Column("fee_worth_source", Text),
    Column("fee_worth_reason", Text),
    Column("import_id", Uuid, ForeignKey("imports.id", ondelete="CASCADE")),
    Column("import_key", Text),
    Column("occurrence", Integer),
    Column("joined_into", Uuid, ForeignKey("transactions.id", ondelete="SET NULL")),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    Column("updated_at", TIME, nullable=False, server_default=_NOW),
    UniqueConstraint("portfolio_id", "import_key", "occurrence", name="transactions_import_key"),
    Index("transactions_portfolio_id_time_idx", "portfolio_id", "time", "entered"),
    Index("transactions_portfolio_id_revision_idx", "portfolio_id", "revision"),
    Index("transactions_import_id_idx", "import_id", postgresql_where=text("import_id IS NOT NULL")),
    Index(
        "transactions_unknown_worth_idx",
        "portfolio_id",
        postgresql_where=text("worth_reason IN ('no_price', 'no_rate') OR fee_worth_reason IN ('no_price', 'no_rate')"),
    ),
    Index("transactions_joined_into_idx", "joined_into", postgresql_where=text("joined_into IS NOT NULL")),
)

# The simple way: what is held and what it cost, without dates. Each is a purchase in `transactions`, with the same id.
portfolio_assets = Table(
    "portfolio_assets",
    metadata,
    Column("id", Uuid, ForeignKey("transactions.id", ondelete="CASCADE"), primary_key=True),
    _portfolio(),
    Column("coin_id", Text, nullable=False),
    Column("quantity", Numeric, nullable=False),
    Column("purchase_price", Numeric, nullable=False),
    Index("portfolio_assets_portfolio_id_idx", "portfolio_id"),
)

# Questions that the owner does not want to be asked again.
declined_questions = Table(
    "declined_questions",
    metadata,
    _portfolio(),
    Column("question_id", Text, nullable=False),
    Column("declined_at", TIME, nullable=False, server_default=_NOW),
    PrimaryKeyConstraint("portfolio_id", "question_id"),
)

watchlists = Table(
    "watchlists",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("is_default", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    owner("watchlists"),
    Index("watchlists_user_id_idx", "user_id", "id"),
    Index("watchlists_default_key", "user_id", unique=True, postgresql_where=text("is_default")),
)

watchlist_items = Table(
    "watchlist_items",
    metadata,
    Column("watchlist_id", Uuid, ForeignKey("watchlists.id", ondelete="CASCADE"), nullable=False),
    Column("coin_id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    PrimaryKeyConstraint("watchlist_id", "coin_id"),
)

# A question to the screener of analytics; `conditions` and `columns` may be null.
saved_screens = Table(
    "saved_screens",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("conditions", Text),
    Column("interval", Text, nullable=False),
    Column("sort", Text, nullable=False),
    Column("columns", Text),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    Column("updated_at", TIME, nullable=False, server_default=_NOW),
    owner("saved_screens"),
    Index("saved_screens_user_id_idx", "user_id", "id"),
)

# Links that show a portfolio to whoever has them. Only the hash of a link's token is stored.
shares = Table(
    "shares",
    metadata,
    Column("id", Uuid, primary_key=True),
    _portfolio(),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("hide_amounts", Boolean, nullable=False),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    Column("expires_at", TIME),
    Column("revoked_at", TIME),
    Index("shares_portfolio_id_idx", "portfolio_id", "id"),
)

# What a POST with an Idempotency-Key answered, so that the same request again changes nothing.
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("user_id", Uuid, nullable=False),
    Column("key", Text, nullable=False),
    Column("request_hash", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", JSONB, nullable=False),
    Column("created_at", TIME, nullable=False, server_default=_NOW),
    PrimaryKeyConstraint("user_id", "key"),
    owner("idempotency_keys"),
    Index("idempotency_keys_created_at_idx", "created_at"),
)
