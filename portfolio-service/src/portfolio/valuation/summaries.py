"""What a ledger comes to, kept in memory and in Redis, so that a replica that did not compute it need not read it.

`portfolio:{user_id}` is a hash with two fields for each portfolio and method: holdings, and lots. Values are never in
it. A field counts for the revision that it names, so nothing has to delete it; without Redis the ledger is read.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final, TypeVar
from uuid import UUID

import msgspec
from cachetools import TTLCache
from shared.clock import now_us
from shared.data.database import Database
from shared.data.redis import Outage, Redis, RedisError
from shared.events import decoder, encode
from shared.http.metrics import CACHE_READS
from shared.logging import get_logger

from portfolio.ledger.asked import fetch_declined, still_open
from portfolio.ledger.lots import Lot, LotMethod
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.questions import implausible_until
from portfolio.ledger.sql.ledger_rows import count_rows, fetch_ledgers
from portfolio.valuation.holdings import Holdings
from portfolio.valuation.ledgers import Ledger, Ledgers, ledger_of

log = get_logger(__name__)

_MOST_IN_MEMORY: Final = 1_000
_SMALL: Final = 1_000
"""A ledger with no more rows takes some 10 ms to compute."""
_AT_ONCE: Final = 5
_MOST_LOTS: Final = 10_000
"""A ledger with more of them, some 3 MB, keeps them to itself: Redis is no place for them."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """`balances`: what each wallet holds, by asset. `questions`: how many are open, up to `until_us`."""

    revision: int
    holdings: Holdings
    balances: dict[str, dict[str, Decimal]]
    questions: int
    until_us: int | None

    def is_of(self, portfolio: Portfolio) -> bool:
        return self.revision == portfolio.revision and (self.until_us is None or now_us() < self.until_us)


class StoredLots(msgspec.Struct, frozen=True, kw_only=True):
    """Oldest first."""

    revision: int
    lots: list[Lot]

    def is_of(self, portfolio: Portfolio) -> bool:
        return self.revision == portfolio.revision


S = TypeVar("S", Summary, StoredLots)
Kind = type[Summary] | type[StoredLots]
_NAMES: Final[dict[Kind, str]] = {Summary: "holdings", StoredLots: "lots"}


class SummaryCache:
    """The fields in Redis. An error of it costs time, and is never the caller's."""

    def __init__(self, redis: Redis, ttl: timedelta) -> None:
        self._redis = redis
        self.ttl = ttl
        self._outage = Outage("ledgers are read whole")

    async def read(self, portfolio: Portfolio, method: LotMethod, kind: type[S]) -> S | None:
        found, result = None, "failed"
        if not self._outage.is_on:
            try:
                raw = await self._redis.hget(key(portfolio.user_id), field(portfolio.portfolio_id, method, kind))
                self._outage.end()
                found = None if raw is None else decoder(kind).decode(raw)
                result = "miss"
            except RedisError as error:
                self._outage.begin(error)
            except msgspec.DecodeError as error:
                log.warning("cached ledger not read", portfolio_id=str(portfolio.portfolio_id), error=str(error))
        if found is not None and not found.is_of(portfolio):
            found = None
        CACHE_READS.labels(f"portfolio_{_NAMES[kind]}", result if found is None else "hit").inc()
        return found

    async def write(self, portfolio: Portfolio, method: LotMethod, *parts: Summary | StoredLots) -> None:
        if self._outage.is_on:
            return
        user_key = key(portfolio.user_id)
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for part in parts:
                    name = field(portfolio.portfolio_id, method, type(part))
                    pipe.hset(user_key, name, encode(part))
                    pipe.hexpire(user_key, self.ttl, name)
                await pipe.execute()
        except RedisError as error:
            self._outage.begin(error)

    async def forget(self, user_id: UUID, portfolio_id: UUID) -> None:
        if self._outage.is_on:
            return
        try:
            fields = [field(portfolio_id, method, kind) for method in LotMethod for kind in _NAMES]
            await self._redis.hdel(key(user_id), *fields)
        except RedisError as error:
            self._outage.begin(error)


def key(user_id: UUID) -> str:
    return f"portfolio:{user_id}"


def field(portfolio_id: UUID, method: LotMethod, kind: Kind) -> str:
    return f"{portfolio_id}:{method}:{_NAMES[kind]}"


class Summaries:
    """Asks memory, then Redis, then the ledger. What was computed is written to Redis."""

    def __init__(self, database: Database, ledgers: Ledgers, cache: SummaryCache) -> None:
        self._database = database
        self._ledgers = ledgers
        self._cache = cache
        self._memory: TTLCache[tuple[UUID, LotMethod], Summary] = TTLCache(_MOST_IN_MEMORY, cache.ttl.total_seconds())

    async def read(self, portfolio: Portfolio, method: LotMethod | None = None) -> Summary:
        method = method or portfolio.lot_method
        found = self._remembered(portfolio, method)
        if found is None and not self._ledgers.has(portfolio, method):
            found = await self._cache.read(portfolio, method, Summary)
        if found is None:
            found = await self._compute(portfolio, method, await self._ledgers.read(portfolio, method))
        self._memory[portfolio.portfolio_id, method] = found
        return found

    async def read_many(self, portfolios: Sequence[Portfolio]) -> dict[UUID, Summary]:
        """Each by its own method. Small ledgers are read together and kept nowhere else, large ones one by one."""
        found = {one.portfolio_id: kept for one in portfolios if (kept := self._remembered(one, one.lot_method))}
        lacking = [one for one in portfolios if one.portfolio_id not in found]
        if not lacking:
            return found
        async with self._database.begin() as conn:
            sizes = await count_rows(conn, [one.portfolio_id for one in lacking])
            small = [one for one in lacking if sizes.get(one.portfolio_id, 0) <= _SMALL]
            rows = await fetch_ledgers(conn, [one.portfolio_id for one in small])
            declined = await fetch_declined(conn, list(rows))
        for at, one in enumerate(small, 1):
            key, now = one.portfolio_id, now_us()
            ledger = ledger_of(one, rows[key])
            open_ = still_open(ledger.questions(now), declined[key])
            found[key] = _summary(ledger, _balances(ledger), len(open_), now)
            if at % _AT_ONCE == 0:
                await asyncio.sleep(0)
        found |= {one.portfolio_id: await self.read(one) for one in lacking if one.portfolio_id not in rows}
        return found

    async def lots(self, portfolio: Portfolio, method: LotMethod | None = None) -> list[Lot]:
        """What remains of every lot, oldest first."""
        method = method or portfolio.lot_method
        if not self._ledgers.has(portfolio, method):
            found = await self._cache.read(portfolio, method, StoredLots)
            if found is not None:
                return found.lots
        ledger = await self._ledgers.read(portfolio, method)
        lots = ledger.outcome.lots()
        if self._remembered(portfolio, method) is None:
            self._memory[portfolio.portfolio_id, method] = await self._compute(portfolio, method, ledger)
        return lots

    async def forget(self, user_id: UUID, portfolio_id: UUID) -> None:
        """Delete what Redis has of a portfolio that was deleted."""
        await self._cache.forget(user_id, portfolio_id)

    def _remembered(self, portfolio: Portfolio, method: LotMethod) -> Summary | None:
        found = self._memory.get((portfolio.portfolio_id, method))
        return found if found is not None and found.is_of(portfolio) else None

    async def _compute(self, portfolio: Portfolio, method: LotMethod, ledger: Ledger) -> Summary:
        # All that the outcome is needed for before anything is waited for: it grows when rows are added.
        now, balances = now_us(), _balances(ledger)
        stored = []
        if sum(map(len, ledger.outcome.pools.values())) <= _MOST_LOTS:
            stored = [StoredLots(revision=ledger.revision, lots=ledger.outcome.lots())]
        asked = await asyncio.to_thread(ledger.questions, now)
        async with self._database.begin() as conn:
            declined = await fetch_declined(conn, [portfolio.portfolio_id])
        summary = _summary(ledger, balances, len(still_open(asked, declined[portfolio.portfolio_id])), now)
        await self._cache.write(portfolio, method, summary, *stored)
        return summary


def _balances(ledger: Ledger) -> dict[str, dict[str, Decimal]]:
    return {asset: dict(wallets) for asset, wallets in ledger.outcome.balances.items()}


def _summary(ledger: Ledger, balances: dict[str, dict[str, Decimal]], questions: int, now_us: int) -> Summary:
    return Summary(
        revision=ledger.revision,
        holdings=ledger.holdings,
        balances=balances,
        questions=questions,
        until_us=implausible_until(ledger.rows, now_us),
    )
