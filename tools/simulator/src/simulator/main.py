"""The server: every venue's sockets and REST, the control API and health on one port."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator

from aiohttp import web

from simulator.control.routes import Control
from simulator.settings import Settings
from simulator.venues import sockets
from simulator.venues.binance_rest import BinanceRest
from simulator.venues.coinbase_rest import CoinbaseRest
from simulator.venues.kraken_rest import KrakenRest
from simulator.venues.rest import encoded
from simulator.wiring import World

log = logging.getLogger(__name__)
WORLD = web.AppKey("world", World)
# A combined stream address may name a thousand streams.
MAX_LINE = 65_536


async def _healthy(_request: web.Request) -> web.Response:
    return encoded({"status": "ok"})


def _stop_if_dead(task: asyncio.Task[None]) -> None:
    """A simulator without its clock is worse than none."""
    if not task.cancelled() and (error := task.exception()):
        log.error("job died, stopping", exc_info=error)
        signal.raise_signal(signal.SIGTERM)


async def _jobs(app: web.Application) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(job) for job in app[WORLD].jobs()]
    for task in tasks:
        task.add_done_callback(_stop_if_dead)
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _cut_clients(app: web.Application) -> None:
    """So that the server need not wait for them."""
    for exchange in app[WORLD].exchanges.values():
        for client in tuple(exchange.hub.clients):
            client.close(1001, "")


def create_app(settings: Settings) -> web.Application:
    """Raise CaptureError for a capture that cannot be played."""
    world = World(settings)
    app = web.Application()
    app[WORLD] = world
    app.add_routes(sockets.routes(world.exchanges))
    app.add_routes(BinanceRest(world.exchanges["binance"]).routes())
    app.add_routes(CoinbaseRest(world.exchanges["coinbase"]).routes())
    app.add_routes(KrakenRest(world.exchanges["kraken"]).routes())
    app.add_routes(Control(world).routes())
    app.add_routes([web.get("/health/live", _healthy), web.get("/health/ready", _healthy)])
    app.cleanup_ctx.append(_jobs)
    app.on_shutdown.append(_cut_clients)
    return app
