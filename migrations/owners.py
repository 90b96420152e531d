"""The services' tables that the one schema history is compared with, and the role that each service acts as."""

from analytics import tables as analytics
from market_data import tables as market
from portfolio import tables as portfolio
from sqlalchemy import MetaData
from users import tables as users

METADATA: list[MetaData] = [market.metadata, analytics.metadata, users.metadata, portfolio.metadata]

# Made before Alembic runs; migrations only grant to them.
ROLES = ("market_data", "analytics", "users", "sentiment", "portfolio")
