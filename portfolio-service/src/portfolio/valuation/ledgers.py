"""Ledgers that were computed, in memory: one that is asked for again is read again only if its revision changed."""

import asyncio
from typing import Final, NamedTuple
from uuid import UUID

from cachetools import LRUCache
from shared.data.database import Database

from portfolio.ledger.fold import Fold, ordered
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.outcome import Outcome, Valued
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sql.transactions import fetch_ledger

_LEAST: Final = 100
"""What a ledger without rows takes of the memory, in rows."""


class Ledger(NamedTuple):
    """`rows` in the order in which they count, and what follows from them."""

    rows: list[Valued]
    outcome: Outcome


class _Key(NamedTuple):
    portfolio_id: UUID
    revision: int
    method: LotMethod


class Ledgers:
    """At most `most` transactions of all portfolios together; the ledgers that were not used for longest go."""

    def __init__(self, database: Database, most: int) -> None:
        self._database = database
        self._cache: LRUCache[_Key, Ledger] = LRUCache(most, getsizeof=lambda ledger: len(ledger.rows) + _LEAST)

    async def read(self, portfolio: Portfolio, method: LotMethod | None = None) -> Ledger:
        """The ledger of this revision; `method` tries another one than the portfolio's."""
        key = _Key(portfolio.portfolio_id, portfolio.revision, method or portfolio.lot_method)
        found = self._cache.get(key)
        if found is None:
            async with self._database.begin() as conn:
                rows = await fetch_ledger(conn, portfolio.portfolio_id)
            # A thread: a second of computing must not hold up everybody else's requests.
            found = await asyncio.to_thread(_computed, rows, portfolio, method)
            if len(found.rows) + _LEAST <= self._cache.maxsize:
                self._cache[key] = found
        return found


def _computed(rows: list[Valued], portfolio: Portfolio, method: LotMethod | None) -> Ledger:
    rules = portfolio.rules(method)
    fold = Fold(rules)
    rows = ordered(rows, rules.currencies)
    for row in rows:
        fold.add(row)
    return Ledger(rows, fold.outcome)
