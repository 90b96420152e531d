"""market-data: REST, answered from the topics' newest states, Redis and the tables."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from shared.data.database_watch import watch_database
from shared.data.engine import make_engine
from shared.data.redis import make_redis
from shared.http.health import Health
from shared.jobs import Jobs
from shared.kafka import StateReader
from shared.kafka.topics import PRICES, QUOTES, RATES, RECORDERS, VENUES, Topic

from market_data.api.coins.latest_price import LatestPrices
from market_data.api.deps import MarketState
from market_data.api.exchanges.compared import ComparedExchanges
from market_data.api.pipeline_state import Pipeline
from market_data.domain.catalogue import read_catalogue
from market_data.domain.coin_registry import CoinRegistry, listed_coins
from market_data.domain.windows import ListFigures
from market_data.live.boards import PriceBoard, QuoteBoard, RateBoard, RecorderBoard, VenueBoard
from market_data.live.redis_prices import RedisPriceReader
from market_data.live.refresh import Refresh
from market_data.live.unheard import Unheard
from market_data.settings import RestSettings

_ROLE: Final = "market_data"


class RestProcess:
    def __init__(self, settings: RestSettings, health: Health) -> None:
        self._settings = settings
        self._health = health
        self._pool = make_engine(settings, role=_ROLE)
        self._redis = make_redis(settings)
        venues, prices, recorders = VenueBoard(), PriceBoard(), RecorderBoard()
        quotes, rates = QuoteBoard(), RateBoard()
        puts: dict[Topic, Callable[[Any], None]] = {
            VENUES: venues.put,
            PRICES: prices.put,
            RECORDERS: recorders.put,
            QUOTES: quotes.put,
            RATES: rates.put,
        }
        self._boards = StateReader(settings.kafka_bootstrap_servers, puts, settings.service_name, health)
        engine = self._pool.execution_options(isolation_level="AUTOCOMMIT")
        registry = CoinRegistry()
        registry.assume(listed_coins(read_catalogue(settings.catalogue), settings.mode))
        self.market = MarketState(
            mode=settings.mode,
            engine=engine,
            registry=registry,
            venues=venues,
            unheard=Unheard(settings.mode, venues, recorders),
            prices=prices,
            latest=LatestPrices(prices, RedisPriceReader(self._redis), engine),
            figures=ListFigures(),
            pipeline=Pipeline(
                mode=settings.mode, venues=venues, recorders=recorders, is_loaded=self._boards.loaded.is_set
            ),
            exchanges=ComparedExchanges(
                quotes, rates, settings.taker_fees_bp, settings.quote_age_limit // timedelta(microseconds=1)
            ),
        )
        self._refresh = Refresh(engine, registry, mode=settings.mode, newest_event_us=lambda: recorders.newest_event_us)

    def start(self, jobs: Jobs) -> None:
        settings = self._settings
        jobs.start("boards", self._boards.run())
        # Not the process's own health: prices and venues are answered without the database, so readiness ignores it.
        jobs.start("database", watch_database(self.market.engine, settings.mode, Health("database")))
        jobs.start("lag", self.market.pipeline.connect(settings.kafka_bootstrap_servers))
        jobs.start("coins", self._refresh.every(settings.coins_every, self._refresh_coins, "coins"))
        jobs.start("lists", self._refresh.every(settings.lists_every, self._refresh_lists, "lists"))

    async def _refresh_coins(self) -> None:
        try:
            await self._refresh.coins()
        finally:
            # Ready after one attempt: without the database the catalogue's coins stand in.
            self._health.up("coins")

    async def _refresh_lists(self) -> None:
        await self._refresh.list_figures(self.market.figures, self.market.unheard)

    async def close(self) -> None:
        await self._redis.aclose()
        await self._pool.dispose()
