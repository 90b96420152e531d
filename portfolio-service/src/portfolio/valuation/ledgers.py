"""Ledgers that were computed, in memory. What was only added to is not computed anew."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import merge
from typing import Final
from uuid import UUID

from cachetools import LRUCache
from shared.data.database import Database

from portfolio.ledger.fold import Fold, Rules, ordered, outcome_of
from portfolio.ledger.lots import LotMethod
from portfolio.ledger.outcome import Outcome, Valued
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.questions import Question, may_be_asked_about, questions_of
from portfolio.ledger.sql.ledger_rows import fetch_ledger, read_rows
from portfolio.ledger.transactions import in_order
from portfolio.valuation.holdings import Holdings, holdings_of

_LEAST: Final = 100
"""What a ledger without rows takes of the memory, in rows."""
_NOTHING_YET: Final = -1
_MOST_ADDED: Final = 1_000
"""More rows at once are folded in a thread, with all others."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """`rows` in the order in which they count, and what follows from them; up to a revision."""

    revision: int
    rows: Sequence[Valued]
    doubtful: Sequence[Valued]
    """Of these, what may be asked about."""
    outcome: Outcome
    holdings: Holdings

    def questions(self, now_us: int) -> list[Question]:
        """Also those that were declined. Of a large ledger in a thread: rows that are added meanwhile do no harm."""
        return questions_of(self.outcome, self.rows, self.doubtful, now_us)


@dataclass(slots=True)
class CachedLedger:
    """The rows of one revision, and a fold of them by each method that was asked for."""

    rows: list[Valued] = field(default_factory=list)
    doubtful: list[Valued] = field(default_factory=list)
    revision: int = _NOTHING_YET
    folds: dict[LotMethod, Fold] = field(default_factory=dict)
    holdings: dict[LotMethod, Holdings] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return _LEAST + len(self.rows) * (1 + len(self.folds))

    def take(self, merged: tuple[list[Valued], bool], new: int) -> None:
        """Take over what `merge_rows` gave. Few rows at the end are added to the folds, else they are computed anew."""
        self.holdings.clear()
        is_first = not self.rows
        self.rows, in_the_middle = merged
        if in_the_middle or is_first or new > _MOST_ADDED:
            self.folds.clear()
            self.doubtful = _doubtful(self.rows)
            return
        added = self.rows[len(self.rows) - new :]
        self.doubtful = [*self.doubtful, *_doubtful(added)]
        for fold in self.folds.values():
            for row in added:
                fold.add(row)

    def fold(self, rules: Rules) -> Fold:
        fold = self.folds.get(rules.method)
        if fold is None:
            fold = self.folds[rules.method] = Fold(rules)
            for row in self.rows:
                fold.add(row)
        return fold


class Ledgers:
    """At most `most` transactions of all portfolios together; the ledgers that were not used for longest go."""

    def __init__(self, database: Database, most: int) -> None:
        self._database = database
        self._cache: LRUCache[UUID, CachedLedger] = LRUCache(most, getsizeof=lambda cached: cached.size)
        self._reading: LRUCache[UUID, asyncio.Lock] = LRUCache(10_000)

    def has(self, portfolio: Portfolio, method: LotMethod) -> bool:
        """Whether `read` only has to look."""
        cached = self._cache.get(portfolio.portfolio_id)
        return cached is not None and cached.revision >= portfolio.revision and method in cached.folds

    async def read(self, portfolio: Portfolio, method: LotMethod | None = None) -> Ledger:
        """The ledger of this revision; `method` tries another one than the portfolio's."""
        key, method = portfolio.portfolio_id, method or portfolio.lot_method
        async with self._reading.setdefault(key, asyncio.Lock()):
            cached = self._cache.pop(key, None) or CachedLedger()
            if cached.revision < portfolio.rewritten:
                cached = CachedLedger()
            if cached.revision < portfolio.revision:
                await self._add_rows(portfolio, cached)
            # A thread: a second of computing must not hold up everybody else's requests.
            if (fold := cached.folds.get(method)) is None:
                fold = await asyncio.to_thread(cached.fold, portfolio.rules(method))
            if method not in cached.holdings:
                cached.holdings[method] = holdings_of(fold.outcome)
            if cached.size <= self._cache.maxsize:
                self._cache[key] = cached
            return Ledger(cached.revision, cached.rows, cached.doubtful, fold.outcome, cached.holdings[method])

    async def _add_rows(self, portfolio: Portfolio, cached: CachedLedger) -> None:
        async with self._database.begin() as conn:
            new = await fetch_ledger(conn, portfolio.portfolio_id, after=cached.revision, upto=portfolio.revision)
        merged = await asyncio.to_thread(lambda: merge_rows(cached.rows, read_rows(new), portfolio.rules()))
        cached.take(merged, len(new))
        cached.revision = portfolio.revision


def ledger_of(portfolio: Portfolio, rows: Iterable[Valued]) -> Ledger:
    """Computed at once, and kept nowhere. `rows` in any order."""
    rules = portfolio.rules()
    in_place = ordered(rows, rules.currencies)
    outcome = outcome_of(in_place, rules)
    return Ledger(portfolio.revision, in_place, _doubtful(in_place), outcome, holdings_of(outcome))


def _doubtful(rows: Iterable[Valued]) -> list[Valued]:
    return [row for row in rows if may_be_asked_about(row)]


def merge_rows(rows: Sequence[Valued], new: Sequence[Valued], rules: Rules) -> tuple[list[Valued], bool]:
    """All rows in their order; whether a new one stands before an old one."""

    def key(one: Valued) -> tuple[int, int, int]:
        return in_order(one.transaction, rules.currencies)

    new = ordered(new, rules.currencies)
    if not rows or not new or key(rows[-1]) < key(new[0]):
        return [*rows, *new], False
    return list(merge(rows, new, key=key)), True
