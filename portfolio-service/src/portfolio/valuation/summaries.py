"""What a ledger comes to, kept in memory and in Redis, so that a replica that did not compute it need not read it.

`portfolio:{user_id}` is a hash with two fields for each portfolio and method: holdings, and lots. Values are never in
it. A field counts for the revision that it names, so nothing has to delete it; without Redis the ledger is read.
"""

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

from portfolio.ledger.asked import open_questions
from portfolio.ledger.lots import Lot, LotMethod
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.questions import implausible_until
from portfolio.valuation.holdings import Holdings
from portfolio.valuation.ledgers import Ledger, Ledgers

log = get_logger(__name__)

_MOST_IN_MEMORY: Final = 1_000
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
        # All of it before anything is waited for: the outcome grows when rows are added.
        balances = {asset: dict(wallets) for asset, wallets in ledger.outcome.balances.items()}
        lots, now = ledger.outcome.lots(), now_us()
        stored = [StoredLots(revision=ledger.revision, lots=lots)] if len(lots) <= _MOST_LOTS else []
        async with self._database.begin() as conn:
            asked = await open_questions(conn, portfolio, ledger.rows, ledger.outcome, now)
        summary = Summary(
            revision=ledger.revision,
            holdings=ledger.holdings,
            balances=balances,
            questions=len(asked),
            until_us=implausible_until([row.transaction.time_us for row in ledger.rows], now),
        )
        await self._cache.write(portfolio, method, summary, *stored)
        return summary
