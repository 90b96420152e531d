"""The application: its routes, and what starts and ends with it."""

import contextlib
from collections.abc import AsyncIterator
from typing import Final

from fastapi import FastAPI
from shared.http.app import create_app as create_service
from shared.http.app import run
from shared.http.health import Health
from shared.jobs import Jobs

from users.access import routes as access
from users.accounts.routes import account, passwords, preferences, registration
from users.api_keys.routes import api_keys, exchange
from users.notifications.alerts import routes as webhook_deliveries
from users.notifications.webhooks import routes as webhooks
from users.security_events import routes as security_events
from users.sessions.routes import login, sessions
from users.settings import Settings
from users.wiring import Wiring

# In the order in which the OpenAPI document lists them.
_ROUTES: Final = (
    registration,
    login,
    passwords,
    access,
    account,
    sessions,
    preferences,
    api_keys,
    webhooks,
    webhook_deliveries,
    security_events,
    exchange,
)


def create_app(settings: Settings, jobs: Jobs) -> FastAPI:
    """The application; its background jobs start with it. A job that dies ends the process."""
    health = Health("database", "kafka")

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        wiring = Wiring(settings, health)
        app.state.dependencies, app.state.verifier = wiring.dependencies, wiring.dependencies.verifier
        wiring.start(jobs)
        try:
            yield
        finally:
            await wiring.finish()
            await jobs.stop()
            await wiring.close()

    app = create_service(settings, title="Tidemark users", health=health, lifespan=lifespan, secret=True)
    for routes in _ROUTES:
        app.include_router(routes.router)
    return app


def main() -> None:
    settings, jobs = Settings(), Jobs()
    run(create_app(settings, jobs), settings, jobs, forwarded_allow_ips=settings.trusted_proxies)
