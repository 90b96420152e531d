"""Money has a rate; and transactions whose worth was not known are found, to be valued again."""

from alembic import op

revision = "portfolio_rates"
down_revision = "sentiment_documents"
branch_labels = None
depends_on = None

UNKNOWN = """
CREATE INDEX transactions_unknown_worth_idx ON transactions (portfolio_id)
WHERE worth_reason IN ('no_price', 'no_rate') OR fee_worth_reason IN ('no_price', 'no_rate')
"""


def upgrade() -> None:
    op.execute("GRANT SELECT ON market_api.instruments TO portfolio")
    op.execute(UNKNOWN)


def downgrade() -> None:
    op.execute("DROP INDEX transactions_unknown_worth_idx")
    op.execute("REVOKE SELECT ON market_api.instruments FROM portfolio")
