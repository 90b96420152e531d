"""Composition root of market-data: the REST interface, the live price, the recorder and what runs beside them."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from shared.http.app import Lifespan, run
from shared.http.app import create_app as create_service
from shared.http.health import Health
from shared.jobs import Jobs

from market_data.api import candles, coins, gaps, pipeline, prices, summary, trades, venues
from market_data.settings import Settings
from market_data.wiring import Parts

_ROUTES = (coins, prices, candles, trades, gaps, venues, pipeline, summary)


def create_app(settings: Settings, jobs: Jobs) -> FastAPI:
    """The application; its background jobs start with it. A job that dies ends the process."""
    health = Health("database", "kafka")

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        parts = Parts(settings, health)
        app.state.market = parts.market
        parts.start(jobs)
        try:
            yield
        finally:
            await jobs.stop()
            await parts.close()

    return with_routes(settings, health, lifespan)


def with_routes(settings: Settings, health: Health, lifespan: Lifespan) -> FastAPI:
    """The application alone; `lifespan` puts the `Market` that its routes ask on the state."""
    app = create_service(settings, title="Tidemark market data", health=health, lifespan=lifespan)
    for routes in _ROUTES:
        app.include_router(routes.router)
    return app


def main() -> None:
    settings, jobs = Settings(), Jobs()
    run(create_app(settings, jobs), settings, jobs)
