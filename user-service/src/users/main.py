"""Composition root: the HTTP application, and what runs beside it."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import APIRouter, FastAPI
from shared.data.database_watch import watch_database
from shared.data.engine import make_engine
from shared.data.redis import make_redis
from shared.http.app import create_app as create_service
from shared.http.app import run
from shared.http.health import Health
from shared.jobs import Jobs
from shared.kafka import Producer

from users.access import routes as jwks
from users.accounts.flows.retention import expire
from users.accounts.routes import account as me
from users.accounts.routes import passwords, preferences
from users.accounts.routes import registration as register
from users.api_keys.routes import api_keys
from users.api_keys.routes import exchange as internal
from users.mail.delivery import delivery_of
from users.requests.database import Database
from users.security_events import routes as events
from users.sessions.routes import login
from users.settings import Settings
from users.wiring import Parts

# A router a line: `routes.<resource>.router`.
ROUTERS: tuple[APIRouter, ...] = (
    register.router,
    login.router,
    passwords.router,
    jwks.router,
    me.router,
    preferences.router,
    api_keys.router,
    events.router,
    internal.router,
)


def create_app(settings: Settings, jobs: Jobs) -> FastAPI:
    health = Health("database", "kafka")
    engine = make_engine(settings, role=settings.role, pool_size=settings.database_pool, hide_parameters=True)
    redis = make_redis(settings)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        producer = Producer(settings.kafka_bootstrap_servers, client_id=settings.service_name, health=health)
        parts = Parts.of(settings, Database(engine), redis, producer)
        app.state.parts, app.state.verifier = parts, parts.verifier
        jobs.start("producer", producer.run())
        jobs.start("watch-database", watch_database(engine, settings.mode, health))
        jobs.start("signing-keys", parts.ring.run())
        jobs.start("deferred", parts.deferred.run())
        jobs.start("expiry", expire(parts.database, parts.revocations, settings))
        if delivery := delivery_of(settings, parts.database):
            jobs.start("mails", delivery.run())
        try:
            yield
        finally:
            await parts.deferred.drain()
            await jobs.stop()
            parts.hasher.close()
            await redis.aclose()
            await engine.dispose()

    app = create_service(settings, title="Tidemark users", health=health, lifespan=lifespan)
    for router in ROUTERS:
        app.include_router(router)
    return app


def main() -> None:
    settings, jobs = Settings(), Jobs()
    run(create_app(settings, jobs), settings, jobs, forwarded_allow_ips=settings.trusted_proxies)
