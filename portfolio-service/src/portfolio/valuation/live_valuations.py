"""Values the portfolios that somebody looks at whenever a price changes, for the topic `portfolio.valuations.v1`.

The watches come through a consumer group, so that the replicas share the portfolios between them.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NoReturn

import msgspec
from prometheus_client import Counter, Gauge, Histogram
from shared.clock import now_us
from shared.data.database import Database
from shared.events import ValuationV1
from shared.http.health import Health
from shared.kafka import DeadLetters, EventBatch, Producer, consume, make_consumer
from shared.kafka.topics import VALUATIONS, WATCHES
from shared.settings import ServiceSettings

from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.sql.portfolios import fetch_portfolios_by_id, fetch_revisions
from portfolio.valuation.figures import PriceNow, valued
from portfolio.valuation.live_prices import LivePrices
from portfolio.valuation.summaries import Summaries
from portfolio.valuation.valuation_text import ValuationText, price_texts
from portfolio.valuation.watched import Watched, WatchedPortfolios

_GROUP: Final = "portfolio-valuations"
_SHORTEST_PAUSE_S: Final = 0.1
_ANEW_AFTER_US: Final = 5_000_000
"""A portfolio is valued so often at least: ages grow also while no price changes."""
_LOAD_EVERY_S: Final = 0.5
_AT_ONCE: Final = 25
"""Portfolios valued in one go: some 2 ms in which no request is answered."""
_LOADED_AT_ONCE: Final = 100

VALUATIONS_MADE: Final = Counter("portfolio_valuations_total", "Valuations published to the stream")
WATCHED: Final = Gauge("portfolio_watched", "Portfolios that somebody looks at")
ROUND: Final = Histogram(
    "portfolio_valuation_round_seconds",
    "From the start of a round to its last valuation",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


class LiveValuations:
    """`on_watches` takes what the group reads; `load` and `run` are background jobs."""

    def __init__(self, database: Database, summaries: Summaries, prices: LivePrices, producer: Producer) -> None:
        self._database = database
        self._summaries = summaries
        self._prices = prices
        self._producer = producer
        self._watched = WatchedPortfolios()
        self._wake = asyncio.Event()

    async def on_watches(self, batch: EventBatch) -> None:
        now = now_us()
        for watch in batch.events(WATCHES):
            if watch.until_us > now:
                self._watched.watch(watch)
                if watch.portfolio_id not in self._watched.loaded:
                    self._wake.set()

    async def load(self) -> None:
        """Load what was not loaded, or has another revision by now; wait a little, or until a new watch comes.

        Raises:
            UnavailableError: the database does not answer.
        """
        self._wake.clear()
        self._watched.forget_ended(now_us())
        await self._load_changed()
        WATCHED.set(len(self._watched.loaded))
        try:
            async with asyncio.timeout(_LOAD_EVERY_S):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _load_changed(self) -> None:
        watches, loaded = self._watched.watches, self._watched.loaded
        if not watches:
            return
        async with self._database.begin() as conn:
            revisions = await fetch_revisions(conn, list(watches))
        for portfolio_id in [one for one in watches if one not in revisions]:
            self._watched.forget(portfolio_id)
        old = [key for key, revision in revisions.items() if _revision(loaded.get(key)) != revision]
        if not old:
            return
        async with self._database.begin() as conn:
            portfolios = await fetch_portfolios_by_id(conn, old)
        for first in range(0, len(portfolios), _LOADED_AT_ONCE):
            await self._load_some(portfolios[first : first + _LOADED_AT_ONCE])

    async def _load_some(self, portfolios: list[Portfolio]) -> None:
        mine = [one for one in portfolios if self._is_owners(one)]
        summaries = await self._summaries.read_many(mine)
        for portfolio in mine:
            summary = summaries[portfolio.portfolio_id]
            text = ValuationText(portfolio, summary.holdings, summary.questions)
            self._watched.put(Watched(portfolio, summary.holdings, text))

    def _is_owners(self, portfolio: Portfolio) -> bool:
        """A watch of another user's portfolio is forgotten."""
        watch = self._watched.watches.get(portfolio.portfolio_id)
        if watch is None or watch.user_id != portfolio.user_id:
            self._watched.forget(portfolio.portfolio_id)
            return False
        return True

    async def run(self) -> NoReturn:
        """Value round by round. After each a pause as long as its processor time: at most half of one core is used."""
        seen: dict[str, int] = {}
        while True:
            began, used = time.monotonic(), time.thread_time()
            changed = self._prices.changed_since(seen)
            due = self._watched.due(changed, now_us() - _ANEW_AFTER_US)
            if due:
                await self._value(due)
                ROUND.observe(time.monotonic() - began)
            await asyncio.sleep(max(_SHORTEST_PAUSE_S, time.thread_time() - used))

    async def _value(self, due: list[Watched]) -> None:
        rounds: dict[str, _Prices] = {}
        for first in range(0, len(due), _AT_ONCE):
            for one in due[first : first + _AT_ONCE]:
                base = one.portfolio.base_currency
                if base not in rounds:
                    rounds[base] = _Prices(due, base, self._prices.of)
                self._publish(one, rounds[base])
            await asyncio.sleep(0)

    def _publish(self, one: Watched, prices: "_Prices") -> None:
        figures = valued(one.holdings, prices.now)
        portfolio, one.valued_us = one.portfolio, now_us()
        valuation = ValuationV1(
            portfolio_id=portfolio.portfolio_id,
            user_id=portfolio.user_id,
            made_us=one.valued_us,
            as_of_us=figures.as_of_us,
            stale=figures.stale,
            data=msgspec.Raw(one.text.of(figures, prices.texts)),
        )
        self._producer.put(VALUATIONS, str(portfolio.portfolio_id), valuation)
        VALUATIONS_MADE.inc()


class _Prices:
    """The prices of a round in one base currency: of every asset that anybody has, as figures and as text."""

    def __init__(
        self, due: Iterable[Watched], base: str, prices_of: Callable[[Iterable[str], str], Mapping[str, PriceNow]]
    ) -> None:
        assets = {
            holding.asset for one in due if one.portfolio.base_currency == base for holding in one.holdings.assets
        }
        self.now = prices_of(assets, base)
        self.texts = price_texts(self.now)


def _revision(watched: Watched | None) -> int | None:
    return None if watched is None else watched.portfolio.revision


async def consume_watches(
    settings: ServiceSettings, valuations: LiveValuations, producer: Producer, health: Health
) -> None:
    """Learn until cancelled which portfolios are looked at. A background job."""
    consumer = await make_consumer(settings, [WATCHES], group=_GROUP, health=health)
    try:
        await consume(
            consumer,
            [WATCHES],
            valuations.on_watches,
            producer=producer,
            dead_letters=DeadLetters(producer, _GROUP),
            group=_GROUP,
            health=health,
            is_away=lambda _: False,
        )
    finally:
        await consumer.stop()
