"""Documents, stories, scores, the hourly sentiment, the state of each source."""

from alembic import op

revision = "sentiment_documents"
down_revision = "portfolio_revision_index"
branch_labels = None
depends_on = None

TABLES = {
    "stories": """
        story_id uuid PRIMARY KEY, kind text NOT NULL, published_at timestamptz NOT NULL,
        revision bigint NOT NULL DEFAULT 1, published_revision bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now()
    """,
    "documents": """
        document_id uuid PRIMARY KEY, source text NOT NULL, native_id text NOT NULL, kind text NOT NULL, author text,
        title text NOT NULL, body text NOT NULL, url text, language text, coins text[] NOT NULL,
        story_id uuid NOT NULL REFERENCES stories (story_id), text_hash text NOT NULL, state text NOT NULL,
        reason text, published_at timestamptz NOT NULL, received_at timestamptz NOT NULL, edited_at timestamptz,
        CONSTRAINT documents_source_native_id_key UNIQUE (source, native_id),
        CONSTRAINT documents_state_check CHECK (state IN ('new', 'scored', 'left_out', 'parked', 'deleted'))
    """,
    "scores": """
        document_id uuid NOT NULL REFERENCES documents (document_id) ON DELETE CASCADE, coin_id text NOT NULL,
        model text NOT NULL, model_version text NOT NULL, text_hash text NOT NULL, positive numeric NOT NULL,
        neutral numeric NOT NULL, negative numeric NOT NULL, scored_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (document_id, coin_id, model, model_version)
    """,
    "sentiments": """
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, coin_id text NOT NULL, sentiment_score numeric,
        positive_count integer NOT NULL, negative_count integer NOT NULL, neutral_count integer NOT NULL,
        documents integer NOT NULL, interval_low numeric, interval_high numeric, model text NOT NULL,
        model_version text NOT NULL, "timestamp" timestamptz NOT NULL,
        CONSTRAINT sentiments_coin_id_timestamp_key UNIQUE (coin_id, "timestamp", model, model_version)
    """,
    "source_states": """
        source text PRIMARY KEY, kind text NOT NULL, state text NOT NULL, reason text,
        position jsonb NOT NULL DEFAULT '{}'::jsonb, last_success_at timestamptz, next_attempt_at timestamptz,
        updated_at timestamptz NOT NULL DEFAULT now()
    """,
    "removed_authors": """
        source text NOT NULL, author text NOT NULL, removed_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (source, author)
    """,
    "fear_greed": "day date PRIMARY KEY, value integer NOT NULL, classification text NOT NULL",
}
INDEXES = (
    "CREATE INDEX stories_published_at_idx ON stories (published_at)",
    "CREATE INDEX stories_kind_published_at_idx ON stories (kind, published_at, story_id)",
    "CREATE INDEX stories_unpublished_idx ON stories (story_id) WHERE published_revision < revision",
    "CREATE INDEX documents_story_id_idx ON documents (story_id)",
    "CREATE INDEX documents_published_at_idx ON documents (published_at)",
    "CREATE INDEX documents_source_author_idx ON documents (source, author)",
    "CREATE INDEX documents_new_idx ON documents (received_at) WHERE state = 'new'",
    "CREATE INDEX documents_coins_idx ON documents USING gin (coins)",
    'CREATE INDEX sentiments_coin_id_timestamp_idx ON sentiments (coin_id, "timestamp")',
)


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.execute(f"CREATE TABLE {name} ({columns})")
    for index in INDEXES:
        op.execute(index)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(TABLES)} TO sentiment")
    op.execute("GRANT SELECT ON market_api.closed_candles TO sentiment")


def downgrade() -> None:
    op.execute("REVOKE SELECT ON market_api.closed_candles FROM sentiment")
    op.execute(f"DROP TABLE {', '.join(reversed(TABLES))}")
