"""A withdrawal and a deposit that their owner says are one transfer: both stay, and count no longer."""

from alembic import op

revision = "portfolio_joined"
down_revision = "portfolio_alerts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE transactions ADD COLUMN joined_into uuid
            CONSTRAINT transactions_joined_into_fkey REFERENCES transactions (id) ON DELETE SET NULL
    """)
    op.execute("CREATE INDEX transactions_joined_into_idx ON transactions (joined_into) WHERE joined_into IS NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE transactions DROP COLUMN joined_into")
