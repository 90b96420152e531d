"""Accepts WebSockets for the venues and feeds each session; what faults do to handshakes and silence is here."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol, cast

from aiohttp import WSMsgType, web

from simulator.exchange import Exchange
from simulator.hub import Client
from simulator.rest import refusal
from simulator.venues.binance import BinanceSession
from simulator.venues.coinbase import CoinbaseSession
from simulator.venues.kraken import KrakenSession
from simulator.wire import pong_frame

log = logging.getLogger(__name__)


class VenueSession(Protocol):
    def on_open(self) -> None: ...

    def on_text(self, text: str) -> None: ...

    def on_second(self, now: float) -> None: ...

    def count_message(self) -> None: ...


async def _serve(
    request: web.Request, exchange: Exchange, make: Callable[[Client], VenueSession]
) -> web.StreamResponse:
    """One connection from handshake to its end."""
    if refused := refusal(exchange):
        return refused
    hub = exchange.hub
    # Frames are written to the transport directly, many at once: no compression, and pings are answered here.
    socket = web.WebSocketResponse(autoping=False, compress=False)
    await socket.prepare(request)
    client = Client(cast("asyncio.Transport", request.transport), hub)
    session = make(client)
    hub.clients[client] = session
    log.info("connected", extra={"venue": exchange.venue, "client": client.id})
    try:
        session.on_open()
        async for message in socket:
            if hub.frozen or client.closing:
                continue
            if message.type is WSMsgType.PING:
                session.count_message()
                client.write(pong_frame(bytes(message.data)))
            elif message.type is WSMsgType.PONG:
                session.count_message()
                client.last_pong = time.monotonic()
            elif message.type is WSMsgType.TEXT:
                session.on_text(message.data)
    finally:
        del hub.clients[client]
        log.info("disconnected", extra={"venue": exchange.venue, "client": client.id})
    return socket


def routes(exchanges: dict[str, Exchange]) -> list[web.RouteDef]:
    """The venues' socket addresses."""
    binance, coinbase, kraken = exchanges["binance"], exchanges["coinbase"], exchanges["kraken"]

    async def raw(request: web.Request) -> web.StreamResponse:
        streams = [name for name in request.match_info.get("streams", "").split("/") if name]
        return await _serve(request, binance, lambda c: BinanceSession(binance, c, streams, combined=False))

    async def combined(request: web.Request) -> web.StreamResponse:
        streams = [name for name in request.query.get("streams", "").split("/") if name]
        return await _serve(request, binance, lambda c: BinanceSession(binance, c, streams, combined=True))

    async def on_coinbase(request: web.Request) -> web.StreamResponse:
        return await _serve(request, coinbase, lambda c: CoinbaseSession(coinbase, c))

    async def on_kraken(request: web.Request) -> web.StreamResponse:
        return await _serve(request, kraken, lambda c: KrakenSession(kraken, c))

    return [
        web.get("/binance/ws", raw),
        web.get("/binance/ws/{streams:.*}", raw),
        web.get("/binance/stream", combined),
        web.get("/coinbase", on_coinbase),
        web.get("/coinbase/", on_coinbase),
        web.get("/kraken/v2", on_kraken),
    ]
