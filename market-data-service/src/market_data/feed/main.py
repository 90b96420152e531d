"""`python -m market_data.feed`, until `python -m market_data market-ingest` takes its place."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from shared.http.app import create_app as create_service
from shared.http.app import run
from shared.http.health import Health
from shared.jobs import Jobs

from market_data.feed.ingester import Ingester
from market_data.feed.settings import IngestSettings


def create_app(settings: IngestSettings, jobs: Jobs) -> FastAPI:
    health = Health("kafka", "venues")

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        ingester = Ingester(settings, health)
        ingester.start(jobs)
        try:
            yield
        finally:
            await jobs.stop()
            await ingester.close()

    return create_service(settings, title="Tidemark market ingest", health=health, lifespan=lifespan)


def main() -> None:
    settings, jobs = IngestSettings(), Jobs()
    run(create_app(settings, jobs), settings, jobs)
