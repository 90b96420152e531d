"""A coin that nobody trades but the drill: its price swings between two levels, and what was seen of it is counted."""

import threading
import time
from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, Decimal
from types import TracebackType
from typing import Any, Final, Self

import httpx
from shared.events import PriceV1

from drill.clients.price_series import PriceSeries
from drill.platform import DrillError, Platform, wait

COIN: Final = "algorand"
_SYMBOLS: Final = {"binance": "ALGOUSDT", "coinbase": "ALGO-USD", "kraken": "ALGO/USD"}
_TICK: Final = Decimal("0.00001")
# Exchanges that are two percent apart count as disagreeing.
_SWING: Final = Decimal("0.012")
_AT_HIGH: Final = Decimal("0.011")
_AT_LOW: Final = Decimal("0.0005")
_SEEN_WITHIN: Final = 6
_PAUSE: Final = 1.0
"""Seconds between swings: what is asked is that nothing is lost, not how much is carried."""
_WICK_EVERY: Final = 4
"""One swing of so many goes up and down again at once: its top may be in no state but as the high."""


class QuietCoin:
    def __init__(self, platform: Platform, series: PriceSeries) -> None:
        self._platform = platform
        self._series = series
        self.low = Decimal(str(series.states[-1].price)).quantize(_TICK, ROUND_DOWN)
        self._made = 0

    def level(self, share: Decimal) -> Decimal:
        """A price between the low (0) and the high (1)."""
        return (self.low * (1 + _SWING * share)).quantize(_TICK / 10)

    def settle(self) -> None:
        """Go to the low, whatever the generator did before, as soon as every exchange has a subscriber."""
        wait(self._is_followed, f"{COIN} subscribed to at every exchange", 60)
        if not self._is_seen(len(self._series.states), 3, self._is_low, seconds=30):
            raise DrillError(f"the price of {COIN} did not settle at {self.low}")

    def swing(self) -> bool:
        """Go up, then down again; whether the platform was seen to do both."""
        self._made += 1
        is_wick = self._made % _WICK_EVERY == 0
        since = len(self._series.states)
        self._trade(Decimal(1))
        if is_wick:
            self._trade(Decimal(0))
        went_up = self._is_seen(since, 1, self._is_high)
        since = len(self._series.states)
        if not is_wick:
            self._trade(Decimal(0))
        return self._is_seen(since, 2 if is_wick else 1, self._is_low) and went_up

    def _is_followed(self) -> bool:
        try:
            self._trade(Decimal(0))
        except httpx.HTTPStatusError:
            return False
        return True

    def _trade(self, share: Decimal) -> None:
        price = (self.low * (1 + _SWING * share)).quantize(_TICK)
        for venue, symbol in _SYMBOLS.items():
            body: Mapping[str, Any] = {"venue": venue, "symbol": symbol, "price": str(price), "size": "50"}
            self._platform.control("/trades", {**body, "side": "buy" if share else "sell"})

    def _is_high(self, state: PriceV1) -> bool:
        return (state.high or state.price or 0) >= self.low * (1 + _AT_HIGH)

    def _is_low(self, state: PriceV1) -> bool:
        return state.price is not None and state.price <= self.low * (1 + _AT_LOW)

    def _is_seen(
        self, since: int, times: int, holds: Callable[[PriceV1], bool], *, seconds: float = _SEEN_WITHIN
    ) -> bool:
        try:
            wait(lambda: sum(map(holds, self._series.states[since:])) >= times, "seen", seconds, every=0.05)
        except DrillError:
            self._series.check()
            return False
        return True


class Swings:
    """Swings one after the other on a thread of its own. `seen`: how many the platform followed up and down."""

    def __init__(self, coin: QuietCoin) -> None:
        self._coin = coin
        self._ended = threading.Event()
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.made = 0
        self.seen = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join(30)
        if self._failed is not None and error is None:
            raise DrillError(f"the swings ended: {self._failed}")

    def go_on(self, more: int, seconds: float) -> None:
        """Wait until so many more were seen."""
        goal = self.seen + more
        started = time.monotonic()
        while self.seen < goal:
            if self._failed is not None or time.monotonic() - started > seconds:
                raise DrillError(f"the price was not seen to swing {more} times within {seconds:.0f} s: {self._failed}")
            time.sleep(0.1)

    def _run(self) -> None:
        try:
            while not self._ended.wait(_PAUSE):
                self.made += 1
                self.seen += self._coin.swing()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the swings are waited for
            self._failed = error
