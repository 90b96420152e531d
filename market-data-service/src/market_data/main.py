"""The three processes of this package: `python -m market_data market-ingest|market-recorder|market-data`.

Each factory imports what its process is made of, so that a process does not load what only the others need.
"""

import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from typing import Final, Protocol

from fastapi import FastAPI
from shared.http.app import Lifespan, run
from shared.http.app import create_app as create_service
from shared.http.health import Health
from shared.jobs import Jobs

from market_data.settings import IngestSettings, RecorderSettings, RestSettings


class _Process(Protocol):
    def start(self, jobs: Jobs) -> None: ...
    async def close(self) -> None: ...


def create_ingest_app(settings: IngestSettings, jobs: Jobs) -> FastAPI:
    """market-ingest has no routes of its own but health and metrics."""
    from market_data.feed.ingester import Ingester  # noqa: PLC0415 - only this process needs it

    health = Health("kafka", "venues")
    lifespan = _lifespan(lambda _: Ingester(settings, health), jobs)
    return create_service(settings, title="Tidemark market ingest", health=health, lifespan=lifespan)


def create_recorder_app(settings: RecorderSettings, jobs: Jobs) -> FastAPI:
    """market-recorder has no routes of its own but health and metrics."""
    from market_data.wiring.recorder import RecorderProcess  # noqa: PLC0415 - likewise

    health = Health("database", "kafka", "kafka for prices")
    lifespan = _lifespan(lambda _: RecorderProcess(settings, health), jobs)
    return create_service(settings, title="Tidemark market recorder", health=health, lifespan=lifespan)


def create_rest_app(settings: RestSettings, jobs: Jobs) -> FastAPI:
    from market_data.wiring.rest import RestProcess  # noqa: PLC0415 - likewise

    health = Health("kafka", "coins")

    def build(app: FastAPI) -> _Process:
        process = RestProcess(settings, health)
        app.state.market = process.market
        return process

    return with_routes(settings, health, _lifespan(build, jobs))


def with_routes(settings: RestSettings, health: Health, lifespan: Lifespan) -> FastAPI:
    """The application of market-data; `lifespan` puts the `MarketState` that its routes read on its state."""
    from market_data.api import (  # noqa: PLC0415 - likewise
        candles,
        completeness,
        gaps,
        history,
        instruments,
        pipeline,
        trades,
        venues,
    )
    from market_data.api.coins import coins, prices, summary  # noqa: PLC0415 - likewise
    from market_data.api.exchanges import arbitrage, spread_history, spreads  # noqa: PLC0415 - likewise

    app = create_service(settings, title="Tidemark market data", health=health, lifespan=lifespan)
    tables = (coins, instruments, prices, candles, trades, gaps, completeness, venues, pipeline, history, summary)
    for routes in (*tables, spreads, spread_history, arbitrage):
        app.include_router(routes.router)
    return app


def _lifespan(build: Callable[[FastAPI], _Process], jobs: Jobs) -> Lifespan:
    """Background jobs start with the application and end before it; one that dies ends the process."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        process = build(app)
        process.start(jobs)
        try:
            yield
        finally:
            await jobs.stop()
            await process.close()

    return lifespan


def _run_ingest() -> None:
    settings, jobs = IngestSettings(), Jobs()
    run(create_ingest_app(settings, jobs), settings, jobs)


def _run_recorder() -> None:
    settings, jobs = RecorderSettings(), Jobs()
    run(create_recorder_app(settings, jobs), settings, jobs)


def _run_rest() -> None:
    settings, jobs = RestSettings(), Jobs()
    run(create_rest_app(settings, jobs), settings, jobs)


_PROCESSES: Final = {"market-ingest": _run_ingest, "market-recorder": _run_recorder, "market-data": _run_rest}


def main() -> None:
    """Run the process that the command line names."""
    name = sys.argv[1] if len(sys.argv) == 2 else ""  # noqa: PLR2004 - the program and one name
    if name not in _PROCESSES:
        sys.exit(f"usage: python -m market_data {'|'.join(_PROCESSES)}")
    _PROCESSES[name]()
