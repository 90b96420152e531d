"""Builds what a process simulates: three exchanges with a trade generator or capture players behind them, and feeds."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from functools import partial

from simulator.connections.faults import OutgoingMessage
from simulator.connections.hostile_frames import hostile_frames
from simulator.connections.open_connections import ClientConnection
from simulator.feeds.local_feeds import LocalFeeds
from simulator.generated.generator import GeneratedMarket, NewTrade, TradeGenerator
from simulator.generated.statistics import MarketStatistics
from simulator.replayed.capture import load_all
from simulator.replayed.played_trades import PlayedTruth
from simulator.replayed.player import CapturePlayer, Replay
from simulator.settings import Settings
from simulator.trades.clock import Clock
from simulator.trades.trade import SimulatedInstrument, Truth
from simulator.venues import binance, coinbase, kraken
from simulator.venues.exchange import Exchange
from simulator.venues.kraken_rest import describe

VENUES = ("binance", "coinbase", "kraken")
TICK_SECONDS = 0.02
_GARBAGE_SECONDS = 0.05
_RENDER: dict[str, Callable[[Exchange, list[NewTrade]], list[OutgoingMessage]]] = {
    "binance": binance.render,
    "coinbase": coinbase.render,
    "kraken": kraken.render,
}
_EACH_SECOND: dict[str, Callable[[Exchange], list[OutgoingMessage]]] = {
    "binance": binance.tickers,
    "coinbase": coinbase.each_second,
    "kraken": kraken.each_second,
}


class Simulation:
    """The exchanges of one process, where their trades come from, and the jobs that drive them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(settings.epoch_us)
        self.feeds = LocalFeeds(
            settings.seed, self.clock.now, settings.news_seconds, settings.posts_per_second, settings.news_past_days
        )
        self.generator: TradeGenerator | None = None
        self.replay: Replay | None = None
        self.truth: Truth
        self.exchanges: dict[str, Exchange]
        if settings.mode == "replay":
            self._replay()
        else:
            self._generate()
        for exchange in self.exchanges.values():
            exchange.now_us = self.clock.now
        self.exchanges["binance"].connections.announce_shutdown = partial(
            binance.shutdown_message, self.exchanges["binance"]
        )
        self.exchanges["kraken"].connections.announce_shutdown = _kraken_maintenance

    def _generate(self) -> None:
        market = GeneratedMarket(self.settings.seed)
        statistics = MarketStatistics(market, self.clock)
        self.truth = market.trade_log
        self.generator = TradeGenerator(market, self.clock, self.settings.rate, self._publish)
        self.exchanges = {
            venue: self._exchange(venue, [each for each in market.instruments if each.venue == venue], statistics)
            for venue in VENUES
        }

    def _exchange(
        self, venue: str, instruments: list[SimulatedInstrument], statistics: MarketStatistics | None
    ) -> Exchange:
        for instrument in instruments:
            if venue == "kraken" and not instrument.listing:
                describe(instrument)
        exchange = Exchange(self.settings, venue, instruments, statistics)
        if self.generator is not None:
            exchange.on_trading = self.generator.activate
        return exchange

    def _replay(self) -> None:
        captures = {capture.venue: capture for capture in load_all(self.settings.captures)}
        truth = PlayedTruth()
        self.truth = truth
        self.exchanges = {
            venue: self._exchange(venue, captures[venue].instruments if venue in captures else [], None)
            for venue in VENUES
        }
        players = []
        for venue, capture in captures.items():
            self.exchanges[venue].protocol = capture.protocol
            players.append(
                CapturePlayer(capture, self.exchanges[venue], truth, self.settings.speed, hold=self.settings.hold)
            )
        self.replay = Replay(players, truth, self.settings.speed)

    def _publish(self, trades: list[NewTrade]) -> None:
        for venue, exchange in self.exchanges.items():
            if exchange.connections.clients:
                chosen = [trade for trade in trades if trade.instrument.venue == venue]
                exchange.connections.publish(_RENDER[venue](exchange, chosen))

    def jobs(self) -> list[Coroutine[None, None, None]]:
        """Coroutines that run until the process ends."""
        running = [self._every_second(), self._every_garbage()]
        if self.generator is not None:
            running.append(self._every_tick(self.generator))
        if self.replay is not None:
            running += [player.run() for player in self.replay.players]
        return running

    async def _every_garbage(self) -> None:
        """Hostile frames at the rate of the fault, twenty times a second."""
        frames = {}
        for venue, exchange in self.exchanges.items():
            symbol = exchange.instruments[0].symbol if exchange.instruments else "BTCUSD"
            frames[venue] = hostile_frames(venue, symbol, self.settings.seed)
        owed = dict.fromkeys(VENUES, 0.0)
        before = time.monotonic()
        while True:
            await asyncio.sleep(_GARBAGE_SECONDS)
            now = time.monotonic()
            for venue, exchange in self.exchanges.items():
                owed[venue] += exchange.connections.faults.rate("garbage") * (now - before)
                exchange.connections.write_garbage(frames[venue], int(owed[venue]))
                owed[venue] %= 1
            before = now

    async def _every_tick(self, generator: TradeGenerator) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            self.suspend_halted()
            generator.advance()
            due = max(due + TICK_SECONDS, loop.time())
            await asyncio.sleep(due - loop.time())

    def suspend_halted(self) -> None:
        """Let what is halted or delisted now make no trades; a fault may have begun, or ended by itself."""
        if self.generator is not None:
            self.generator.suspend(each for venue in self.exchanges.values() for each in venue.not_trading())

    async def _every_second(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            for venue, exchange in self.exchanges.items():
                exchange.connections.on_second(time.monotonic())
                exchange.connections.publish(_EACH_SECOND[venue](exchange))
                # Making a venue's tickers takes a few milliseconds: let due trades be sent between two venues.
                await asyncio.sleep(0)
            self.feeds.newsroom.keep_up()
            due = max(due + 1.0, loop.time())
            await asyncio.sleep(due - loop.time())


def _kraken_maintenance(client: ClientConnection) -> None:
    client.send(kraken.status_message(client.id, "maintenance"))
