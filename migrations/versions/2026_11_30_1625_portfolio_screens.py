"""Saved screens: questions to the screener that somebody gave a name."""

import sqlalchemy as sa
from alembic import op

revision = "portfolio_screens"
down_revision = "market_exchanges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_screens",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("conditions", sa.Text),
        sa.Column("interval", sa.Text, nullable=False),
        sa.Column("sort", sa.Text, nullable=False),
        sa.Column("columns", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("id", name="saved_screens_pkey"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="saved_screens_user_id_fkey", ondelete="CASCADE"),
    )
    op.create_index("saved_screens_user_id_idx", "saved_screens", ["user_id", "id"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON saved_screens TO portfolio")


def downgrade() -> None:
    op.drop_table("saved_screens")
