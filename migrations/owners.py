"""The services' tables that the one schema history is compared with, and the role that each service acts as."""

from analytics import tables as analytics
from market_data import exchange_tables
from market_data import tables as market
from portfolio import tables as portfolio
from portfolio.alerts import tables as alerts
from sentiment import tables as sentiment
from sqlalchemy import MetaData
from users import tables as users


def _together(*owners: MetaData) -> MetaData:
    """All tables in one, so that a table may refer to another owner's; names are made as the first one says."""
    whole = MetaData(naming_convention=owners[0].naming_convention)
    for owner in owners:
        for table in owner.tables.values():
            table.to_metadata(whole)
    return whole


METADATA = _together(market.metadata, analytics.metadata, users.metadata, portfolio.metadata, sentiment.metadata)
assert alerts.price_alerts.name in METADATA.tables  # noqa: S101 - its module adds them to those of portfolios

assert exchange_tables.arbitrage_spans.name in METADATA.tables  # noqa: S101 - likewise to those of market data

# Made before Alembic runs; migrations only grant to them.
ROLES = ("market_data", "analytics", "users", "sentiment", "portfolio")
