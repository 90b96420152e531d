"""Builds the objects of the process and starts its background jobs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import httpx
from shared.clock import now_us
from shared.data.database import Database
from shared.data.database_watch import watch_database
from shared.data.engine import make_engine
from shared.data.redis import make_redis
from shared.data.retry import of, repeat
from shared.errors import UnavailableError
from shared.events import PriceV1
from shared.http.health import Health
from shared.http.tokens import Jwks, TokenVerifier
from shared.jobs import Jobs
from shared.kafka import Producer, StateReader
from shared.kafka.topics import PRICES, RATES, Topic
from shared.logging import get_logger

from portfolio.alerts.alert import Alert
from portfolio.alerts.evaluation.consumer import consume_alerts
from portfolio.alerts.evaluation.evaluator import Evaluator
from portfolio.alerts.evaluation.outbox import Outbox
from portfolio.alerts.evaluation.portfolio_values import PortfolioValues
from portfolio.alerts.evaluation.recent_states import RecentStates
from portfolio.alerts.figures import states_of_price
from portfolio.imports.committing import Commits
from portfolio.injection import Dependencies
from portfolio.ledger.entry import value_unknown
from portfolio.ledger.idempotency import delete_old_keys
from portfolio.settings import Settings
from portfolio.valuation.coins import Coins
from portfolio.valuation.ledgers import Ledgers
from portfolio.valuation.live_prices import LivePrices
from portfolio.valuation.live_valuations import LiveValuations, consume_watches
from portfolio.valuation.past_prices import fetch_rates_day_ago
from portfolio.valuation.summaries import Summaries, SummaryCache

_AWAY: Final = "Portfolios cannot be reached just now. Try again shortly."
log = get_logger(__name__)

_COINS_EVERY: Final = timedelta(minutes=1)
_UNKNOWN_EVERY: Final = timedelta(minutes=10)
_HOUSEKEEPING_EVERY: Final = timedelta(minutes=10)


class Wiring:
    """Builds everything without touching the network; `start` begins, and waits for servers in the background."""

    def __init__(self, settings: Settings, health: Health) -> None:
        self._settings = settings
        self._health = health
        self._engine = make_engine(settings, role=settings.role, pool_size=settings.database_pool, hide_parameters=True)
        self._http = httpx.AsyncClient(timeout=5)
        self._keys = Jwks(settings.jwks_url, self._http)
        self.verifier = TokenVerifier(self._keys, settings.token_issuer, settings.token_audience)
        database = Database(self._engine, away=_AWAY)
        coins, ledgers = Coins(), Ledgers(database, settings.cached_transactions)
        self._redis = make_redis(settings)
        summaries = Summaries(database, ledgers, SummaryCache(self._redis, settings.cache_ttl))
        self.dependencies = Dependencies(
            settings=settings,
            database=database,
            coins=coins,
            prices=LivePrices(settings.stale_after_us, now_us),
            ledgers=ledgers,
            summaries=summaries,
            commits=Commits(
                database,
                coins,
                at_once=settings.imports_at_once,
                most=settings.imports_waiting,
                transactions_most=settings.transactions_most,
            ),
        )
        self._valuation_producer = self._producer("kafka for valuations")
        self._valuations = LiveValuations(database, summaries, self.dependencies.prices, self._valuation_producer)
        self._alert_producer = self._producer("kafka for alerts")
        self._recent = RecentStates()
        self._evaluator = Evaluator(self._engine, self._recent, settings.mode, self._subject_of)
        self._outbox = Outbox(self._engine, self._alert_producer, self._evaluator.is_mine)
        self._evaluator.publish_by(self._outbox)
        puts: dict[Topic, Callable[[Any], None]] = {
            PRICES: self._on_price,
            RATES: self.dependencies.prices.put_rate,
        }
        self._states = StateReader(settings.kafka_bootstrap_servers, puts, settings.service_name, health)

    def _producer(self, dependency: str) -> Producer:
        settings = self._settings
        servers, name = settings.kafka_bootstrap_servers, settings.service_name
        return Producer(servers, client_id=name, health=self._health, dependency=dependency)

    def start(self, jobs: Jobs) -> None:
        jobs.start("watch-database", watch_database(self._engine, self._settings.mode, self._health))
        jobs.start("signing-keys", self._keys.run())
        jobs.start("prices", self._states.run())
        away = of(UnavailableError)
        jobs.start("valuation-producer", self._valuation_producer.run())
        jobs.start("watches", consume_watches(self._settings, self._valuations, self._alert_producer, self._health))
        jobs.start("watched", repeat(self._valuations.load, every=0, on=away, name="database"))
        jobs.start("valuations", self._valuations.run())
        jobs.start(
            "coins", repeat(self._refresh_coins, every=_COINS_EVERY, on=away, name="database", health=self._health)
        )
        jobs.start("alert-producer", self._alert_producer.run())
        values = PortfolioValues(self.dependencies.database, self.dependencies.ledgers, self.dependencies.prices)
        jobs.start(
            "alerts",
            consume_alerts(self._settings, self._evaluator, self._outbox, values, self._alert_producer, self._health),
        )
        jobs.start("unknown-worths", repeat(self._value_unknown, every=_UNKNOWN_EVERY, on=away, name="database"))
        jobs.start("housekeeping", repeat(self._keep_house, every=_HOUSEKEEPING_EVERY, on=away, name="database"))

    def _on_price(self, price: PriceV1) -> None:
        self.dependencies.prices.put(price)
        for series, seen in states_of_price(price):
            self._recent.put(series, seen)

    def _subject_of(self, alert: Alert) -> str:
        """`Bitcoin (BTC)`, or the portfolio's name."""
        if alert.coin_id is None:
            return alert.portfolio_name or ""
        coins, symbol = self.dependencies.coins, self.dependencies.coins.symbol_of(alert.coin_id)
        name = coins.name_of(alert.coin_id)
        return name if symbol is None else f"{name} ({symbol})"

    async def _refresh_coins(self) -> None:
        coins, database = self.dependencies.coins, self.dependencies.database
        await coins.refresh(database)
        self._health.up("coins")
        async with database.begin() as conn:
            self.dependencies.prices.put_rates_day_ago(await fetch_rates_day_ago(conn, coins, now_us()))

    async def _value_unknown(self) -> None:
        found = await value_unknown(self.dependencies.database, self.dependencies.coins)
        if found:
            log.info("worths that were unknown are known now", transactions=found)

    async def _keep_house(self) -> None:
        async with self.dependencies.database.begin() as conn:
            await delete_old_keys(conn, self._settings.idempotency_kept)

    async def close(self) -> None:
        await self.dependencies.commits.stop()
        await self._http.aclose()
        await self._redis.aclose()
        await self._engine.dispose()
