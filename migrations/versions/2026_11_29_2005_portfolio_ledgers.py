"""Portfolios, their transactions and simple assets, watchlists, and what requests with an idempotency key answered."""

from alembic import op

revision = "portfolio_ledgers"
down_revision = "market_windows"
branch_labels = None
depends_on = None

USER = "user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE"
PORTFOLIO = "portfolio_id uuid NOT NULL REFERENCES portfolios (id) ON DELETE CASCADE"

TABLES = {
    "portfolios": f"""
        id uuid PRIMARY KEY, {USER}, name text NOT NULL, base_currency text NOT NULL, lot_method text NOT NULL,
        track_cash boolean NOT NULL, revision bigint NOT NULL DEFAULT 0, rewritten bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
    """,
    "portfolio_pools": f"""
        {PORTFOLIO}, since timestamptz NOT NULL, pool text NOT NULL, PRIMARY KEY (portfolio_id, since)
    """,
    "imports": f"""
        id uuid PRIMARY KEY, {PORTFOLIO}, filename text NOT NULL, format text NOT NULL, mapping jsonb,
        wallet text NOT NULL, file bytea NOT NULL, state text NOT NULL, added integer,
        created_at timestamptz NOT NULL DEFAULT now(), committed_at timestamptz
    """,
    "transactions": f"""
        id uuid PRIMARY KEY, {PORTFOLIO}, entered bigint GENERATED ALWAYS AS IDENTITY, revision bigint NOT NULL,
        kind text NOT NULL,
        "time" timestamptz NOT NULL, wallet text NOT NULL, to_wallet text, in_asset text, in_quantity numeric,
        out_asset text, out_quantity numeric, fee_asset text, fee_quantity numeric, fee_amount numeric,
        fee_currency text, amount numeric, currency text, lots jsonb, note text, external_id text,
        worth numeric, worth_source text, worth_reason text,
        fee_worth numeric, fee_worth_source text, fee_worth_reason text,
        import_id uuid REFERENCES imports (id) ON DELETE CASCADE, import_key text, occurrence integer,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT transactions_import_key UNIQUE (portfolio_id, import_key, occurrence)
    """,
    "portfolio_assets": f"""
        id uuid PRIMARY KEY REFERENCES transactions (id) ON DELETE CASCADE, {PORTFOLIO}, coin_id text NOT NULL,
        quantity numeric NOT NULL, purchase_price numeric NOT NULL
    """,
    "declined_questions": f"""
        {PORTFOLIO}, question_id text NOT NULL, declined_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (portfolio_id, question_id)
    """,
    "watchlists": f"""
        id uuid PRIMARY KEY, {USER}, name text NOT NULL, is_default boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now()
    """,
    "watchlist_items": """
        watchlist_id uuid NOT NULL REFERENCES watchlists (id) ON DELETE CASCADE, coin_id text NOT NULL,
        position integer NOT NULL, PRIMARY KEY (watchlist_id, coin_id)
    """,
    "shares": f"""
        id uuid PRIMARY KEY, {PORTFOLIO}, token_hash bytea NOT NULL UNIQUE, hide_amounts boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz, revoked_at timestamptz
    """,
    "idempotency_keys": f"""
        {USER}, key text NOT NULL, request_hash text NOT NULL, status integer NOT NULL, answer jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (user_id, key)
    """,
}
INDEXES = (
    "CREATE INDEX portfolios_user_id_idx ON portfolios (user_id, id)",
    'CREATE INDEX transactions_portfolio_id_time_idx ON transactions (portfolio_id, "time", entered)',
    "CREATE INDEX imports_portfolio_id_idx ON imports (portfolio_id, id)",
    "CREATE INDEX transactions_import_id_idx ON transactions (import_id) WHERE import_id IS NOT NULL",
    "CREATE INDEX portfolio_assets_portfolio_id_idx ON portfolio_assets (portfolio_id)",
    "CREATE INDEX watchlists_user_id_idx ON watchlists (user_id, id)",
    "CREATE UNIQUE INDEX watchlists_default_key ON watchlists (user_id) WHERE is_default",
    "CREATE INDEX shares_portfolio_id_idx ON shares (portfolio_id, id)",
    "CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at)",
)


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.execute(f"CREATE TABLE {name} ({columns})")
    for index in INDEXES:
        op.execute(index)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(TABLES)} TO portfolio")
    op.execute("GRANT SELECT ON market_api.closed_candles TO portfolio")


def downgrade() -> None:
    op.execute("REVOKE SELECT ON market_api.closed_candles FROM portfolio")
    op.execute(f"DROP TABLE {', '.join(reversed(TABLES))}")
