"""Composition root: the HTTP application, and what runs beside it."""

import contextlib
from collections.abc import AsyncIterator
from typing import Final

from fastapi import FastAPI
from shared.http.app import create_app as create_service
from shared.http.app import run
from shared.http.health import Health
from shared.jobs import Jobs

from analytics.api import correlation, indicators, progress, registry, summary
from analytics.api.across import anomalies, breadth, comparison, market_summary, matrix, pairs, screener
from analytics.api.coin import routes as coin
from analytics.settings import Settings
from analytics.wiring import Wiring

# In the order in which the OpenAPI document lists them.
_ROUTES: Final = (
    indicators,
    registry,
    correlation,
    matrix,
    pairs,
    summary,
    coin,
    comparison,
    breadth,
    anomalies,
    screener,
    market_summary,
    progress,
)


def create_app(settings: Settings, jobs: Jobs) -> FastAPI:
    """The application; its background jobs start with it. A job that dies ends the process."""
    health = Health("database", "kafka")

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        wiring = Wiring(settings, health)
        app.state.settings, app.state.figures, app.state.market = settings, wiring.figures, wiring.market
        wiring.start(jobs)
        try:
            yield
        finally:
            await jobs.stop()
            await wiring.close()

    app = create_service(settings, title="Tidemark analytics", health=health, lifespan=lifespan)
    for routes in _ROUTES:
        app.include_router(routes.router)
    return app


def main() -> None:
    settings, jobs = Settings(), Jobs()
    run(create_app(settings, jobs), settings, jobs)
