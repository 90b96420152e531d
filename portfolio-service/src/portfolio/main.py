"""The application: its routes, and what starts and ends with it."""

import contextlib
from collections.abc import AsyncIterator
from typing import Final

from fastapi import FastAPI
from shared.http.app import create_app as create_service
from shared.http.app import run
from shared.http.health import Health
from shared.jobs import Jobs

from portfolio.alerts import routes as alerts
from portfolio.exports.routes import files, shares
from portfolio.imports import routes as imports
from portfolio.ledger.routes import assets, lots, past_prices, portfolios, questions, transactions
from portfolio.performance import routes as performance
from portfolio.settings import Settings
from portfolio.valuation import routes as valuation
from portfolio.watchlists import routes as watchlists
from portfolio.watchlists.screens import routes as screens
from portfolio.wiring import Wiring

# In the order of the OpenAPI document; watchlists, screens and alerts before `/portfolio/{portfolio_id}`.
_ROUTES: Final = (
    watchlists,
    screens,
    alerts,
    portfolios,
    valuation,
    transactions,
    past_prices,
    assets,
    lots,
    questions,
    performance,
    imports,
    files,
    shares,
)


def create_app(settings: Settings, jobs: Jobs) -> FastAPI:
    """The application; its background jobs start with it. A job that dies ends the process."""
    health = Health("database", "kafka", "kafka for alerts", "coins")

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        wiring = Wiring(settings, health)
        app.state.dependencies, app.state.verifier = wiring.dependencies, wiring.verifier
        wiring.start(jobs)
        try:
            yield
        finally:
            await jobs.stop()
            await wiring.close()

    app = create_service(settings, title="Tidemark portfolio", health=health, lifespan=lifespan, secret=True)
    for routes in _ROUTES:
        app.include_router(routes.router)
    return app


def main() -> None:
    settings, jobs = Settings(), Jobs()
    run(create_app(settings, jobs), settings, jobs)
