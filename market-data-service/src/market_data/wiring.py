"""What the process is made of and which of it runs in the background."""

import asyncio
from collections.abc import Mapping

from shared.clock import now_us
from shared.data.engine import make_engine
from shared.data.redis import make_redis
from shared.http.health import Health
from shared.jobs import Jobs
from shared.kafka import Parking, Producer, consume, make_consumer
from shared.kafka.topics import TICKERS, TRADES
from sqlalchemy.ext.asyncio import AsyncConnection

from market_data.api.deps import Market
from market_data.api.latest_price import LatestPrices
from market_data.api.pipeline_state import Pipeline
from market_data.domain.catalogue import read_catalogue
from market_data.domain.coin_registry import Directory
from market_data.domain.windows import Windows
from market_data.live import prices as live
from market_data.live.board_reader import BoardReader
from market_data.live.boards import PriceBoard, VenueBoard
from market_data.live.prices import LivePrices
from market_data.live.redis_prices import RedisPrices
from market_data.live.refresh import Refresher
from market_data.recorder.catalogue_rows import listed_coins, store_catalogue
from market_data.recorder.closing import Closer
from market_data.recorder.consumer import Recorder
from market_data.recorder.history import History
from market_data.recorder.listing_check import unlisted
from market_data.recorder.retention import Days
from market_data.recorder.sql.instruments import set_disabled
from market_data.settings import Settings

ROLE = "market_data"


class Keeping:
    """What writes to the tables: recorder, closing of candles, history, the catalogue at start."""

    def __init__(self, settings: Settings, health: Health) -> None:
        self._mode = settings.mode
        # A pool of its own: no number of requests keeps the recorder from a connection.
        self._engine = make_engine(settings, role=ROLE, pool_size=4, timeout=30)
        self._producer = Producer(settings.kafka_bootstrap_servers, client_id=settings.service_name, health=health)
        changing_candles = asyncio.Lock()
        self.recorder = Recorder(settings, self._engine, self._producer, health, changing_candles)
        self._closer = Closer(self._engine, self._producer, changing_candles, owned=lambda: self.recorder.partitions)
        self.history = History(settings, self._engine, self._producer, changing_candles)
        self._days = Days(self._engine, settings.mode, settings.trades_kept)
        self.catalogue = read_catalogue(settings.catalogue)
        self._catalogue_stored = False

    def start(self, jobs: Jobs) -> None:
        jobs.start("producer", self._producer.run())
        jobs.start("recorder", self.recorder.run())
        jobs.start("closer", self._closer.run())
        jobs.start("history", self.history.run())
        jobs.start("days", self._days.run())

    async def store_catalogue_once(self) -> None:
        if not self._catalogue_stored:
            await store_catalogue(self._engine, self.catalogue, self._mode)
            self._catalogue_stored = True

    async def note_unlisted(self, reasons: Mapping[str, str | None]) -> None:
        if reasons:
            async with self._engine.begin() as conn:
                await set_disabled(conn, reasons)

    async def close(self) -> None:
        await self._engine.dispose()


class Parts:
    """Builds everything without touching the network; `start` begins, and waits for servers in the background."""

    def __init__(self, settings: Settings, health: Health) -> None:
        self._settings = settings
        self._health = health
        self._keeping = Keeping(settings, health)
        self._pool = make_engine(settings, role=ROLE)
        self._redis = make_redis(settings)
        self._redis_prices = RedisPrices(self._redis, settings.price_ttl)
        # Its own producer: a price never waits behind thousands of candles.
        self._producer = Producer(
            settings.kafka_bootstrap_servers, client_id="market-data-prices", health=health, linger=0.005
        )
        self._boards_loaded = asyncio.Event()
        self.market = self._make_market()
        self._boards = BoardReader(settings.kafka_bootstrap_servers, self.market.venues, self.market.prices)
        self._live = self._make_live()
        self._refresher = Refresher(
            self.market.engine,
            directory=self.market.directory,
            windows=self.market.windows,
            mode=settings.mode,
            newest_event_us=lambda: self._live.newest_event_us,
            health=health,
        )

    def _make_market(self) -> Market:
        mode, keeping = self._settings.mode, self._keeping
        reading = self._pool.execution_options(isolation_level="AUTOCOMMIT")
        venues, prices, directory = VenueBoard(), PriceBoard(), Directory()
        directory.assume(listed_coins(keeping.catalogue, mode))
        return Market(
            mode=mode,
            engine=reading,
            directory=directory,
            venues=venues,
            prices=prices,
            latest=LatestPrices(prices, self._redis_prices, reading),
            windows=Windows(),
            pipeline=Pipeline(mode=mode, venues=venues, recorded=keeping.recorder, history=keeping.history),
        )

    def _make_live(self) -> LivePrices:
        return LivePrices(
            producer=self._producer,
            directory=self.market.directory,
            venues=self.market.venues,
            prices=self.market.prices,
            windows=self.market.windows,
            sinks=(self._redis_prices,),
        )

    def start(self, jobs: Jobs) -> None:
        settings, refresher = self._settings, self._refresher
        self._keeping.start(jobs)
        jobs.start("price-producer", self._producer.run())
        jobs.start("boards", self._follow_boards())
        jobs.start("live-prices", self._make_prices())
        jobs.start("redis-prices", self._redis_prices.run())
        jobs.start("directory", refresher.every(settings.directory_every, self._refresh_directory))
        jobs.start("windows", refresher.every(settings.windows_every, refresher.windows))
        jobs.start("history-windows", refresher.every(settings.history_every, refresher.history))
        jobs.start("lag", self.market.pipeline.connect(settings.kafka_bootstrap_servers))

    async def close(self) -> None:
        await self._redis.aclose()
        await self._pool.dispose()
        await self._keeping.close()

    async def _follow_boards(self) -> None:
        await self._boards.load()
        self._boards_loaded.set()
        await self._boards.follow()

    async def _refresh_directory(self, conn: AsyncConnection) -> None:
        await self._keeping.store_catalogue_once()
        await self._refresher.directory(conn)
        await self._keeping.note_unlisted(unlisted(self.market.directory, self.market.venues, now_us()))

    async def _make_prices(self) -> None:
        """Go on from what was published last: no figure becomes unknown by a restart."""
        await self._boards_loaded.wait()
        topics = (TRADES, TICKERS)
        consumer = await make_consumer(self._settings, topics, group=live.GROUP, health=self._health)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._live.publish(consumer))
                both.create_task(
                    consume(
                        consumer,
                        topics,
                        self._live.on_round,
                        producer=self._producer,
                        parking=Parking(self._producer, live.GROUP),
                        group=live.GROUP,
                        health=self._health,
                        is_away=lambda _: False,
                    )
                )
        finally:
            await consumer.stop()
