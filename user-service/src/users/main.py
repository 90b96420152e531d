"""Composition root: the HTTP application, and what runs beside it."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import APIRouter, FastAPI
from shared.app import create_app as create_service
from shared.app import run
from shared.database import make_engine
from shared.health import Health
from shared.jobs import Jobs
from shared.kafka import Producer

from users.database import Database
from users.mails.delivery import delivery_of
from users.settings import Settings
from users.watch import watch_database

# A router a line: `routes.<resource>.router`.
ROUTERS: tuple[APIRouter, ...] = ()


def create_app(settings: Settings, jobs: Jobs) -> FastAPI:
    health = Health("database", "kafka")
    engine = make_engine(settings, role=settings.role, pool_size=settings.database_pool)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        producer = Producer(settings.kafka_bootstrap_servers, client_id=settings.service_name, health=health)
        app.state.settings = settings
        app.state.database = Database(engine)
        jobs.start("producer", producer.run())
        jobs.start("watch-database", watch_database(engine, settings.mode, health))
        if delivery := delivery_of(settings, app.state.database):
            jobs.start("mails", delivery.run())
        try:
            yield
        finally:
            await jobs.stop()
            await engine.dispose()

    app = create_service(settings, title="Tidemark users", health=health, lifespan=lifespan)
    for router in ROUTERS:
        app.include_router(router)
    return app


def main() -> None:
    settings, jobs = Settings(), Jobs()
    run(create_app(settings, jobs), settings, jobs, forwarded_allow_ips=settings.trusted_proxies)
