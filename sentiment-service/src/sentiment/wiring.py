"""Builds the objects of the process and starts its background jobs."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, NoReturn

from shared.clock import now
from shared.data.database import Database
from shared.data.database_watch import watch_database
from shared.data.engine import is_temporary, make_engine
from shared.data.redis import make_redis
from shared.data.retry import of, repeat, retry
from shared.http.health import Health
from shared.http.outgoing.name_servers import NameServers
from shared.http.outgoing.target import Targets
from shared.jobs import Jobs
from shared.kafka import Producer

from sentiment.aggregates.computing import Computing
from sentiment.aggregates.hours import Hours, consume_stories
from sentiment.aggregates.publisher import ScorePublisher
from sentiment.aggregates.reader import SentimentCache, SentimentReader
from sentiment.aggregates.weights import Weighing
from sentiment.documents.feeding import Feeding
from sentiment.documents.intake import Intake
from sentiment.documents.leadership import LostLeadershipError, lead
from sentiment.documents.publishing import StoryPublisher
from sentiment.documents.scoring import Scoring
from sentiment.documents.sql.scores import renew_unscored
from sentiment.documents.sql.stories import ModelVersion
from sentiment.documents.tagging import Tagging
from sentiment.injection import Dependencies, Turns
from sentiment.models.choice import chosen
from sentiment.models.model import Model
from sentiment.models.vader import Vader
from sentiment.settings import Settings
from sentiment.sources.definition import SourceDefinition, read_sources
from sentiment.sources.kinds import Needs, keys_of, make_runners
from sentiment.sources.web.client import WebClient

_AWAY: Final = "Sentiment cannot be reached just now. Try again shortly."
_HOURS_EVERY: Final = 60.0
_IDLE_SCORING: Final = 0.5
_COINS_EVERY: Final = 60.0


class Wiring:
    """Builds everything without touching the network; `start` begins, and waits for servers in the background.

    Made in a running event loop, which the name servers' client needs.
    """

    def __init__(self, settings: Settings, health: Health) -> None:
        self._settings = settings
        self._health = health
        self._engine = make_engine(settings, role=settings.role, pool_size=settings.database_pool)
        self._redis = make_redis(settings)
        self._producer = Producer(settings.kafka_bootstrap_servers, client_id=settings.service_name, health=health)
        self._model = chosen(settings.sentiment_model, settings.model_threads)
        self._version = ModelVersion(self._model.name, self._model.version)
        self._tagging = Tagging(self._engine)
        definitions = read_sources(settings.sentiment_sources)
        self._name_servers = NameServers()
        self._targets = Targets(self._name_servers.resolve, allow_local=settings.allow_private_addresses)
        self._web = WebClient(self._targets)
        self._feeding = self._make_feeding(definitions)
        self._scoring = Scoring(self._engine, self._model, self._tagging)
        cache = SentimentCache(self._redis, self._version, settings.cache_ttl)
        weighing = Weighing({one.name: one.weight for one in definitions}, settings.window, settings.half_life)
        computing = Computing(self._version, weighing)
        self._scores = ScorePublisher(self._engine, self._producer, cache, computing, self._coin_ids)
        self._hours = Hours(self._engine, self._version, weighing, kept=settings.documents_kept)
        database = Database(self._engine, away=_AWAY)
        self.dependencies = Dependencies(
            settings=settings,
            database=database,
            redis=self._redis,
            tagging=self._tagging,
            sources=definitions,
            model=self._model,
            models=_by_name(self._model),
            reader=SentimentReader(database, cache, computing),
            analyses=Turns(),
            topics=Turns(),
        )

    def _make_feeding(self, definitions: Sequence[SourceDefinition]) -> Feeding:
        settings = self._settings
        needs = Needs(self._web, self._targets, now, keys_of(settings), settings.x_posts_per_day)
        intake = Intake(self._engine, self._tagging, same_story_within=settings.same_story_within)
        return Feeding(
            self._engine,
            self._tagging,
            intake,
            make_runners(definitions, needs, intake),
            StoryPublisher(self._engine, self._producer, self._version),
            documents_kept=settings.documents_kept,
            health=self._health,
        )

    def start(self, jobs: Jobs) -> None:
        jobs.start("producer", self._producer.run())
        jobs.start("watch-database", watch_database(self._engine, self._settings.mode, self._health))
        jobs.start("coins", self._every(_COINS_EVERY, self._tagging.refresh))
        jobs.start("sources", self._lead())
        jobs.start("scoring", self._score())
        jobs.start("scores", self._every(self._settings.scores_every, self._publish_scores))
        jobs.start("hours", self._every(_HOURS_EVERY, self._close_hours))
        jobs.start("late-hours", consume_stories(self._settings, self._hours, self._producer, self._health))

    def _every(
        self, seconds: float | timedelta, call: Callable[[], Awaitable[object]]
    ) -> Coroutine[Any, Any, NoReturn]:
        return repeat(call, every=seconds, on=is_temporary, name="database", health=self._health)

    async def _lead(self) -> NoReturn:
        lost = of(LostLeadershipError)
        while True:
            await retry(lambda: lead(self._engine, self._feeding.run), on=lost, name="database", health=self._health)

    async def _score(self) -> NoReturn:
        """What an earlier model has scored within the window is scored anew first; its own scores stay."""
        await retry(self._renew, on=is_temporary, name="database", health=self._health)
        await self._every(0, self._score_some)

    async def _renew(self) -> None:
        async with self._engine.begin() as conn:
            await renew_unscored(conn, self._version, now() - self._settings.window)

    async def _score_some(self) -> None:
        if not self._tagging.coins or not await self._scoring.score():
            await asyncio.sleep(_IDLE_SCORING)

    async def _publish_scores(self) -> None:
        if self._tagging.coins:
            await self._scores.publish(now())

    async def _close_hours(self) -> None:
        await self._hours.close(now())

    def _coin_ids(self) -> Sequence[str]:
        return [coin.coin_id for coin in self._tagging.coins]

    async def close(self) -> None:
        await self._web.close()
        await self._name_servers.close()
        await self._redis.aclose()
        await self._engine.dispose()


def _by_name(model: Model) -> Mapping[str, Model]:
    """The one that scores, and VADER, which costs nothing beside it."""
    return {model.name: model} | ({} if model.name == Vader.name else {Vader.name: Vader.load()})
