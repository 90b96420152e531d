"""The service's routes over real PostgreSQL and Redis, with a small model, and empty tables to put stories into."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sentiment.aggregates.computing import Computing
from sentiment.aggregates.reader import SentimentCache, SentimentReader
from sentiment.aggregates.weights import Weighing
from sentiment.api import ROUTERS
from sentiment.documents.tagging import Tagging
from sentiment.injection import Dependencies, Turns
from sentiment.settings import Settings
from sentiment.sources.definition import parse_sources
from shared.data.database import Database
from shared.data.redis import Redis, make_redis
from shared.http.app import create_app, no_lifespan
from shared.http.health import Health
from sqlalchemy.ext.asyncio import AsyncEngine

from ..aggregates.stage import MODEL, Stage
from .visitor import Visitor

SOURCES = """
[[source]]
name = "coindesk"
kind = "rss"
url = "https://coindesk.example/rss"
weight = 2

[[source]]
name = "bluesky"
kind = "jetstream"
url = "wss://bluesky.example/subscribe"

[[source]]
name = "x"
kind = "x"
url = "https://x.example/"
key_setting = "x_bearer_token"
"""


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    redis = make_redis(settings)
    await redis.flushdb()
    yield redis
    await redis.aclose()


@pytest.fixture
async def stage(engine: AsyncEngine) -> Stage:
    return await Stage.cleared(engine)


@pytest.fixture
def dependencies(
    settings: Settings, engine: AsyncEngine, redis: Redis, tagging: Tagging, tmp_path: Path
) -> Dependencies:
    sources = parse_sources(SOURCES)
    weighing = Weighing({one.name: one.weight for one in sources}, settings.window, settings.half_life)
    database = Database(engine, away="Sentiment cannot be reached just now.")
    cache = SentimentCache(redis, MODEL, timedelta(minutes=5))
    return Dependencies(
        settings=settings,
        database=database,
        redis=redis,
        tagging=tagging,
        sources=sources,
        model=MODEL,
        models={"words": MODEL},
        reader=SentimentReader(database, cache, Computing(MODEL, weighing)),
        analyses=Turns(),
        topics=Turns(),
        evaluation=tmp_path / "evaluation.json",
    )


@pytest.fixture
async def visitor(settings: Settings, dependencies: Dependencies) -> AsyncIterator[Visitor]:
    app = create_app(settings, title="Sentiment", health=Health(), lifespan=no_lifespan)
    app.state.dependencies = dependencies
    for router in ROUTERS:
        app.include_router(router)
    visitor = Visitor(app)
    yield visitor
    await visitor.client.aclose()
