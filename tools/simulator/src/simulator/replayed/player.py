"""Plays captures: frames as recorded, at the recorded pace, one player a venue. Reconnects never rewind it."""

import asyncio
import logging
import time
from typing import Literal

from simulator.connections.faults import OutgoingMessage
from simulator.replayed.capture import LoadedCapture
from simulator.replayed.played_trades import PlayedSeries, PlayedTruth
from simulator.trades.exact_text import rfc3339
from simulator.venues.exchange import Exchange

log = logging.getLogger(__name__)

State = Literal["holding", "waiting", "playing", "paused", "finished"]
_BATCH = 400
_FULL_RETRY_SECONDS = 0.005


class CapturePlayer:
    """Plays one venue's capture. `waiting`: not held, starts with the first subscriber."""

    def __init__(
        self, capture: LoadedCapture, exchange: Exchange, truth: PlayedTruth, speed: float | None, *, hold: bool
    ) -> None:
        self.capture = capture
        self.exchange = exchange
        self.state: State = "holding" if hold else "waiting"
        self.position = 0
        self._truth = truth
        self._speed = speed
        self._elapsed = 0.0
        self._since = 0.0
        self._changed = asyncio.Event()
        exchange.connections.on_subscribed = self.on_subscribed

    def on_subscribed(self) -> None:
        """The first subscriber starts a capture that is not held."""
        if self.state == "waiting":
            self.play()

    def play(self) -> None:
        if self.state in {"playing", "finished"}:
            return
        self.state, self._since = "playing", time.monotonic()
        self._changed.set()
        log.info("capture plays", extra={"venue": self.capture.venue, "position": self.position})

    def pause(self) -> None:
        if self.state == "playing":
            self._elapsed += time.monotonic() - self._since
        if self.state in {"playing", "waiting"}:
            self.state = "paused"
            self._changed.set()

    def rewind(self) -> None:
        """Play from the start again, now; the trades played so far are removed."""
        for instrument in self.exchange.instruments:
            for series in (instrument.series, instrument.singles):
                if isinstance(series, PlayedSeries):
                    series.clear()
        self.position, self._elapsed, self.state = 0, 0.0, "paused"
        self.play()

    async def run(self) -> None:
        """Runs until cancelled: a finished capture can be rewound."""
        while True:
            self._changed.clear()
            if self.state != "playing":
                await self._changed.wait()
                continue
            delay = await self._step()
            if self.position >= len(self.capture.frames) and self.state == "playing":
                self.state = "finished"
                log.info("capture is at its end", extra={"venue": self.capture.venue})
                continue
            await self._sleep(delay)

    async def _sleep(self, delay: float) -> None:
        """Wait until the next frame is due or the state changes."""
        try:
            async with asyncio.timeout(delay):
                await self._changed.wait()
        except TimeoutError:
            return

    async def _step(self) -> float:
        """Play what is due; seconds until the next frame is."""
        frames = self.capture.frames
        if self._speed is None:
            if self.exchange.connections.is_full:
                return _FULL_RETRY_SECONDS
            self._play_to(min(len(frames), self.position + _BATCH))
            return 0.0
        elapsed = (self._elapsed + time.monotonic() - self._since) * self._speed
        stop = self.position
        while stop < len(frames) and frames[stop].offset <= elapsed:
            stop += 1
        self._play_to(stop)
        return 0.0 if stop >= len(frames) else (frames[stop].offset - elapsed) / self._speed

    def _play_to(self, stop: int) -> None:
        """Add the trades to those that REST lists, then send their frames."""
        frames = self.capture.frames[self.position : stop]
        self.position = stop
        for frame in frames:
            for symbol, prefix, row in frame.trades:
                instrument = self.exchange.by_symbol(symbol)
                assert instrument is not None  # noqa: S101 - the capture's instruments are those of its trades
                is_single = instrument.venue == "binance" and not prefix
                series = instrument.singles if is_single else instrument.series
                assert isinstance(series, PlayedSeries)  # noqa: S101 - made so with the capture
                if series.add(row):
                    self._truth.add(instrument, row, prefix)
        self.exchange.connections.publish(
            [OutgoingMessage(None, frame.payload, bool(frame.trades)) for frame in frames]
        )


class Replay:
    """The capture players of all venues."""

    def __init__(self, players: list[CapturePlayer], truth: PlayedTruth, speed: float | None) -> None:
        self.players = players
        self._truth = truth
        self._speed = speed

    @property
    def state(self) -> str:
        """One state for all players; one that waits for its first subscriber counts as playing."""
        states = {player.state for player in self.players}
        for state in ("holding", "paused"):
            if state in states:
                return state
        return "finished" if states == {"finished"} else "playing"

    def act(self, action: str) -> None:
        """`start`, `pause` or `restart`."""
        if action == "restart":
            self._truth.clear()
        for player in self.players:
            if action == "start":
                player.play()
            elif action == "pause":
                player.pause()
            else:
                player.rewind()

    def describe(self) -> dict[str, object]:
        starts = [player.capture.start_us for player in self.players if player.capture.start_us is not None]
        ends = [player.capture.end_us for player in self.players if player.capture.end_us is not None]
        return {
            "captures": [player.capture.name for player in self.players],
            "start": rfc3339(min(starts)) if starts else None,
            "end": rfc3339(max(ends)) if ends else None,
            "speed": "max" if self._speed is None else self._speed,
        }
