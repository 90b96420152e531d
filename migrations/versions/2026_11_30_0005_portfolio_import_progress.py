"""How far an import is that takes long, and why one failed."""

from alembic import op

revision = "portfolio_import_progress"
down_revision = "portfolio_joined"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE imports
            ADD COLUMN rows integer, ADD COLUMN done integer, ADD COLUMN worked_at timestamptz, ADD COLUMN message text
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE imports DROP COLUMN rows, DROP COLUMN done, DROP COLUMN worked_at, DROP COLUMN message")
