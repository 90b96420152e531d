"""The application: its routes, and what starts and ends with it."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from shared.http.app import create_app as create_service
from shared.http.app import run
from shared.http.health import Health
from shared.jobs import Jobs

from sentiment.api import ROUTERS
from sentiment.settings import Settings
from sentiment.wiring import Wiring


def create_app(settings: Settings, jobs: Jobs) -> FastAPI:
    """The application; its background jobs start with it. A job that dies ends the process."""
    health = Health("database", "kafka")

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        wiring = Wiring(settings, health)
        app.state.dependencies = wiring.dependencies
        wiring.start(jobs)
        try:
            yield
        finally:
            await jobs.stop()
            await wiring.close()

    app = create_service(settings, title="Tidemark sentiment", health=health, lifespan=lifespan)
    for router in ROUTERS:
        app.include_router(router)
    return app


def main() -> None:
    settings, jobs = Settings(), Jobs()
    run(create_app(settings, jobs), settings, jobs)
