"""An account keeps the indicators of its charts, and from which value on a trade is a large one."""

from alembic import op

revision = "users_chart_preferences"
down_revision = "portfolio_rates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE user_preferences ADD COLUMN chart_indicators text NOT NULL DEFAULT 'sma:20,ema:50'")
    op.execute("ALTER TABLE user_preferences ADD COLUMN large_trades text NOT NULL DEFAULT 'auto'")


def downgrade() -> None:
    op.execute("ALTER TABLE user_preferences DROP COLUMN large_trades")
    op.execute("ALTER TABLE user_preferences DROP COLUMN chart_indicators")
