"""A portfolio: whose it is, and how its ledger is counted. No I/O."""

from datetime import datetime
from uuid import UUID

import msgspec
from shared.clock import to_us

from portfolio.ledger.currencies import CURRENCIES
from portfolio.ledger.fold import PoolOf, Rules
from portfolio.ledger.lots import LotMethod


class PoolRule(msgspec.Struct, frozen=True):
    since: datetime
    pool: PoolOf


class Portfolio(msgspec.Struct, frozen=True, kw_only=True):
    """`base_currency`: `USD`, or the coin_id of a coin that everything is valued in. `pools`: rising in time."""

    portfolio_id: UUID
    user_id: UUID
    name: str
    base_currency: str
    lot_method: LotMethod
    track_cash: bool
    pools: tuple[PoolRule, ...]
    revision: int
    """Rises with every change of the ledger or its rules."""
    rewritten: int
    """The newest revision that did more than add rows."""
    created_at: datetime
    updated_at: datetime

    @property
    def pool(self) -> PoolOf:
        """The newest one."""
        return self.pools[-1].pool

    def rules(self, method: LotMethod | None = None) -> Rules:
        """How its ledger is counted; `method` tries another one."""
        return Rules(
            method=method or self.lot_method,
            pools=tuple((to_us(rule.since), rule.pool) for rule in self.pools),
            track_cash=self.track_cash,
            currencies=CURRENCIES,
        )
