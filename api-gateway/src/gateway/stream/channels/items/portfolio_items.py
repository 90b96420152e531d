"""What a portfolio's channel shows: portfolio-service writes the text, this says what it consists of."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from gateway.stream.channels.items.stream_items import StreamItem


class PortfolioAssetItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    coin_id: str
    quantity: Decimal
    price: Decimal | None
    price_as_of: datetime | None
    price_stale: bool
    reason: str | None
    value: Decimal | None
    value_change_24h: Decimal | None
    cost_basis: Decimal | None
    average_cost: Decimal | None
    unrealized_pnl: Decimal | None
    realized_pnl: Decimal
    income: Decimal
    fees: Decimal
    roi_percent: Decimal | None
    share_percent: Decimal | None


class ExcludedAssetItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    coin_id: str
    reason: str


class PortfolioItem(StreamItem, frozen=True, forbid_unknown_fields=True):
    """As `GET /api/portfolio/{portfolio_id}`, without wallets."""

    portfolio_id: UUID
    name: str
    base_currency: str
    lot_method: str
    pool: str
    value: Decimal
    value_change_24h: Decimal
    cost_basis: Decimal
    unrealized_pnl: Decimal
    realized_pnl: Decimal
    income: Decimal
    fees: Decimal
    roi_percent: Decimal | None
    as_of: datetime | None
    stale: bool
    reason: str | None
    excluded: list[ExcludedAssetItem]
    questions: int
    assets: list[PortfolioAssetItem]
