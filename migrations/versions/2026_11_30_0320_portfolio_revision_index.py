"""Rows of a ledger that came after a revision, and how many there are, without reading all of them."""

from alembic import op

revision = "portfolio_revision_index"
down_revision = "users_webhooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX transactions_portfolio_id_revision_idx ON transactions (portfolio_id, revision)")


def downgrade() -> None:
    op.execute("DROP INDEX transactions_portfolio_id_revision_idx")
