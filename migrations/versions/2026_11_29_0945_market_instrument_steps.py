"""The steps of an instrument's price and size, as its venue lists them; unknown until a listing has been read."""

from alembic import op
from sqlalchemy import Column, Numeric

revision = "market_instrument_steps"
down_revision = "market_api_views"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("instruments", Column("tick", Numeric))
    op.add_column("instruments", Column("lot", Numeric))


def downgrade() -> None:
    op.drop_column("instruments", "lot")
    op.drop_column("instruments", "tick")
