"""What the process is made of, and which of it runs in the background."""

from datetime import timedelta
from typing import Final

from shared.data.database_watch import watch_database
from shared.data.engine import make_engine
from shared.data.redis import make_redis
from shared.data.retry import of, repeat
from shared.errors import UnavailableError
from shared.http.health import Health
from shared.jobs import Jobs
from shared.kafka import Producer

from analytics.api.across.reader import MarketReader
from analytics.api.figure_reader import FigureReader
from analytics.api.popularity import Popularity
from analytics.api.warming import keep_warm
from analytics.engine.backlog import BacklogWorker
from analytics.engine.consumer import CandleConsumer
from analytics.settings import Settings

_SCREENER_EVERY: Final = timedelta(seconds=1)


class Wiring:
    """Builds everything without touching the network; `start` begins the background jobs."""

    def __init__(self, settings: Settings, health: Health) -> None:
        self._settings = settings
        self._health = health
        self._engine = make_engine(settings, role=settings.role, pool_size=settings.database_pool)
        self._redis = make_redis(settings)
        self._producer = Producer(settings.kafka_bootstrap_servers, client_id=settings.service_name, health=health)
        self._consumer = CandleConsumer(settings, self._engine, self._redis, self._producer)
        self._backlog = BacklogWorker(settings, self._engine, self._redis)
        self._popularity = Popularity(self._redis)
        self.figures = FigureReader(self._engine, self._redis, settings, self._popularity)
        self.market = MarketReader(self._engine, self._redis, settings)
        # Reads of the warming job do not make a coin more popular: they are counted here and never saved.
        self._warming_figures = FigureReader(self._engine, self._redis, settings, Popularity(self._redis))

    def start(self, jobs: Jobs) -> None:
        jobs.start("producer", self._producer.run())
        jobs.start("watch-database", watch_database(self._engine, self._settings.mode, self._health))
        jobs.start("warming", keep_warm(self._warming_figures, self._popularity))
        away = of(UnavailableError)
        jobs.start("screener", repeat(self.market.frames.keep_fresh, every=_SCREENER_EVERY, on=away, name="database"))
        jobs.start("backlog", self._backlog.run())
        jobs.start("candles", self._consumer.run(self._health))

    async def close(self) -> None:
        await self._redis.aclose()
        await self._engine.dispose()
