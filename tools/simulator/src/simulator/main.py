"""The server: every venue's sockets and REST, the feeds, the control API and health on one port."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator
from email.utils import formatdate

import uvloop
from aiohttp import web

from simulator.control.feeds import FeedControl
from simulator.control.routes import ControlEndpoints
from simulator.feeds.routes import FeedEndpoints
from simulator.logs import configure
from simulator.replayed.capture import UnplayableCaptureError
from simulator.settings import Settings, SettingsError
from simulator.venues import sockets
from simulator.venues.binance_rest import BinanceEndpoints
from simulator.venues.coinbase_rest import CoinbaseEndpoints
from simulator.venues.kraken_rest import KrakenEndpoints
from simulator.venues.rest import encoded
from simulator.wiring import Simulation

log = logging.getLogger(__name__)
SIMULATION = web.AppKey("simulation", Simulation)
# A combined stream address may name a thousand streams.
MAX_LINE = 65_536


async def _healthy(_request: web.Request) -> web.Response:
    return encoded({"status": "ok"})


def _stop_if_dead(task: asyncio.Task[None]) -> None:
    """Stop the process when a job has failed: its supervisor restarts it."""
    if not task.cancelled() and (error := task.exception()):
        log.error("job died, stopping", exc_info=error)
        signal.raise_signal(signal.SIGTERM)


async def _jobs(app: web.Application) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(job) for job in app[SIMULATION].jobs()]
    for task in tasks:
        task.add_done_callback(_stop_if_dead)
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _set_date(request: web.Request, answer: web.StreamResponse) -> None:
    """The `Date` of every answer is the simulated time."""
    answer.headers["Date"] = formatdate(request.app[SIMULATION].clock.now() / 1e6, usegmt=True)


async def _cut_clients(app: web.Application) -> None:
    """Close every client's connection, so that the server's shutdown does not wait for them."""
    for exchange in app[SIMULATION].exchanges.values():
        for client in tuple(exchange.connections.clients):
            client.close(1001, "")


def create_app(settings: Settings) -> web.Application:
    """Raise CaptureError for a capture that cannot be played."""
    simulation = Simulation(settings)
    app = web.Application()
    app[SIMULATION] = simulation
    app.add_routes(sockets.routes(simulation.exchanges))
    app.add_routes(BinanceEndpoints(simulation.exchanges["binance"]).routes())
    app.add_routes(CoinbaseEndpoints(simulation.exchanges["coinbase"]).routes())
    app.add_routes(KrakenEndpoints(simulation.exchanges["kraken"]).routes())
    feeds = FeedEndpoints(simulation.feeds)
    app.add_routes(feeds.routes())
    app.add_routes(ControlEndpoints(simulation).routes())
    app.add_routes(FeedControl(simulation.feeds).routes())
    app.add_routes([web.get("/health/live", _healthy), web.get("/health/ready", _healthy)])
    app.cleanup_ctx.append(_jobs)
    app.on_response_prepare.append(_set_date)
    app.on_shutdown.append(_cut_clients)
    app.on_shutdown.append(lambda _app: feeds.close())
    return app


async def serve(app: web.Application, settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0, max_line_size=MAX_LINE, max_field_size=MAX_LINE)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        log.info("serving", extra={"host": settings.host, "port": settings.port, "mode": settings.mode})
        await stop.wait()
    finally:
        await runner.cleanup()
    log.info("stopped")


def main() -> int:
    """Serve until SIGTERM. Exit status 2 for invalid settings or captures, 1 for a port that is taken."""
    configure(os.environ.get("LOG_LEVEL") or "INFO")
    try:
        settings = Settings.from_environment(os.environ)
        app = create_app(settings)
    except (SettingsError, UnplayableCaptureError) as error:
        log.error("cannot start: %s", error)  # noqa: TRY400 - the message names the cause, a traceback adds nothing
        return 2
    try:
        uvloop.run(serve(app, settings))
    except OSError as error:
        log.error("cannot serve: %s", error)  # noqa: TRY400 - the message names the cause, a traceback adds nothing
        return 1
    return 0
