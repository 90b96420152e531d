"""Accepts WebSocket connections, applies faults to handshakes, and gives each session its client's messages."""

import logging
import time
from collections.abc import Callable

from aiohttp import WSMessage, WSMsgType, web

from simulator.connections.frames import pong_frame
from simulator.connections.open_connections import ClientConnection, VenueSession
from simulator.venues.binance import BinanceSession
from simulator.venues.coinbase import CoinbaseSession
from simulator.venues.exchange import Exchange
from simulator.venues.kraken import KrakenSession
from simulator.venues.rest import RequestAllowance, encoded, refusal

log = logging.getLogger(__name__)


async def _serve(
    request: web.Request,
    exchange: Exchange,
    allowance: RequestAllowance,
    make: Callable[[ClientConnection], VenueSession],
) -> web.StreamResponse:
    """Serve one connection from handshake to close."""
    if refused := refusal(exchange):
        return refused
    if exchange.connections.faults.has("refuse_sockets"):
        return encoded({"message": "Service unavailable"}, web.HTTPServiceUnavailable.status_code)
    if not allowance.take(1) and exchange.settings.limits:
        return encoded({"message": "too many connections"}, web.HTTPTooManyRequests.status_code, {"Retry-After": "5"})
    connections = exchange.connections
    # Many frames are written to the transport at once, past aiohttp: no compression, pings answered below.
    socket = web.WebSocketResponse(autoping=False, compress=False)
    await socket.prepare(request)
    if request.transport is None:
        return socket
    client = ClientConnection(request.transport, connections)
    session = make(client)
    connections.clients[client] = session
    log.info("connected", extra={"venue": exchange.venue, "client": client.id})
    try:
        session.on_open()
        async for message in socket:
            if not client.closing:
                _on_message(client, session, message)
    finally:
        del connections.clients[client]
        log.info("disconnected", extra={"venue": exchange.venue, "client": client.id})
    return socket


def _on_message(client: ClientConnection, session: VenueSession, message: WSMessage) -> None:
    if message.type is WSMsgType.PING:
        session.count_message()
        client.write(pong_frame(bytes(message.data)))
    elif message.type is WSMsgType.PONG:
        session.count_message()
        client.last_pong = time.monotonic()
    elif message.type is WSMsgType.TEXT and not client.keep_until_thaw(message.data):
        session.on_text(message.data)


def routes(exchanges: dict[str, Exchange]) -> list[web.RouteDef]:
    """The venues' socket addresses."""
    binance, coinbase, kraken = exchanges["binance"], exchanges["coinbase"], exchanges["kraken"]
    # New connections: Binance 300 in 5 minutes, Coinbase 8 a second with bursts of 20, Kraken about 150 in 10 minutes.
    for_binance, for_coinbase, for_kraken = (
        RequestAllowance(300, 1.0),
        RequestAllowance(20, 8.0),
        RequestAllowance(150, 0.25),
    )

    async def raw(request: web.Request) -> web.StreamResponse:
        streams = [name for name in request.match_info.get("streams", "").split("/") if name]
        return await _serve(
            request, binance, for_binance, lambda c: BinanceSession(binance, c, streams, combined=False)
        )

    async def combined(request: web.Request) -> web.StreamResponse:
        streams = [name for name in request.query.get("streams", "").split("/") if name]
        return await _serve(request, binance, for_binance, lambda c: BinanceSession(binance, c, streams, combined=True))

    async def on_coinbase(request: web.Request) -> web.StreamResponse:
        return await _serve(request, coinbase, for_coinbase, lambda c: CoinbaseSession(coinbase, c))

    async def on_kraken(request: web.Request) -> web.StreamResponse:
        return await _serve(request, kraken, for_kraken, lambda c: KrakenSession(kraken, c))

    return [
        web.get("/binance/ws", raw),
        web.get("/binance/ws/{streams:.*}", raw),
        web.get("/binance/stream", combined),
        web.get("/coinbase", on_coinbase),
        web.get("/coinbase/", on_coinbase),
        web.get("/kraken/v2", on_kraken),
    ]
