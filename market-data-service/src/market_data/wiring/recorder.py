"""market-recorder: Kafka to tables, and live prices to topics and Redis."""

import asyncio
from datetime import timedelta
from typing import Final

from shared.clock import now_us
from shared.data.database_watch import watch_database
from shared.data.engine import is_away, make_engine
from shared.data.redis import make_redis
from shared.data.retry import repeat, retry
from shared.http.health import Health
from shared.jobs import Jobs
from shared.kafka import Producer, StateReader
from shared.kafka.topics import PRICES, RATES, VENUES

from market_data.domain.catalogue import read_catalogue
from market_data.domain.coin_registry import CoinRegistry, listed_coins
from market_data.domain.exchanges.coin_fold import Rules
from market_data.domain.windows import PriceWindows
from market_data.live.boards import PriceBoard, RateBoard, VenueBoard
from market_data.live.consumer import consume_live
from market_data.live.prices import LivePrices
from market_data.live.redis_prices import RedisPrices
from market_data.live.refresh import Refresh
from market_data.recorder import coin_changes
from market_data.recorder.catalogue_rows import store_catalogue
from market_data.recorder.closing import Closer
from market_data.recorder.coin_changes import move_stored_rows
from market_data.recorder.consumer import Recorder
from market_data.recorder.exchanges.consumer import ExchangeRecorder
from market_data.recorder.history.importer import HistoryImport, ImportRules
from market_data.recorder.history.stages import Depths
from market_data.recorder.listing_check import listing_changes
from market_data.recorder.outbox import Outbox
from market_data.recorder.report import RecorderReport
from market_data.recorder.retention import Kept, Retention
from market_data.recorder.sql.instruments import set_disabled
from market_data.settings import RecorderSettings

_ROLE: Final = "market_data"


class RecorderProcess:
    def __init__(self, settings: RecorderSettings, health: Health) -> None:
        self._settings = settings
        self._health = health
        self._catalogue = read_catalogue(settings.catalogue)
        self._engine = make_engine(settings, role=_ROLE, timeout=30)
        self._redis = make_redis(settings)
        self._producer = Producer(settings.kafka_bootstrap_servers, client_id=settings.service_name, health=health)
        # Prices have a producer of their own, so that they do not queue behind thousands of candles.
        self._price_producer = Producer(
            settings.kafka_bootstrap_servers,
            client_id=f"{settings.service_name}-prices",
            health=health,
            dependency="kafka for prices",
            linger=0.005,
        )
        self._build_live()
        self._build_recorder()

    def _build_live(self) -> None:
        settings = self._settings
        self._registry, self._venues, prices, rates = CoinRegistry(), VenueBoard(), PriceBoard(), RateBoard()
        self._registry.assume(listed_coins(self._catalogue, settings.mode))
        self._windows = PriceWindows()
        self._boards = StateReader(
            settings.kafka_bootstrap_servers,
            {VENUES: self._venues.put, PRICES: prices.put, RATES: rates.put},
            settings.service_name,
        )
        self._redis_prices = RedisPrices(self._redis, settings.price_ttl)
        self._live = LivePrices(
            producer=self._price_producer,
            registry=self._registry,
            venues=self._venues,
            prices=prices,
            rates=rates,
            mode=settings.mode,
            windows=self._windows,
            sinks=(self._redis_prices,),
        )
        self._refresh = Refresh(
            self._engine, self._registry, mode=settings.mode, newest_event_us=lambda: self._live.newest_event_us
        )

    def _build_recorder(self) -> None:
        settings, engine, producer = self._settings, self._engine, self._producer
        # Held from changing candles until their states are queued, so that they are published in order.
        changing_candles = asyncio.Lock()
        self._outbox = Outbox(engine, producer, changing_candles, owned=lambda: self._recorder.partitions)
        self._recorder = Recorder(settings, engine, producer, self._health, changing_candles, self._outbox)
        self._closer = Closer(engine, producer, self._outbox, owned=lambda: self._recorder.partitions)
        rules = ImportRules(
            Depths(settings.history_minutes, settings.history_hours, settings.history_days),
            settings.history_share,
            owned=lambda: self._recorder.partitions,
            is_behind=lambda: self._recorder.is_behind,
        )
        self._history = HistoryImport(settings, engine, producer, self._outbox, rules)
        kept = Kept(settings.trades_kept, settings.minutes_kept, settings.spans_kept, settings.spreads_kept)
        self._retention = Retention(engine, settings.mode, kept)
        self._exchanges = ExchangeRecorder(
            settings,
            engine,
            producer,
            self._health,
            registry=self._registry,
            venues=self._venues,
            rules=Rules(settings.taker_fees_bp, settings.quote_age_limit // timedelta(microseconds=1)),
        )
        self._report = RecorderReport(
            settings,
            producer,
            counts=self._recorder,
            history=self._history,
            newest_event_us=lambda: self._live.newest_event_us,
        )
        self._recorder.on_recorded = self._report.publish

    def start(self, jobs: Jobs) -> None:
        jobs.start("producer", self._producer.run())
        jobs.start("price-producer", self._price_producer.run())
        jobs.start("database", watch_database(self._engine, self._settings.mode, self._health))
        jobs.start("recorder", self._recorder.run())
        jobs.start("outbox", self._outbox.run())
        jobs.start("closer", self._closer.run())
        jobs.start("history", self._history.run())
        jobs.start("retention", self._retention.run())
        jobs.start("report", self._report.run())
        jobs.start("boards", self._boards.run())
        jobs.start("live-prices", self._make_prices())
        jobs.start("exchanges", self._record_exchanges())
        jobs.start("redis-prices", self._redis_prices.run())
        jobs.start("coins", self._follow_coins())
        jobs.start("changed-coins", self._change_coins())
        jobs.start("windows", self._refresh.every(self._settings.windows_every, self._refresh_windows, "windows"))

    async def _make_prices(self) -> None:
        """Go on from the prices that were published last, so that a restart makes no figure unknown."""
        await self._boards.loaded.wait()
        await consume_live(self._settings, self._live, self._price_producer, self._health)

    async def _record_exchanges(self) -> None:
        """Not before the venues' states are known: until then nothing vouches for any quote."""
        await self._boards.loaded.wait()
        await self._exchanges.run()

    async def _follow_coins(self) -> None:
        await retry(
            lambda: store_catalogue(self._engine, self._catalogue, self._settings.mode),
            on=is_away,
            name="database for the catalogue",
            cap=2,
        )
        await self._refresh.every(self._settings.coins_every, self._refresh_coins, "coins")

    async def _change_coins(self) -> None:
        await repeat(
            lambda: move_stored_rows(self._engine),
            every=coin_changes.EVERY_SECONDS,
            on=is_away,
            name="database for changed coins",
            cap=10,
        )

    async def _refresh_coins(self) -> None:
        await self._refresh.coins()
        changes = listing_changes(self._registry, self._venues, now_us())
        if changes:
            async with self._engine.begin() as conn:
                await set_disabled(conn, changes)

    async def _refresh_windows(self) -> None:
        await self._refresh.price_windows(self._windows)

    async def close(self) -> None:
        await self._redis.aclose()
        await self._engine.dispose()
