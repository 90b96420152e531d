"""Composition root: the HTTP application, and what runs beside it."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from shared.data.database_watch import watch_database
from shared.data.engine import make_engine
from shared.data.redis import make_redis
from shared.http.app import create_app as create_service
from shared.http.app import run
from shared.http.health import Health
from shared.jobs import Jobs
from shared.kafka import Producer

from analytics.api import correlation, indicators, summary
from analytics.api.figure_reader import Figures
from analytics.api.popularity import Asked
from analytics.api.warming import keep_warm
from analytics.engine.consumer import CandleConsumer
from analytics.settings import Settings


def create_app(settings: Settings, jobs: Jobs) -> FastAPI:
    health = Health("database", "kafka")
    engine = make_engine(settings, role=settings.role, pool_size=settings.database_pool)
    redis = make_redis(settings)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        producer = Producer(settings.kafka_bootstrap_servers, client_id=settings.service_name, health=health)
        app.state.settings = settings
        asked = Asked(redis)
        app.state.figures = Figures(engine, redis, settings, asked)
        jobs.start("producer", producer.run())
        jobs.start("watch-database", watch_database(engine, settings.mode, health))
        jobs.start("warming", keep_warm(Figures(engine, redis, settings, Asked(redis)), asked))
        jobs.start("candles", CandleConsumer(settings, engine, redis, producer).run(health))
        try:
            yield
        finally:
            await jobs.stop()
            await redis.aclose()
            await engine.dispose()

    app = create_service(settings, title="Tidemark analytics", health=health, lifespan=lifespan)
    for routes in (indicators, correlation, summary):
        app.include_router(routes.router)
    return app


def main() -> None:
    settings, jobs = Settings(), Jobs()
    run(create_app(settings, jobs), settings, jobs)
